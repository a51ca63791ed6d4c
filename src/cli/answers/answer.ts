import type { Source } from '../../shared/model/answer.ts'
import type { QuestionKind } from '../../shared/model/question.ts'
import type { Told } from '../connection.ts'
import { indented } from '../output/json.ts'
import type { Pieces, Table } from '../output/table.ts'
import type { KnownZone } from '../zone.ts'

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
    collectedAt: string | null
  }[]
}

/** What a command found out, in every form it can be printed in. */
export interface Answer {
  service: 'dbss' | 'ddm'
  /** What was asked: instance, databases, range. */
  parameters: Record<string, unknown>
  /** The zone the times of question and answer are in; `null` where there are none. */
  timeZone: KnownZone | null
  /** The requests the data was read from. */
  sources: Source[]
  coverage: AnswerCoverage
  /** Why it could not be kept in the archive, in words; `null` when it is, or is not meant to be. */
  unkept: string | null
  /** The data as JSON: the service's own field names and exact values. See `jsonObject`. */
  json(): Pieces
  csv(): Pieces
  /** The last one is the list of rows. */
  tables(): Table[]
}

/** What answers to all questions but the kill log have in common. */
export function common<K extends QuestionKind>({
  wire,
  sources,
  missing,
  timeZone,
  unkept,
}: Told<K>): Pick<Answer, 'sources' | 'coverage' | 'timeZone' | 'unkept' | 'json'> {
  return {
    sources,
    coverage: { complete: missing.length === 0, reasons: missing },
    timeZone,
    unkept,
    json: () => [indented(wire)],
  }
}
