import { countOf, type Trend, type TrendPoint, type TrendSeries } from '../../shared/model/trend.ts'
import { resolveBounds, type TimeRange } from '../../shared/model/time-range.ts'
import { sumKnown } from './share.ts'

/** A stretch of time, milliseconds since the epoch; both ends belong to it. */
export interface Span {
  from: number
  to: number
}

export interface DatedPoint {
  point: TrendPoint
  /** Milliseconds since the epoch. */
  at: number
}

/** The points of a trend, by whether they have a time. */
export interface TrendFigures {
  /** In the order of time. */
  dated: DatedPoint[]
  /** Points whose time can't be read. */
  undated: TrendPoint[]
}

/** @param points in any order */
export function trendFigures(points: readonly TrendPoint[]): TrendFigures {
  const dated: DatedPoint[] = []
  const undated: TrendPoint[] = []
  for (const point of points) {
    if (point.at === null) undated.push(point)
    else dated.push({ point, at: Date.parse(point.at) })
  }
  return { dated: dated.sort((a, b) => a.at - b.at), undated }
}

/** The points within a stretch of time; with `null` all of them. */
export function within(points: readonly DatedPoint[], span: Span | null): readonly DatedPoint[] {
  return span === null ? points : points.filter(({ at }) => at >= span.from && at <= span.to)
}

/**
 * What is counted anew at each point: a session that stays is active at many of them, so that their
 * sum would say nothing.
 */
export function isGauge(series: TrendSeries): boolean {
  return series === 'active'
}

/** What one series comes to. */
export interface SeriesFigures {
  /** The sum of all counts the service sent. */
  total: bigint
  /** The first of the points with the highest count; `null` when no point has a count. */
  peak: TrendPoint | null
}

export function seriesFigures(points: readonly TrendPoint[], series: TrendSeries): SeriesFigures {
  let peak: TrendPoint | null = null
  let most = -1n
  for (const point of points) {
    const count = countOf(point, series)
    if (count === null || count <= most) continue
    most = count
    peak = point
  }
  return { total: sumKnown(points.map((point) => countOf(point, series))).sum, peak }
}

/** The point nearest to an instant, the earlier of two that are as near; `null` without points. */
export function nearestPoint<P extends { at: number }>(
  points: readonly P[],
  instant: number,
): P | null {
  let low = 0
  let high = points.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((points[middle]?.at ?? 0) < instant) low = middle + 1
    else high = middle
  }
  const after = points[low] ?? null
  const before = points[low - 1] ?? null
  if (after === null || before === null) return after ?? before
  return after.at - instant < instant - before.at ? after : before
}

/**
 * What was asked for, in time.
 * @param readAt when the answer was read, ISO 8601: a preset ends there
 */
export function askedSpan(range: TimeRange, readAt: string | null): Span | null {
  if (range.kind === 'preset' && readAt === null) return null
  const { from, to } = resolveBounds(range, Date.parse(readAt ?? ''))
  return { from: Date.parse(from), to: Date.parse(to) }
}

/**
 * The end of the range that an analysis does not reach, or `null` when it does. A range that ends
 * when it was asked for always ends a little after its analysis: there a twenty-fourth of it, about
 * the distance of two points, is let pass.
 * @param asked what was asked for
 * @param readAt when the answer was read, milliseconds since the epoch
 */
export function unanalysed(
  { generatedAt }: Pick<Trend, 'generatedAt'>,
  asked: Span | null,
  readAt: number,
): Span | null {
  if (generatedAt === null || asked === null) return null
  const until = Date.parse(generatedAt)
  const end = Math.min(asked.to, readAt)
  const allowed = asked.to < readAt ? 0 : (asked.to - asked.from) / 24
  return end - until > allowed ? { from: Math.max(until, asked.from), to: end } : null
}

const zoomFactor = 0.6
const shortestZoom = 60_000

/** What a key or button does to the part of the time axis that is shown. */
export type ZoomStep = 'in' | 'out' | 'earlier' | 'later' | 'first' | 'last'

/**
 * The part of the axis that is shown after a step.
 * @param shown `null` for all of it
 * @param whole the axis
 * @returns `null` when all of it is shown
 */
export function zoomed(shown: Span | null, whole: Span, step: ZoomStep): Span | null {
  const { from, to } = shown ?? whole
  const length = to - from
  const middle = (from + to) / 2
  switch (step) {
    case 'in': {
      const half = Math.max(length * zoomFactor, Math.min(shortestZoom, length)) / 2
      return fitted({ from: middle - half, to: middle + half }, whole)
    }
    case 'out': {
      const half = length / zoomFactor / 2
      return fitted({ from: middle - half, to: middle + half }, whole)
    }
    case 'earlier':
      return fitted({ from: from - length / 4, to: to - length / 4 }, whole)
    case 'later':
      return fitted({ from: from + length / 4, to: to + length / 4 }, whole)
    case 'first':
      return fitted({ from: whole.from, to: whole.from + length }, whole)
    case 'last':
      return fitted({ from: whole.to - length, to: whole.to }, whole)
  }
}

/** The same length within the axis; `null` when it is all of the axis. */
export function fitted({ from, to }: Span, whole: Span): Span | null {
  const length = to - from
  if (length >= (whole.to - whole.from) * 0.999) return null
  const start = Math.min(Math.max(from, whole.from), whole.to - length)
  return { from: start, to: start + length }
}
