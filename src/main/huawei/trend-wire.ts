import { z } from 'zod'
import type { SeriesOf, TrendType } from '../../shared/model/trend.ts'
import { int64, text } from './wire.ts'

/**
 * The fields of each type of trend: the list of points, and in each point the counts. Those of risky
 * operations are in seed-1, Tables 5 and 6; the others are read in the vendor's SDKs.
 */
export const trendFields = {
  'risk-operation': {
    list: 'operation_statistics',
    counts: { riskyOperations: 'risk_operation_num' },
  },
  'risk-level': {
    list: 'risk_statistics',
    counts: {
      high: 'high_risk_num',
      middle: 'middle_risk_num',
      low: 'low_risk_num',
      none: 'no_risk_num',
    },
  },
  session: {
    list: 'session_statistics',
    counts: { active: 'active_session_num', failed: 'fail_session_num', new: 'new_session_num' },
  },
  'sql-type': {
    list: 'sql_statistics',
    counts: {
      select: 'select_num',
      insert: 'insert_num',
      update: 'update_num',
      delete: 'delete_num',
      other: 'other_num',
    },
  },
  'sql-count': { list: 'count_statistics', counts: { statements: 'sql_num' } },
  'sql-injection': { list: 'injection_statistics', counts: { injections: 'injection_num' } },
} as const satisfies { [T in TrendType]: { list: string; counts: Record<SeriesOf<T>, string> } }

type Text = z.infer<typeof text>

/** An answer to any type of trend; the list of points goes by the name its type gives it. */
export interface WireTrend {
  status?: Text
  generate_time?: Text
  [field: string]: unknown
}

export interface WireTrendPoint {
  period?: Text
  [field: string]: unknown
}

/** What an answer of this type has to look like: fields may be missing or null, as elsewhere. */
export function wireTrend(type: TrendType): z.ZodType<WireTrend> {
  const { list, counts } = trendFields[type]
  const fields = Object.fromEntries(Object.values(counts).map((name) => [name, int64]))
  return z.looseObject({
    status: text,
    generate_time: text,
    [list]: z.array(z.looseObject({ period: text, ...fields })).nullish(),
  })
}

/** The points of an answer that has been checked, as sent; `null` when it has no list. */
export function wirePoints(type: TrendType, body: WireTrend): WireTrendPoint[] | null {
  return (body[trendFields[type].list] as WireTrendPoint[] | null | undefined) ?? null
}

/** The counts of a point that has been checked, by the name they have on the wire. */
export function wireCount(
  point: WireTrendPoint,
  field: string,
): number | bigint | null | undefined {
  return point[field] as number | bigint | null | undefined
}
