import type { Handlers } from '../../shared/contract/index.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Diagnoses } from '../accounts/diagnoses.ts'
import type { Transfers } from '../accounts/transfers.ts'

export interface AccountServices {
  accounts: Accounts
  diagnoses: Diagnoses
  transfers: Transfers
}

/** The procedures of the domain `accounts`. */
export function accountHandlers({
  accounts,
  diagnoses,
  transfers,
}: AccountServices): Handlers['accounts'] {
  return {
    list: () => accounts.list(),
    listProjects: (signIn) => accounts.listProjects(signIn),
    add: (account) => accounts.add(account),
    edit: ({ accountId, ...change }) => accounts.edit(accountId, change),
    setSecret: async ({ accountId, secret }) => {
      await accounts.setSecret(accountId, secret)
      return null
    },
    unlock: async ({ accountId }) => {
      await accounts.unlock(accountId)
      return null
    },
    arrange: ({ standings }) => accounts.arrange(standings),
    diagnose: ({ diagnosisId, subject }) => diagnoses.run(diagnosisId, subject),
    stopDiagnosis: ({ diagnosisId }) => {
      diagnoses.stop(diagnosisId)
      return Promise.resolve(null)
    },
    exportTo: ({ accountIds }) => transfers.export(accountIds),
    previewImport: () => transfers.preview(),
    importFrom: ({ importId, indexes }) => transfers.import(importId, indexes),
    previewRemoval: ({ accountId }) => accounts.previewRemoval(accountId),
    remove: ({ accountId, ...choice }) => accounts.remove(accountId, choice),
    select: ({ accountId }) => accounts.select(accountId),
    openDemo: () => accounts.openDemo(),
  }
}
