import { collectRiskTrend } from '../../main/collect/risk-trend.ts'
import { csvOf } from '../../main/report/csv.ts'
import type { DatabaseId } from '../../shared/model/ids.ts'
import type { Connection } from '../connection.ts'
import type { ChosenAuditInstance } from '../instance.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { formatCount } from '../output/text.ts'
import type { AskedRange } from '../range.ts'
import { coverageOf, type Answer } from './answer.ts'
import { databasesParameter, rangeParameter } from './parameters.ts'

const csvColumns = fieldColumns('period', 'risk_operation_num')

/** When risky operations happened: the trend the service has stored; it is never recomputed. */
export async function riskAnswer(
  connection: Connection,
  { id, timeZone }: ChosenAuditInstance,
  database: DatabaseId | null,
  asked: AskedRange,
  signal: AbortSignal,
): Promise<Answer> {
  const { client } = connection
  const { range } = asked
  const question = { instanceId: id, range, timeZone: timeZone.zone, databaseId: database }
  const trend = await collectRiskTrend(client, question, signal)
  const { wire, data, sources } = trend
  return {
    service: 'dbss',
    parameters: {
      instance: id,
      databases: databasesParameter(database === null ? [] : [database]),
      range: rangeParameter(asked),
    },
    timeZone,
    data: wire,
    sources,
    coverage: coverageOf(trend),
    csv: () => csvOf(csvColumns, wire.operation_statistics ?? []),
    tables: () => [
      tableOf(
        `Risky operations over time (${data.status}, generated ${data.rawGeneratedAt ?? 'at an unknown time'})`,
        [
          { heading: `Period (${timeZone.zone})`, cell: (point) => point.rawPeriod },
          {
            heading: 'Risky operations',
            align: 'right',
            cell: (point) => formatCount(point.riskyOperations),
          },
        ],
        data.points,
      ),
    ],
  }
}
