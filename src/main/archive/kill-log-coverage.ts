import type { Coverage, WindowCoverage } from '../../shared/model/coverage.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Span } from './kill-log-types.ts'

/** A window of the archive; `covered` ends where its proof ends. */
export interface KeptWindow {
  id: number
  covered: Span
  expected: number | null
  obtained: number
  missing: string | null
  collectedAt: string
}

/** A window that could not be obtained just now, and why. */
export interface FailedWindow {
  window: Span
  missing: string
}

/** What lies between the ends of a range and in none of the spans. Spans that touch leave no gap. */
export function gapsBetween(spans: readonly Span[], range: Span): Span[] {
  const gaps: Span[] = []
  let reached = range.from
  const inOrder = spans.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)
  for (const { from, to } of inOrder) {
    if (from >= range.to) break
    if (from > reached) gaps.push({ from: reached, to: from })
    reached = Math.max(reached, to)
  }
  if (reached < range.to) gaps.push({ from: reached, to: range.to })
  return gaps
}

/** The parts of a range that no complete window covers. */
export function gapsOf(windows: readonly KeptWindow[], range: Span): Span[] {
  return gapsBetween(
    windows.filter(isComplete).map(({ covered }) => covered),
    range,
  )
}

/**
 * What windows say of a range: the latest complete ones that cover it, then of those with something
 * missing what adds to them, then what failed, and for the rest that it was not asked for.
 * @param rows how many rows of the range the log has
 */
export function judge(
  bounds: Bounds,
  windows: readonly KeptWindow[],
  failed: readonly FailedWindow[],
  rows: number,
): Coverage {
  const range = toSpan(bounds)
  const near = windows
    .filter(({ covered }) => covered.from <= range.to && covered.to >= range.from)
    .sort((a, b) => Number(isEdge(a, range)) - Number(isEdge(b, range)) || b.id - a.id)
  const complete = pick(near.filter(isComplete), [], range)
  const spans = complete.map(({ covered }) => covered)
  const partial = pick(
    near.filter((window) => !isComplete(window)),
    spans,
    range,
  )
  const failures = failed.filter(({ window }) => adds(window, spans, range))
  const known = [...spans, ...partial.map(({ covered }) => covered), ...failures.map(spanOf)]
  const shown: WindowCoverage[] = [
    ...[...complete, ...partial].map(({ covered, id: _, ...rest }) => ({
      window: toBounds(covered),
      ...rest,
    })),
    ...failures.map(({ window, missing }) => notObtained(window, missing)),
    ...gapsBetween(known, range).map((gap) => notObtained(gap, 'not asked for')),
  ].sort((a, b) => Date.parse(a.window.from) - Date.parse(b.window.from))
  const reasons = shown.flatMap(({ window, missing }) =>
    missing === null ? [] : [`${window.from} to ${window.to}: ${missing}`],
  )
  return {
    range: bounds,
    windows: shown,
    rows,
    outcome: reasons.length === 0 ? { kind: 'complete' } : { kind: 'incomplete', reasons },
  }
}

/** Those that cover something which none before them does. */
function pick(windows: readonly KeptWindow[], known: readonly Span[], range: Span): KeptWindow[] {
  const picked: KeptWindow[] = []
  const spans = [...known]
  for (const window of windows) {
    if (!adds(window.covered, spans, range)) continue
    picked.push(window)
    spans.push(window.covered)
  }
  return picked
}

function adds(span: Span, known: readonly Span[], range: Span): boolean {
  const part = { from: Math.max(span.from, range.from), to: Math.min(span.to, range.to) }
  return gapsBetween(known, part).length > 0
}

/** Whether of a window only that is within the range which its neighbour has as well. */
function isEdge({ covered }: KeptWindow, range: Span): boolean {
  return Math.min(covered.to, range.to) - Math.max(covered.from, range.from) <= 1000
}

function isComplete({ missing }: KeptWindow): boolean {
  return missing === null
}

function spanOf({ window }: FailedWindow): Span {
  return window
}

function notObtained(window: Span, missing: string): WindowCoverage {
  return { window: toBounds(window), expected: null, obtained: 0, missing, collectedAt: null }
}

export function toSpan({ from, to }: Bounds): Span {
  return { from: Date.parse(from), to: Date.parse(to) }
}

export function toBounds({ from, to }: Span): Bounds {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}
