import type { Account } from '../../shared/model/account.ts'

/** Accounts that stand under one heading; `null` for those in no group. */
export interface AccountGroup {
  name: string | null
  accounts: Account[]
}

/** The accounts by group; groups in the order in which the list first names them. */
export function groupAccounts(accounts: readonly Account[]): AccountGroup[] {
  const groups = new Map<string | null, Account[]>()
  for (const account of accounts) {
    const name = account.group ?? null
    groups.set(name, [...(groups.get(name) ?? []), account])
  }
  return [...groups].map(([name, members]) => ({ name, accounts: members }))
}
