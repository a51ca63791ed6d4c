import { z } from 'zod'
import { AccountId, AuditInstanceId, DatabaseId } from '../model/ids.ts'
import { TimeRange } from '../model/time-range.ts'
import type { Answer } from '../model/answer.ts'
import type { AuditInstance, Database } from '../model/instance.ts'
import type { AuditSummary } from '../model/summary.ts'
import type { SessionShare } from '../model/session-share.ts'
import type { RiskTrend } from '../model/risk-trend.ts'
import type { Analysis } from '../model/analysis.ts'
import { procedure } from './procedure.ts'

const ofAccount = z.object({ accountId: AccountId })
const ofInstance = ofAccount.extend({ instanceId: AuditInstanceId })

/** What DBSS answers. Every call throws `AuditDeskError`; `cancelled` once the account is left. */
export const audit = {
  instances: procedure(ofAccount).returns<Answer<AuditInstance[]>>(),
  databases: procedure(ofInstance).returns<Answer<Database[]>>(),
  summary: procedure(ofAccount).returns<Answer<AuditSummary>>(),
  /** `databaseIds` empty means all databases. */
  sessions: procedure(
    ofInstance.extend({ range: TimeRange, databaseIds: z.array(DatabaseId) }),
  ).returns<Answer<SessionShare[]>>(),
  /** The last stored trend; never asks the service to compute a new one. `null` = all databases. */
  riskTrend: procedure(
    ofInstance.extend({ range: TimeRange, databaseId: DatabaseId.nullable() }),
  ).returns<Answer<RiskTrend>>(),
  analyses: procedure(ofInstance).returns<Answer<Analysis[]>>(),
}
