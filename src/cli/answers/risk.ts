import { csvOf } from '../../main/report/csv.ts'
import type { DatabaseId } from '../../shared/model/ids.ts'
import type { Connection } from '../connection.ts'
import type { ChosenAuditInstance } from '../instance.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { formatCount } from '../output/text.ts'
import type { AskedRange } from '../range.ts'
import { common, type Answer } from './answer.ts'
import { databasesParameter, rangeParameter } from './parameters.ts'

const csvColumns = fieldColumns('period', 'risk_operation_num')

/** When risky operations happened: the trend the service has stored; it is never recomputed. */
export async function riskAnswer(
  connection: Connection,
  { id, timeZone: zone }: ChosenAuditInstance,
  database: DatabaseId | null,
  asked: AskedRange,
  signal: AbortSignal,
): Promise<Answer> {
  const { range } = asked
  const question = { kind: 'risk-trend', instanceId: id, range, databaseId: database } as const
  const told = await connection.ask<'risk-trend'>(question, zone, signal)
  const { wire, data, timeZone } = told
  return {
    service: 'dbss',
    parameters: {
      instance: id,
      databases: databasesParameter(database === null ? [] : [database]),
      range: rangeParameter(asked, connection.origin, told.sources),
    },
    ...common(told),
    csv: () => [csvOf(csvColumns, wire.operation_statistics ?? [])],
    tables: () => [
      tableOf(
        `Risky operations over time (${data.status}, generated ${data.rawGeneratedAt ?? 'at an unknown time'})`,
        [
          { heading: `Period (${(timeZone ?? zone).zone})`, cell: (point) => point.rawPeriod },
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
