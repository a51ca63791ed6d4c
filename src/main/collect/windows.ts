import type { Bounds } from '../../shared/model/time-range.ts'

/** The longest interval the kill log may be asked for (seed-4, `end_time`), in milliseconds. */
export const longestWindow = 7 * 24 * 3_600_000
/**
 * Neighbouring windows share one second, in milliseconds: whether the service counts its bounds in
 * or out is not documented, and no record may fall between.
 */
export const windowOverlap = 1000

/** A range of at most 7 days; whole seconds, in milliseconds since the epoch. */
export interface Window {
  from: number
  to: number
}

/**
 * Splits a range into windows of at most 7 days, oldest first. The range is widened to whole
 * seconds, the finest the service takes.
 */
export function splitIntoWindows(range: Bounds): Window[] {
  const end = Math.ceil(Date.parse(range.to) / 1000) * 1000
  let from = Math.floor(Date.parse(range.from) / 1000) * 1000
  const windows: Window[] = []
  for (;;) {
    const to = Math.min(from + longestWindow, end)
    windows.push({ from, to })
    if (to === end) return windows
    from = to - windowOverlap
  }
}

/**
 * The windows that fill the gaps of a range, oldest first. Each shares one second with what is there
 * already, as neighbours do.
 */
export function splitGaps(gaps: readonly Bounds[], range: Bounds): Window[] {
  const first = Date.parse(range.from)
  const last = Date.parse(range.to)
  return gaps.flatMap((gap) => {
    const from = Math.max(Date.parse(gap.from) - windowOverlap, first)
    const to = Math.min(Date.parse(gap.to) + windowOverlap, last)
    return splitIntoWindows(toBounds({ from, to }))
  })
}

/** Halves a window at a whole second, keeping the overlap; `null` when it is too short for that. */
export function bisect({ from, to }: Window): [Window, Window] | null {
  const middle = Math.ceil((from + to) / 2 / 1000) * 1000
  const second = { from: middle - windowOverlap, to }
  return middle < to && second.from > from ? [{ from, to: middle }, second] : null
}

export function toBounds({ from, to }: Window): Bounds {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}
