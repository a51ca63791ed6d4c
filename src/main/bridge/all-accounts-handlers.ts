import type { Handlers } from '../../shared/contract/index.ts'
import type { AllAccounts } from '../collect/all-accounts.ts'

/** The procedures of the domain `allAccounts`. */
export function allAccountsHandlers(allAccounts: AllAccounts): Handlers['allAccounts'] {
  return {
    ticked: () => allAccounts.ticked(),
    tick: ({ accountIds }) => allAccounts.tick(accountIds),
    summary: ({ accountId, from }) =>
      from === 'service' ? allAccounts.ask(accountId) : allAccounts.remembered(accountId),
    stop: ({ accountIds }) => {
      allAccounts.stop(accountIds)
      return Promise.resolve(null)
    },
  }
}
