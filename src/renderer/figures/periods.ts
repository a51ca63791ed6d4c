import { presetMilliseconds, type Bounds, type TimeRange } from '../../shared/model/time-range.ts'

/** Length of a range in milliseconds. */
export function lengthOf(range: TimeRange): number {
  return range.kind === 'preset'
    ? presetMilliseconds[range.preset]
    : Date.parse(range.bounds.to) - Date.parse(range.bounds.from)
}

/**
 * The period of the same length that ends where a range starts, to the second, as the service takes
 * times.
 * @param end the instant a preset ends at, ISO 8601
 */
export function previousPeriod(range: TimeRange, end: string): Bounds {
  const length = lengthOf(range)
  const start = range.kind === 'preset' ? Date.parse(end) - length : Date.parse(range.bounds.from)
  const to = Math.floor(start / 1000) * 1000
  return { from: new Date(to - length).toISOString(), to: new Date(to).toISOString() }
}
