import { z } from 'zod'
import { AuditInstanceId, DatabaseId } from './ids.ts'
import { TimeRange } from './time-range.ts'
import { SiblingTrendType, type TrendType } from './trend.ts'

/**
 * A question about one account whose answer is kept whole: what a screen asks, without the account.
 * The kill log is none of these; it is kept row by row.
 */
export const Question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('summary') }),
  z.object({ kind: z.literal('audit-instances') }),
  z.object({ kind: z.literal('ddm-instances') }),
  z.object({ kind: z.literal('databases'), instanceId: AuditInstanceId }),
  z.object({
    kind: z.literal('sessions'),
    instanceId: AuditInstanceId,
    range: TimeRange,
    /** Empty means all databases. */
    databaseIds: z.array(DatabaseId),
  }),
  z.object({
    kind: z.literal('risk-trend'),
    instanceId: AuditInstanceId,
    range: TimeRange,
    /** `null` = all databases. */
    databaseId: DatabaseId.nullable(),
  }),
  // Answers about risky operations were kept under a kind of their own first, and still are.
  z.object({
    kind: z.literal('trend'),
    type: SiblingTrendType,
    instanceId: AuditInstanceId,
    range: TimeRange,
    databaseId: DatabaseId.nullable(),
  }),
  z.object({ kind: z.literal('analyses'), instanceId: AuditInstanceId }),
])
export type Question = z.infer<typeof Question>
export type QuestionKind = Question['kind']
/** A question of one kind. */
export type QuestionOf<K extends QuestionKind> = Extract<Question, { kind: K }>

/** A question about any type of trend. */
export type TrendQuestion = QuestionOf<'risk-trend' | 'trend'>

/** The question that a trend of this type answers. */
export function trendQuestion(
  type: TrendType,
  about: Pick<TrendQuestion, 'instanceId' | 'range' | 'databaseId'>,
): TrendQuestion {
  const { instanceId, range, databaseId } = about
  return type === 'risk-operation'
    ? { kind: 'risk-trend', instanceId, range, databaseId }
    : { kind: 'trend', type, instanceId, range, databaseId }
}

/** The type of trend a question is about. */
export function trendTypeOf(question: TrendQuestion): TrendType {
  return question.kind === 'risk-trend' ? 'risk-operation' : question.type
}

/** Names an answer in the archive of its account. */
export const AnswerId = z.number().int().positive().brand<'AnswerId'>()
export type AnswerId = z.infer<typeof AnswerId>

/** Where an answer is to come from: the service now, or the archive (`null`: the latest there). */
export const AnswerFrom = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('service') }),
  z.object({ kind: z.literal('archive'), answerId: AnswerId.nullable() }),
])
export type AnswerFrom = z.infer<typeof AnswerFrom>

/** One answer in the archive, without its data. */
export interface ArchivedAnswer {
  id: AnswerId
  /** When the oldest part of it was read from the service, ISO 8601 in UTC. */
  fetchedAt: string
  complete: boolean
}
