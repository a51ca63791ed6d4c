import type { ExportCell, RowsToSave } from '../../shared/contract/export.ts'
import type { Account } from '../../shared/model/account.ts'
import type { CsvColumn } from './csv.ts'
import { safePart } from './file-name.ts'
import { reportText } from './text/text.ts'

/** One line of the file: a row of the screen, and whose it is. */
export interface RowOfAccount {
  account: Account
  cells: readonly ExportCell[]
  asOf: string | null
  notes: string
}

/** What every row of a demo says. */
const demoNote = reportText('en').demo

/** The screen's columns between those that say whose the rows are and how far they can be trusted. */
export function rowColumns(names: readonly string[]): CsvColumn<RowOfAccount>[] {
  return [
    { header: 'account_name', value: ({ account }) => account.name },
    { header: 'region', value: ({ account }) => account.region },
    { header: 'project_id', value: ({ account }) => account.projectId },
    ...names.map((header, index) => ({
      header,
      value: ({ cells }: RowOfAccount) => cells[index] ?? null,
    })),
    { header: 'as_of', value: ({ asOf }) => asOf },
    { header: 'notes', value: ({ notes }) => notes },
  ]
}

/** @param accountOf throws when there is no such account */
export function* rowsOfAccounts(
  { parts }: RowsToSave,
  accountOf: (accountId: Account['id']) => Account,
): Generator<RowOfAccount> {
  for (const { accountId, asOf, notes, rows } of parts) {
    const account = accountOf(accountId)
    const said = [...(account.demo ? [demoNote] : []), ...notes].join(' ')
    for (const cells of rows) yield { account, cells, asOf, notes: said }
  }
}

/**
 * A name for the file that every system takes: `<kind>_<account>_<subject>_<day>.csv`, in front of
 * it `demo_` where a demo's data is in it. The day, in UTC, is that of the oldest answer.
 */
export function proposedRowsName(
  { kind, subject, parts }: RowsToSave,
  accounts: readonly Account[],
): string {
  const first = accounts[0]?.name ?? ''
  const whose = accounts.length > 1 ? `${first}-and-${String(accounts.length - 1)}` : first
  const day = parts
    .flatMap(({ asOf }) => (asOf === null ? [] : [new Date(asOf).toISOString().slice(0, 10)]))
    .sort()[0]
  const name = [
    ...(accounts.some(({ demo }) => demo) ? ['demo'] : []),
    kind,
    safePart(whose, 60),
    ...(subject === null ? [] : [safePart(subject, 60)]),
    ...(day === undefined ? [] : [day]),
  ]
  return `${name.join('_')}.csv`
}
