import type { ReportSection } from '../../../shared/model/report.ts'
import type { SectionKey } from '../section.ts'
import type { NamedInstance } from './source.ts'

/** One question that a report answers, and which answer of the archive it uses. */
export interface AnswerFact {
  /** Position of the account in the plan, from 0. */
  account: number
  section: ReportSection
  /** What was asked, such as `sessions` or `kill-log`. */
  kind: string
  parameters: { name: string; value: string }[]
  /** Names its raw answers in the raw parts. */
  owner: string
  /** Folder for its raw answers within the account's, as safe names. */
  folder: string
  /** When the oldest part of it was read from the service, ISO 8601 in UTC; `null` without one. */
  fetchedAt: string | null
  /** The zone its times were sent and read in; `null` where there are none. */
  timeZone: string | null
  rows: number
  /** What is not there, one sentence each; empty when it is whole. */
  missing: string[]
}

/** What the archive has of one kill log over the report's range. */
export interface CoverageFact {
  account: number
  instanceId: string
  /** Distinct rows over the whole range. */
  rows: number
  /** Why it isn't complete, one sentence each; empty when it is. */
  reasons: string[]
  /** Oldest first; what none of them covers stands as a window not asked for. */
  windows: CoveredWindow[]
}

/** A window as the archive has it. Instants are ISO 8601 in UTC. */
export interface CoveredWindow {
  from: string
  to: string
  /** Up to where it is proof: what was killed later isn't in it. `null` when it was not obtained. */
  coveredTo: string | null
  /** `total_count` of the service; `null` when it gave none. */
  expected: number | null
  obtained: number
  missing: string | null
  collectedAt: string | null
}

export interface AccountFact {
  label: string
  region: string
  projectId: string
  projectName: string
  endpoints: { dbss: string; ddm: string }
  demo: boolean
  auditInstances: NamedInstance[]
  ddmInstances: NamedInstance[]
}

/** A staging file with a part of a table's rows; the parts follow each other in the list's order. */
export interface StagedPart {
  table: SectionKey
  path: string
  rows: number
}

/** A staging file with answers of the API as they are kept. */
export interface RawPart {
  account: number
  path: string
}

/** Everything that was read of the archives for a report. */
export interface Extract {
  accounts: AccountFact[]
  answers: AnswerFact[]
  coverage: CoverageFact[]
  parts: StagedPart[]
  raw: RawPart[]
}
