import type { Bounds } from './time-range.ts'

/** What was asked of one window (a range of at most 7 days) and what was obtained. */
export interface WindowCoverage {
  window: Bounds
  /** `total_count` of the service; `null` when it gave none, or when the window was not asked. */
  expected: number | null
  /** Rows obtained in this window, before those it shares with its neighbours are removed. */
  obtained: number
  /** Why the window isn't complete, in words; `null` when it is. */
  missing: string | null
  /** When it was asked, ISO 8601 in UTC; `null` when it was not, or brought nothing. */
  collectedAt: string | null
}

/** What was asked, what was obtained, and whether that is all of it. */
export interface Coverage {
  range: Bounds
  /** Oldest first. Windows may overlap; what none of them covers stands as a window not asked for. */
  windows: WindowCoverage[]
  /** Distinct rows obtained over the whole range. */
  rows: number
  outcome: { kind: 'complete' } | { kind: 'incomplete'; reasons: string[] }
}
