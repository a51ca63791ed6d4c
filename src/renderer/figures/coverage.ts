import type { Coverage, WindowCoverage } from '../../shared/model/coverage.ts'
import type { Bounds } from '../../shared/model/time-range.ts'

/** How much of a stretch of time the archive has. */
export type Covered = 'complete' | 'partial' | 'missing'

/** A stretch of the range that is covered alike, and the windows that lie in it. */
export interface Stretch {
  range: Bounds
  covered: Covered
  windows: WindowCoverage[]
}

/** Two windows asked one after the other share a second, and none is shorter. */
const second = 1000

function at(instant: string): number {
  return Date.parse(instant)
}

function coveredBy(windows: readonly WindowCoverage[]): Covered {
  if (windows.some(({ missing }) => missing === null)) return 'complete'
  return windows.some(({ obtained }) => obtained > 0) ? 'partial' : 'missing'
}

/**
 * The range from its beginning to its end, cut where coverage changes: complete where a complete
 * window lies, partial where only an incomplete one brought rows, missing elsewhere.
 */
export function stretches({ range, windows }: Pick<Coverage, 'range' | 'windows'>): Stretch[] {
  const from = at(range.from)
  const to = at(range.to)
  const cuts = new Set([from, to])
  for (const { window } of windows) {
    for (const cut of [at(window.from), at(window.to)]) if (cut > from && cut < to) cuts.add(cut)
  }
  const places = [...cuts].sort((a, b) => a - b)
  const result: Stretch[] = []
  for (const [index, start] of places.slice(0, -1).entries()) {
    const end = places[index + 1] ?? to
    const here = windows.filter(
      ({ window }) => at(window.from) < end && at(window.to) > start && end - start > 0,
    )
    const covered = coveredBy(here)
    const before = result.at(-1)
    const bounds = { from: new Date(start).toISOString(), to: new Date(end).toISOString() }
    // What neighbours share is no stretch of its own.
    const grows = before !== undefined && (before.covered === covered || end - start <= second)
    if (grows) {
      before.range.to = bounds.to
      before.windows.push(...here.filter((window) => !before.windows.includes(window)))
    } else {
      result.push({ range: bounds, covered, windows: [...here] })
    }
  }
  return result
}

/** What is known of a day or an hour: `future` has not happened yet. */
export type SliceState = Covered | 'future' | 'collecting'

/** One day, or one hour, of a range. */
export interface Slice {
  /** As far as it lies in the range. */
  range: Bounds
  state: SliceState
  /** What it is made of, as far as it has happened. */
  stretches: Stretch[]
}

export type SliceUnit = 'hour' | 'day'

const hour = 3_600_000
/** Up to this length of a range hours can be told apart. */
const longestInHours = 48 * hour

export function sliceUnit({ from, to }: Bounds): SliceUnit {
  return at(to) - at(from) <= longestInHours ? 'hour' : 'day'
}

/** When the next hour or day of the local calendar begins, milliseconds since the epoch. */
function nextSlice(start: number, unit: SliceUnit): number {
  if (unit === 'hour') {
    const minutes = new Date(start)
    minutes.setMinutes(60, 0, 0)
    return minutes.getTime()
  }
  const midnight = new Date(start)
  midnight.setHours(24, 0, 0, 0)
  return midnight.getTime()
}

/**
 * The range in days, or hours, of the local calendar. One is complete, or missing, if all of it that
 * has happened is; else it is partial. What lacks something is being collected while a collection of
 * it runs.
 * @param now milliseconds since the epoch
 * @param collecting what is being collected; `null` for nothing
 */
export function slices(
  coverage: Pick<Coverage, 'range' | 'windows'>,
  now: number,
  collecting: Bounds | null,
): Slice[] {
  const unit = sliceUnit(coverage.range)
  const parts = stretches(coverage)
  const end = at(coverage.range.to)
  const result: Slice[] = []
  let part = 0
  let next: number
  for (let start = at(coverage.range.from); start < end; start = next) {
    next = Math.min(end, nextSlice(start, unit))
    const happened = Math.min(next, now)
    while (at(parts[part]?.range.to ?? '') <= start) part += 1
    const here: Stretch[] = []
    for (let index = part; at(parts[index]?.range.from ?? '') < happened; index += 1) {
      const stretch = parts[index]
      if (stretch !== undefined) here.push(stretch)
    }
    const range = { from: new Date(start).toISOString(), to: new Date(next).toISOString() }
    const state = stateOf(here, range, collecting)
    result.push({ range, state, stretches: here })
  }
  return result
}

function stateOf(here: readonly Stretch[], range: Bounds, collecting: Bounds | null): SliceState {
  const [first] = here
  if (first === undefined) return 'future'
  if (here.every(({ covered }) => covered === 'complete')) return 'complete'
  const isUnderWay =
    collecting !== null && at(collecting.from) < at(range.to) && at(collecting.to) > at(range.from)
  if (isUnderWay) return 'collecting'
  return here.every(({ covered }) => covered === 'missing') ? 'missing' : 'partial'
}

/** Days of the local calendar that a range touches, and those of them wholly covered. */
export function coveredDays(coverage: Pick<Coverage, 'range' | 'windows'>): {
  days: number
  complete: number
} {
  const parts = stretches(coverage)
  const end = at(coverage.range.to)
  let days = 0
  let complete = 0
  let start = at(coverage.range.from)
  while (start < end) {
    const midnight = new Date(start)
    midnight.setHours(24, 0, 0, 0)
    const next = Math.min(end, midnight.getTime())
    const gap = parts.some(
      ({ range, covered }) =>
        covered !== 'complete' && at(range.from) < next && at(range.to) > start,
    )
    days += 1
    if (!gap) complete += 1
    start = next
  }
  return { days, complete }
}

/** Whether nothing of the range was ever collected. */
export function neverCollected({ rows, windows }: Coverage): boolean {
  return rows === 0 && windows.every(({ missing, obtained }) => missing !== null && obtained === 0)
}

/** When the oldest part of what is covered was collected; `null` when nothing is. */
export function collectedSince({ windows }: Coverage): string | null {
  const times = windows
    .filter(({ missing, obtained }) => missing === null || obtained > 0)
    .flatMap(({ collectedAt }) => (collectedAt === null ? [] : [collectedAt]))
  return times.sort()[0] ?? null
}

/** Rows that the service counts in the range but did not send. */
export function withheld({ windows }: Coverage): number {
  return windows.reduce(
    (sum, { expected, obtained, missing }) =>
      sum + (missing === null || expected === null ? 0 : Math.max(0, expected - obtained)),
    0,
  )
}
