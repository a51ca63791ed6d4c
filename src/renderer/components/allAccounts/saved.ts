import type { ExportCell, RowsToSave } from '../../../shared/contract/export.ts'
import { figuresOf, isCurrent, rowStatus, type AccountRow } from '../../figures/allAccounts.ts'
import type { Translate } from '../../i18n/index.ts'
import { asOf } from '../../stores/question.ts'

/** The columns of the file, called as those of a report's tables. */
export const savedColumns: readonly { header: string; value: (row: AccountRow) => ExportCell }[] = [
  { header: 'project_name', value: ({ account }) => account.projectName },
  { header: 'state', value: rowStatus },
  { header: 'origin', value: (row) => figuresOf(row)?.origin ?? null },
  { header: 'total_sql', value: (row) => figuresOf(row)?.data.counts.totalSql ?? null },
  { header: 'total_risk', value: (row) => figuresOf(row)?.data.counts.totalRisk ?? null },
  { header: 'today_sql', value: (row) => figuresOf(row)?.data.counts.todaySql ?? null },
  { header: 'today_risk', value: (row) => figuresOf(row)?.data.counts.todayRisk ?? null },
  { header: 'today_session', value: (row) => figuresOf(row)?.data.counts.todaySession ?? null },
  { header: 'instances', value: (row) => figuresOf(row)?.data.instances ?? null },
  { header: 'updated_at', value: (row) => figuresOf(row)?.data.counts.updatedAt ?? null },
]

/** One row of the screen as a part of the file: what it lacks stands in its notes. */
export function savedPart(
  row: AccountRow,
  filter: string,
  t: Translate,
): RowsToSave['parts'][number] {
  const answer = figuresOf(row)
  const { state } = row
  const reason =
    state.kind === 'failed' ? state.error.message : t(`allAccounts.states.${rowStatus(row)}`)
  return {
    accountId: row.account.id,
    asOf: asOf(answer),
    notes: [
      ...(answer === null ? [t('allAccounts.noteMissing', { reason })] : []),
      ...(answer !== null && !isCurrent(row) ? [t('allAccounts.noteStale', { reason })] : []),
      ...(answer?.missing ?? []),
      ...(filter === '' ? [] : [t('saving.filteredBy', { filter })]),
    ],
    rows: [savedColumns.map(({ value }) => value(row))],
  }
}
