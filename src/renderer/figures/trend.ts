import type { RiskPoint } from '../../shared/model/risk-trend.ts'
import { sumKnown } from './share.ts'

/** What a trend comes to. */
export interface TrendFigures {
  /** The sum of all counts the service sent, of undated points too. */
  total: bigint
  /** The first of the points with the highest count; `null` when no point has a count. */
  peak: RiskPoint | null
  /** Points in the order of time, each with its time in milliseconds since the epoch. */
  dated: { point: RiskPoint; at: number }[]
  /** Points whose time can't be read. */
  undated: RiskPoint[]
}

/** @param points in any order */
export function trendFigures(points: readonly RiskPoint[]): TrendFigures {
  const dated: TrendFigures['dated'] = []
  const undated: RiskPoint[] = []
  let peak: RiskPoint | null = null
  for (const point of points) {
    if (point.at === null) undated.push(point)
    else dated.push({ point, at: Date.parse(point.at) })
    if (
      point.riskyOperations !== null &&
      (peak?.riskyOperations == null || point.riskyOperations > peak.riskyOperations)
    ) {
      peak = point
    }
  }
  return {
    total: sumKnown(points.map((point) => point.riskyOperations)).sum,
    peak,
    dated: dated.sort((a, b) => a.at - b.at),
    undated,
  }
}
