import type { Collected } from '../../main/collect/collected.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { KnownZone } from '../zone.ts'
import type { Table } from '../output/table.ts'

/** Whether an answer is whole, and if not, why. */
export interface AnswerCoverage {
  complete: boolean
  /** What is missing, one sentence each. */
  reasons: string[]
  /** The kill log's windows of at most 7 days: what was asked of each, and what was obtained. */
  windows?: {
    from: string
    to: string
    expected: number | null
    obtained: number
    missing: string | null
  }[]
}

/** What a command found out, in every form it can be printed in. */
export interface Answer {
  service: 'dbss' | 'ddm'
  /** What was asked: instance, databases, range. */
  parameters: Record<string, unknown>
  /** The zone the times of question and answer are in; `null` where there are none. */
  timeZone: KnownZone | null
  /** The service's own field names and exact values. */
  data: unknown
  /** The requests the data was read from. */
  sources: Source[]
  coverage: AnswerCoverage
  csv(): string
  /** The last one is the list of rows. */
  tables(): Table[]
}

export function coverageOf({ missing }: Collected<unknown, unknown>): AnswerCoverage {
  return { complete: missing.length === 0, reasons: missing }
}
