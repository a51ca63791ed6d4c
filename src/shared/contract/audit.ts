import { z } from 'zod'
import { AccountId, AuditInstanceId, DatabaseId } from '../model/ids.ts'
import { TimeRange } from '../model/time-range.ts'
import { AnswerFrom, Question, type ArchivedAnswer } from '../model/question.ts'
import type { Answer } from '../model/answer.ts'
import type { AuditInstance, Database } from '../model/instance.ts'
import type { AuditSummary, SummaryPoint } from '../model/summary.ts'
import type { SessionShare } from '../model/session-share.ts'
import type { RiskTrend } from '../model/risk-trend.ts'
import type { Analysis } from '../model/analysis.ts'
import { procedure } from './procedure.ts'

const ofAccount = z.object({ accountId: AccountId })
/** A question, and where its answer is to come from: the service, unless it says otherwise. */
const asked = ofAccount.extend({ from: AnswerFrom.default({ kind: 'service' }) })
const ofInstance = asked.extend({ instanceId: AuditInstanceId })

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
  /** The last stored trend; never asks the service to compute a new one. `null` = all databases. */
  riskTrend: procedure(
    ofInstance.extend({ range: TimeRange, databaseId: DatabaseId.nullable() }),
  ).returns<Answer<RiskTrend>>(),
  analyses: procedure(ofInstance).returns<Answer<Analysis[]>>(),
  /** The answers to one question that the archive has, newest first; asks no service. */
  history: procedure(ofAccount.extend({ question: Question })).returns<History>(),
  /** The project's counts of every summary in the archive, oldest first; asks no service. */
  summaryTrend: procedure(ofAccount).returns<SummaryTrend>(),
}

export interface History {
  accountId: AccountId
  answers: ArchivedAnswer[]
}

export interface SummaryTrend {
  accountId: AccountId
  points: SummaryPoint[]
}
