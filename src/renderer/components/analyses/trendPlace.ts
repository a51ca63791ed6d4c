import type { RouteLocationRaw } from 'vue-router'
import type { Analysis } from '../../../shared/model/analysis.ts'
import { trendOfAnalysis, type TrendType } from '../../../shared/model/trend.ts'

const trends: Readonly<Record<string, TrendType>> = trendOfAnalysis

/** Where the trend is shown that an analysis made; `null` for a type that isn't documented. */
export function trendPlace({
  type,
  databaseId,
}: Pick<Analysis, 'type' | 'databaseId'>): RouteLocationRaw | null {
  const trend = type === null ? undefined : trends[type]
  return trend === undefined || databaseId === null
    ? null
    : { name: 'risk', query: { trend, database: databaseId } }
}
