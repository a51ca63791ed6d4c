import type { AccountId } from '../../../shared/model/ids.ts'
import type { Archive } from '../../archive/archive.ts'

/** An instance by the name the service gives it; `null` where no list names it. */
export interface NamedInstance {
  id: string
  name: string | null
}

/** The instances of one service that the archive knows. */
export interface KnownInstances {
  /** In the service's order. */
  instances: readonly NamedInstance[]
  /** Why there may be more, one sentence each; empty when the list is whole. */
  missing: readonly string[]
}

/** One account whose data a report can show, and where that is kept. */
export interface ReportSource {
  accountId: AccountId
  /** What the user calls it. */
  label: string
  region: string
  projectId: string
  projectName: string
  /** Base URLs. */
  endpoints: { dbss: string; ddm: string }
  /** Whether it is a tenant of the embedded simulator. */
  demo: boolean
  /** `null` when nothing of it was ever kept. */
  archive: Archive | null
  auditInstances: KnownInstances
  ddmInstances: KnownInstances
}
