import { z } from 'zod'
import { AccountId, AuditInstanceId, DatabaseId } from '../model/ids.ts'
import { TimeRange } from '../model/time-range.ts'
import { AnswerFrom, Question, type ArchivedAnswer } from '../model/question.ts'
import type { Answer } from '../model/answer.ts'
import type { AuditInstance, Database } from '../model/instance.ts'
import type { AuditSummary, SummaryPoint } from '../model/summary.ts'
import type { SessionShare } from '../model/session-share.ts'
import { TrendType, type Trend } from '../model/trend.ts'
import type { Analysis } from '../model/analysis.ts'
import { procedure } from './procedure.ts'

const ofAccount = z.object({ accountId: AccountId })
/** A question, and where its answer is to come from: the service, unless it says otherwise. */
const asked = ofAccount.extend({ from: AnswerFrom.default({ kind: 'service' }) })
const ofInstance = asked.extend({ instanceId: AuditInstanceId })

/** Names one wait for a trend that is computed anew, so that it can be stopped. */
export const RenewalId = z.uuid().brand<'RenewalId'>()
export type RenewalId = z.infer<typeof RenewalId>

/** Which trend: of one database, or of all together (`null`). */
const aboutTrend = {
  instanceId: AuditInstanceId,
  type: TrendType,
  range: TimeRange,
  databaseId: DatabaseId.nullable(),
}

/**
 * What DBSS answers. Every call throws `AuditDeskError`; `cancelled` once the account is left,
 * `not-found` when the archive is asked and has no such answer.
 */
export const audit = {
  instances: procedure(asked).returns<Answer<AuditInstance[]>>(),
  databases: procedure(ofInstance).returns<Answer<Database[]>>(),
  summary: procedure(asked).returns<Answer<AuditSummary>>(),
  /** `databaseIds` empty means all databases. */
  sessions: procedure(
    ofInstance.extend({ range: TimeRange, databaseIds: z.array(DatabaseId) }),
  ).returns<Answer<SessionShare[]>>(),
  /** The last stored trend; never asks the service to compute a new one. */
  trend: procedure(asked.extend(aboutTrend)).returns<Answer<Trend>>(),
  /**
   * Has the service compute a trend anew, which changes what it keeps, and waits until it has
   * finished, for ten minutes at most. What it answers goes into the archive. Throws `cancelled` once
   * stopped, or once the account is left; `input` while the same trend is being computed.
   */
  renewTrend: procedure(
    ofAccount.extend({ ...aboutTrend, renewalId: RenewalId }),
  ).returns<Renewal>(),
  /** Stops waiting; the service goes on by itself. Does nothing when it has ended. */
  stopRenewal: procedure(z.object({ renewalId: RenewalId })).returns<null>(),
  analyses: procedure(ofInstance).returns<Answer<Analysis[]>>(),
  /** The answers to one question that the archive has, newest first; asks no service. */
  history: procedure(ofAccount.extend({ question: Question })).returns<History>(),
  /** The project's counts of every summary in the archive, oldest first; asks no service. */
  summaryTrend: procedure(ofAccount).returns<SummaryTrend>(),
}

/** How a new analysis ended that did not fail. */
export interface Renewal {
  accountId: AccountId
  /** False: the service was still computing when the time was up. */
  finished: boolean
  /** When the service computed what it last answered, as sent. */
  rawGeneratedAt: string | null
  /** Why it could not be kept in the archive, in words; `null` when it is. */
  unkept: string | null
}

export interface History {
  accountId: AccountId
  answers: ArchivedAnswer[]
}

export interface SummaryTrend {
  accountId: AccountId
  points: SummaryPoint[]
}
