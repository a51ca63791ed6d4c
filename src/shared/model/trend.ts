import { z } from 'zod'
import type { analysisTypes } from './analysis.ts'

/**
 * What is counted at each point of a type of trend, in the order in which it is shown. The types are
 * named as in the API: `POST …/statistics/trend/{type}`.
 */
export const trendSeries = {
  'risk-operation': ['riskyOperations'],
  'risk-level': ['high', 'middle', 'low', 'none'],
  session: ['active', 'failed', 'new'],
  'sql-type': ['select', 'insert', 'update', 'delete', 'other'],
  'sql-count': ['statements'],
  'sql-injection': ['injections'],
} as const

export type TrendType = keyof typeof trendSeries
export const trendTypes = Object.keys(trendSeries) as TrendType[]
/** What is counted at each point of a trend of this type. */
export type SeriesOf<T extends TrendType> = (typeof trendSeries)[T][number]
export type TrendSeries = SeriesOf<TrendType>

/** The types whose answers are kept under `trend`; those of risky operations under `risk-trend`. */
export const siblingTrendTypes = [
  'risk-level',
  'session',
  'sql-type',
  'sql-count',
  'sql-injection',
] as const satisfies readonly TrendType[]
export const SiblingTrendType = z.enum(siblingTrendTypes)
export type SiblingTrendType = z.infer<typeof SiblingTrendType>
export const TrendType = z.enum(['risk-operation', ...siblingTrendTypes])

/** The trend that an analysis in the list of analyses is. */
export const trendOfAnalysis = {
  OPERATION: 'risk-operation',
  RISK: 'risk-level',
  SESSION: 'session',
  SQL: 'sql-type',
  COUNT: 'sql-count',
  INJECTION: 'sql-injection',
} as const satisfies Record<(typeof analysisTypes)[number], TrendType>

/** Exact 64-bit counts; `null` where the service sent none. A series of another type is absent. */
export type TrendCounts = Readonly<Partial<Record<TrendSeries, bigint | null>>>

/** What was counted at one point of time (seed-1, Table 6, and its siblings). */
export interface TrendPoint {
  /** As sent: `yyyy-MM-dd HH:mm:ss`, without a zone. Spacing is irregular. */
  rawPeriod: string
  /** The same as an ISO 8601 instant, read in the zone that the answer names; `null` if it can't be read. */
  at: string | null
  counts: TrendCounts
}

/** Counts over time, as the service last computed them (seed-1, Table 5, and its siblings). */
export interface Trend {
  /** Documented in upper case, sent in lower: compared without regard to case. */
  status: 'finished' | 'running' | 'unknown'
  /** When the service computed it, as sent and as an instant. */
  rawGeneratedAt: string | null
  generatedAt: string | null
  /** In the order of time; points whose time can't be read stand at the end. */
  points: TrendPoint[]
}

/** The count of one series, `null` where the service sent none. */
export function countOf({ counts }: TrendPoint, series: TrendSeries): bigint | null {
  return counts[series] ?? null
}
