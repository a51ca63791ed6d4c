import { z } from 'zod'
import type { Answer } from '../model/answer.ts'
import { AccountId } from '../model/ids.ts'
import type { SummaryCounts } from '../model/summary.ts'
import { procedure } from './procedure.ts'

/** What the audit summary of one project comes to, without its rows. */
export interface ProjectFigures {
  /** The service's own totals, never added up from the rows. */
  counts: SummaryCounts
  /** How many audited instances the service says there are; those listed where it didn't say. */
  instances: number
}

const ids = z.array(AccountId).max(10_000)

/**
 * The summaries of many accounts beside each other. Each is asked for by itself, so that a slow one
 * holds up no other, and whichever account the other screens show.
 */
export const allAccounts = {
  /** The accounts the user has ticked, of those there are; kept from run to run. */
  ticked: procedure(z.object({})).returns<AccountId[]>(),
  /** Ticks these accounts and no others; what is asked for the others is stopped. */
  tick: procedure(z.object({ accountIds: ids })).returns<AccountId[]>(),
  /**
   * Asks the service, keeping the answer, or what the archive has last. Throws `AuditDeskError`:
   * `input` when the service is to be asked about an account that isn't ticked, `cancelled` once
   * stopped or asked again, `not-found` when the archive has none.
   */
  summary: procedure(
    z.object({ accountId: AccountId, from: z.enum(['service', 'archive']) }),
  ).returns<Answer<ProjectFigures>>(),
  /** Stops what is asked for these accounts; does nothing where it has ended. */
  stop: procedure(z.object({ accountIds: ids })).returns<null>(),
}
