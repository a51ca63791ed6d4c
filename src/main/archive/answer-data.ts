import type { Analysis } from '../../shared/model/analysis.ts'
import type { AuditInstance, Database, DdmInstance } from '../../shared/model/instance.ts'
import type { QuestionKind, QuestionOf } from '../../shared/model/question.ts'
import type { SessionShare } from '../../shared/model/session-share.ts'
import type { AuditSummary } from '../../shared/model/summary.ts'
import type { Trend } from '../../shared/model/trend.ts'

/** What the answer to each kind of question is, in the model's terms. */
export interface AnswerData {
  summary: AuditSummary
  'audit-instances': AuditInstance[]
  'ddm-instances': DdmInstance[]
  databases: Database[]
  sessions: SessionShare[]
  'risk-trend': Trend
  trend: Trend
  analyses: Analysis[]
}

/** A question that tells its kind to the compiler, also where that is a type parameter. */
export type Asked<K extends QuestionKind> = QuestionOf<K> & { kind: K }
