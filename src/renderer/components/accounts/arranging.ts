import type { Account } from '../../../shared/model/account.ts'
import type { AccountId } from '../../../shared/model/ids.ts'
import type { Standing } from '../../stores/accounts.ts'
import { groupAccounts, type AccountGroup } from '../../stores/accountGroups.ts'

/** Where an account goes: before another one, or with `null` to the end of the group. */
export interface Spot {
  group: string | null
  before: AccountId | null
}

function standingsOf(groups: readonly AccountGroup[]): Standing[] {
  return groups.flatMap(({ name, accounts }) =>
    accounts.map(({ id }) => ({ accountId: id, group: name })),
  )
}

function swap<T>(items: readonly T[], at: number, by: -1 | 1): T[] | null {
  const [item, other] = [items[at], items[at + by]]
  if (item === undefined || other === undefined) return null
  return items.with(at, other).with(at + by, item)
}

/** One place up or down within its group; `null` where it stands at the end already. */
export function moveBy(accounts: readonly Account[], id: AccountId, by: -1 | 1): Standing[] | null {
  const groups = groupAccounts(accounts)
  const at = groups.findIndex((group) => group.accounts.some((account) => account.id === id))
  const group = groups[at]
  if (group === undefined) return null
  const place = group.accounts.findIndex((account) => account.id === id)
  const swapped = swap(group.accounts, place, by)
  return swapped === null ? null : standingsOf(groups.with(at, { ...group, accounts: swapped }))
}

/** To another spot, in its own or another group; a group that is new comes last. */
export function moveTo(
  accounts: readonly Account[],
  id: AccountId,
  { group: name, before }: Spot,
): Standing[] | null {
  const moved = accounts.find((account) => account.id === id)
  if (moved === undefined || before === id) return null
  const groups = groupAccounts(accounts).map((group) => ({
    ...group,
    accounts: group.accounts.filter((account) => account !== moved),
  }))
  const at = groups.findIndex((group) => group.name === name)
  const group = groups[at]
  if (group === undefined) return standingsOf([...groups, { name, accounts: [moved] }])
  const place = group.accounts.findIndex((account) => account.id === before)
  const members = group.accounts.toSpliced(place === -1 ? group.accounts.length : place, 0, moved)
  return standingsOf(groups.with(at, { ...group, accounts: members }))
}

/** A whole group one place up or down; `null` where it stands at the end already. */
export function moveGroupBy(
  accounts: readonly Account[],
  name: string | null,
  by: -1 | 1,
): Standing[] | null {
  const groups = groupAccounts(accounts)
  const swapped = swap(
    groups,
    groups.findIndex((group) => group.name === name),
    by,
  )
  return swapped === null ? null : standingsOf(swapped)
}

/** Gives a group another name, or with `null` takes its accounts out of it. */
export function renameGroup(
  accounts: readonly Account[],
  name: string,
  to: string | null,
): Standing[] {
  return standingsOf(groupAccounts(accounts)).map((standing) =>
    standing.group === name ? { ...standing, group: to } : standing,
  )
}
