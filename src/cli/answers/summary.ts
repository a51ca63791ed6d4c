import { csvOf } from '../../main/report/csv.ts'
import type { SummaryCounts, SummaryRow } from '../../shared/model/summary.ts'
import type { Connection } from '../connection.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf, type TableColumn } from '../output/table.ts'
import { formatCount, formatInstant } from '../output/text.ts'
import { common, type Answer } from './answer.ts'

const csvColumns = fieldColumns(
  'id',
  'status',
  'project_id',
  'instance_id',
  'instance_name',
  'audit_duration',
  'total_sql',
  'total_risk',
  'today_sql',
  'today_risk',
  'today_session',
  'update_time',
  'reserve1',
  'reserve2',
)

const countColumns: readonly TableColumn<SummaryCounts>[] = [
  { heading: 'Statements', align: 'right', cell: (row) => formatCount(row.totalSql) },
  { heading: 'Risks', align: 'right', cell: (row) => formatCount(row.totalRisk) },
  { heading: 'Statements\ntoday', align: 'right', cell: (row) => formatCount(row.todaySql) },
  { heading: 'Risks\ntoday', align: 'right', cell: (row) => formatCount(row.todayRisk) },
  { heading: 'Sessions\ntoday', align: 'right', cell: (row) => formatCount(row.todaySession) },
  {
    heading: 'Audit duration\n(unit not documented)',
    align: 'right',
    cell: (row) => formatCount(row.auditDuration),
  },
  { heading: 'Updated (UTC)', cell: (row) => formatInstant(row.updatedAt) },
]

/** How much was audited, and how risky it was: the project's totals and each instance's. */
export async function summaryAnswer(connection: Connection, signal: AbortSignal): Promise<Answer> {
  const told = await connection.ask<'summary'>({ kind: 'summary' }, null, signal)
  const { wire, data } = told
  return {
    service: 'dbss',
    parameters: {},
    ...common(told),
    timeZone: { zone: 'UTC', source: 'update_time counts milliseconds since 1970-01-01T00:00:00Z' },
    csv: () => [csvOf(csvColumns, wire.data_list ?? [])],
    tables: () => [
      tableOf<SummaryCounts>(
        'Project totals, as the service counts them',
        [{ heading: 'Project', cell: () => wire.project_id ?? null }, ...countColumns],
        [data.project],
      ),
      tableOf<SummaryRow>(
        'Audit instances',
        [
          { heading: 'Instance', cell: (row) => row.instanceName },
          { heading: 'Status', cell: (row) => row.status },
          ...countColumns,
        ],
        data.rows,
      ),
    ],
  }
}
