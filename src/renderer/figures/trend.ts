import type { TrendPoint } from '../../shared/model/trend.ts'
import { sumKnown } from './share.ts'

/** What a trend comes to. */
export interface TrendFigures {
  /** The sum of all counts the service sent, of undated points too. */
  total: bigint
  /** The first of the points with the highest count; `null` when no point has a count. */
  peak: TrendPoint | null
  /** Points in the order of time, each with its time in milliseconds since the epoch. */
  dated: { point: TrendPoint; at: number }[]
  /** Points whose time can't be read. */
  undated: TrendPoint[]
}

/** @param points in any order */
export function trendFigures(points: readonly TrendPoint[]): TrendFigures {
  const dated: TrendFigures['dated'] = []
  const undated: TrendPoint[] = []
  let peak: TrendPoint | null = null
  for (const point of points) {
    if (point.at === null) undated.push(point)
    else dated.push({ point, at: Date.parse(point.at) })
    if (
      point.counts.riskyOperations != null &&
      (peak?.counts.riskyOperations == null ||
        point.counts.riskyOperations > peak.counts.riskyOperations)
    ) {
      peak = point
    }
  }
  return {
    total: sumKnown(points.map((point) => point.counts.riskyOperations ?? null)).sum,
    peak,
    dated: dated.sort((a, b) => a.at - b.at),
    undated,
  }
}
