import { collectAnalyses } from '../../main/collect/analyses.ts'
import { csvOf } from '../../main/report/csv.ts'
import type { Connection } from '../connection.ts'
import type { ChosenAuditInstance } from '../instance.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { coverageOf, type Answer } from './answer.ts'

const csvColumns = fieldColumns('db_id', 'db_name', 'generate_time', 'statistics_type')

/** Which analyses of an audit instance's databases exist, and when each was computed. */
export async function analysesAnswer(
  connection: Connection,
  { id, timeZone }: ChosenAuditInstance,
  signal: AbortSignal,
): Promise<Answer> {
  const analyses = await collectAnalyses(connection.client, id, timeZone.zone, signal)
  const { wire, data, sources } = analyses
  return {
    service: 'dbss',
    parameters: { instance: id },
    timeZone,
    data: wire,
    sources,
    coverage: coverageOf(analyses),
    csv: () => csvOf(csvColumns, wire),
    tables: () => [
      tableOf(
        'Analyses',
        [
          { heading: 'Database', cell: (row) => row.databaseName },
          { heading: 'Type', cell: (row) => row.type },
          { heading: `Generated (${timeZone.zone})`, cell: (row) => row.rawGeneratedAt },
          { heading: 'Database id', cell: (row) => row.databaseId },
        ],
        data,
      ),
    ],
  }
}
