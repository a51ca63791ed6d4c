import { collectAnalyses } from '../../main/collect/analyses.ts'
import { csvOf } from '../../main/report/csv.ts'
import type { AuditInstanceId } from '../../shared/model/ids.ts'
import type { Connection } from '../connection.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { coverageOf, dbssTimeZone, type Answer } from './answer.ts'

const csvColumns = fieldColumns('db_id', 'db_name', 'generate_time', 'statistics_type')

/** Which analyses of an audit instance's databases exist, and when each was computed. */
export async function analysesAnswer(
  connection: Connection,
  instance: AuditInstanceId,
  signal: AbortSignal,
): Promise<Answer> {
  const analyses = await collectAnalyses(connection.client, instance, 'UTC', signal)
  const { wire, data, sources } = analyses
  return {
    service: 'dbss',
    parameters: { instance },
    timeZone: dbssTimeZone,
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
          { heading: 'Generated (taken as UTC)', cell: (row) => row.rawGeneratedAt },
          { heading: 'Database id', cell: (row) => row.databaseId },
        ],
        data,
      ),
    ],
  }
}
