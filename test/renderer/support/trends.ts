import type { Trend, TrendCounts, TrendPoint } from '../../../src/shared/model/trend.ts'

/** A point with the counts of its type, read in UTC. */
export function countsAt(rawPeriod: string, counts: TrendCounts): TrendPoint {
  const at = new Date(`${rawPeriod.replace(' ', 'T')}Z`)
  return { rawPeriod, at: Number.isNaN(at.getTime()) ? null : at.toISOString(), counts }
}

/** An analysis that is finished; made a minute before the answers of the tests are read. */
export function trendOf(points: TrendPoint[], changes: Partial<Trend> = {}): Trend {
  return {
    status: 'finished',
    rawGeneratedAt: '2026-05-01 09:59:00',
    generatedAt: '2026-05-01T09:59:00.000Z',
    points,
    ...changes,
  }
}
