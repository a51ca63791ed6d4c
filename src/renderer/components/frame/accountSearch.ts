import type { Account } from '../../../shared/model/account.ts'
import { describeSignIn } from '../../../shared/model/sign-in.ts'
import { filterRows } from '../../figures/rows.ts'
import { regionName } from '../accounts/regions.ts'

/** The accounts in which each word of the text is found: in name, group, region, project or user. */
export function searchAccounts(accounts: readonly Account[], text: string): Account[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return words.reduce<Account[]>(
    (found, word) =>
      filterRows(found, word, ({ name, group, region, projectName, projectId, signIn }) => [
        name,
        group ?? null,
        region,
        regionName(region),
        projectName,
        projectId,
        describeSignIn(signIn),
      ]),
    [...accounts],
  )
}
