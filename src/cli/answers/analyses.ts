import { csvOf } from '../../main/report/csv.ts'
import type { Connection } from '../connection.ts'
import type { ChosenAuditInstance } from '../instance.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { common, type Answer } from './answer.ts'

const csvColumns = fieldColumns('db_id', 'db_name', 'generate_time', 'statistics_type')

/** Which analyses of an audit instance's databases exist, and when each was computed. */
export async function analysesAnswer(
  connection: Connection,
  { id, timeZone: zone }: ChosenAuditInstance,
  signal: AbortSignal,
): Promise<Answer> {
  const question = { kind: 'analyses', instanceId: id } as const
  const told = await connection.ask<'analyses'>(question, zone, signal)
  const { wire, data, timeZone } = told
  return {
    service: 'dbss',
    parameters: { instance: id },
    ...common(told),
    csv: () => [csvOf(csvColumns, wire)],
    tables: () => [
      tableOf(
        'Analyses',
        [
          { heading: 'Database', cell: (row) => row.databaseName },
          { heading: 'Type', cell: (row) => row.type },
          { heading: `Generated (${(timeZone ?? zone).zone})`, cell: (row) => row.rawGeneratedAt },
          { heading: 'Database id', cell: (row) => row.databaseId },
        ],
        data,
      ),
    ],
  }
}
