import { trendFields, wirePoints } from '../../main/huawei/trend-wire.ts'
import { csvOf } from '../../main/report/csv.ts'
import type { DatabaseId } from '../../shared/model/ids.ts'
import { trendQuestion, type TrendQuestion } from '../../shared/model/question.ts'
import {
  countOf,
  trendSeries,
  type TrendPoint,
  type TrendSeries,
  type TrendType,
} from '../../shared/model/trend.ts'
import type { Connection } from '../connection.ts'
import type { ChosenAuditInstance } from '../instance.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { formatCount } from '../output/text.ts'
import type { AskedRange } from '../range.ts'
import { common, type Answer } from './answer.ts'
import { databasesParameter, rangeParameter } from './parameters.ts'

const titles: Readonly<Record<TrendType, string>> = {
  'risk-operation': 'Risky operations over time',
  'risk-level': 'Statements over time by level of risk',
  session: 'Sessions over time',
  'sql-type': 'Statements over time by type',
  'sql-count': 'Statements over time',
  'sql-injection': 'Injections over time',
}

const headings: Readonly<Record<TrendSeries, string>> = {
  riskyOperations: 'Risky operations',
  high: 'High',
  middle: 'Middle',
  low: 'Low',
  none: 'No risk',
  active: 'Active',
  failed: 'Failed',
  new: 'New',
  select: 'SELECT',
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  other: 'Other',
  statements: 'Statements',
  injections: 'Injections',
}

/** What was counted when: a trend that the service has stored; it is never recomputed. */
export async function riskAnswer(
  connection: Connection,
  { id, timeZone: zone }: ChosenAuditInstance,
  database: DatabaseId | null,
  asked: AskedRange,
  signal: AbortSignal,
  type: TrendType = 'risk-operation',
): Promise<Answer> {
  const { range } = asked
  const question = trendQuestion(type, { instanceId: id, range, databaseId: database })
  const told = await connection.ask<TrendQuestion['kind']>(question, zone, signal)
  const { wire, data, timeZone } = told
  const series: readonly TrendSeries[] = trendSeries[type]
  return {
    service: 'dbss',
    parameters: {
      instance: id,
      ...(type === 'risk-operation' ? {} : { type }),
      databases: databasesParameter(database === null ? [] : [database]),
      range: rangeParameter(asked, connection.origin, told.sources),
    },
    ...common(told),
    csv: () => [
      csvOf(
        fieldColumns('period', ...Object.values(trendFields[type].counts)),
        wirePoints(type, wire) ?? [],
      ),
    ],
    tables: () => [
      tableOf(
        `${titles[type]} (${data.status}, generated ${data.rawGeneratedAt ?? 'at an unknown time'})`,
        [
          {
            heading: `Period (${(timeZone ?? zone).zone})`,
            cell: (point: TrendPoint) => point.rawPeriod,
          },
          ...series.map((one) => ({
            heading: headings[one],
            align: 'right' as const,
            cell: (point: TrendPoint) => formatCount(countOf(point, one)),
          })),
        ],
        data.points,
      ),
    ],
  }
}
