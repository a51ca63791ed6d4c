import { describe, expect, it } from 'vitest'
import {
  collectedSince,
  coveredDays,
  neverCollected,
  stretches,
  withheld,
} from '../../../src/renderer/figures/coverage.ts'
import type { Coverage, WindowCoverage } from '../../../src/shared/model/coverage.ts'

/** Midnight of a day of November in the zone of this machine, some seconds later. */
function day(of: number, seconds = 0): string {
  return new Date(2026, 10, of, 0, 0, seconds).toISOString()
}

function window(from: string, to: string, changes: Partial<WindowCoverage> = {}): WindowCoverage {
  return {
    window: { from, to },
    expected: 5,
    obtained: 5,
    missing: null,
    collectedAt: '2026-11-20T10:00:00.000Z',
    ...changes,
  }
}

const unasked = { expected: null, obtained: 0, missing: 'not asked for', collectedAt: null }
const short = { expected: 9, obtained: 7, missing: 'The service counts 9 and sent 7.' }

function coverage(windows: WindowCoverage[], from = day(1), to = day(8)): Coverage {
  const outcome: Coverage['outcome'] = windows.every(({ missing }) => missing === null)
    ? { kind: 'complete' }
    : { kind: 'incomplete', reasons: [] }
  const rows = windows.reduce((sum, { obtained }) => sum + obtained, 0)
  return { range: { from, to }, windows, rows, outcome }
}

function kinds(of: Coverage): string[] {
  return stretches(of).map(({ covered }) => covered)
}

describe('the stretches of a range', () => {
  it('are one where all of it is covered, however many windows did that', () => {
    const whole = coverage([window(day(1), day(4, 1)), window(day(4), day(8))])
    expect(stretches(whole)).toMatchObject([
      { covered: 'complete', range: { from: day(1), to: day(8) } },
    ])
  })

  it('tell complete, partial and missing apart, from the beginning to the end', () => {
    const mixed = coverage([
      window(day(1), day(3)),
      window(day(3), day(5), short),
      window(day(5), day(8), unasked),
    ])
    expect(stretches(mixed)).toMatchObject([
      { covered: 'complete', range: { from: day(1), to: day(3) } },
      { covered: 'partial', range: { from: day(3), to: day(5) } },
      { covered: 'missing', range: { from: day(5), to: day(8) } },
    ])
  })

  it('are complete where a complete window lies, whatever others lack there', () => {
    expect(kinds(coverage([window(day(1), day(8)), window(day(2), day(6), short)]))).toEqual([
      'complete',
    ])
  })

  it('reach no further than the range', () => {
    const wide = coverage([window(day(1), day(20))], day(3), day(5))
    expect(stretches(wide)).toMatchObject([{ range: { from: day(3), to: day(5) } }])
  })

  it('are missing where no window lies', () => {
    expect(kinds(coverage([window(day(2), day(3))]))).toEqual(['missing', 'complete', 'missing'])
  })

  it('do not count the second that neighbours share as one of its own', () => {
    const neighbours = coverage([window(day(1), day(4)), window(day(4, 0), day(8), unasked)])
    expect(kinds(neighbours)).toEqual(['complete', 'missing'])
  })
})

describe('the days of a range', () => {
  it('are complete when all of each that lies in the range is covered', () => {
    const mixed = coverage([window(day(1), day(5, 3600)), window(day(5, 3600), day(8), unasked)])
    expect(coveredDays(mixed)).toEqual({ days: 7, complete: 4 })
  })

  it('count those that are only touched', () => {
    const touched = coverage([window(day(1, 3600), day(2, 60))], day(1, 3600), day(2, 60))
    expect(coveredDays(touched)).toEqual({ days: 2, complete: 2 })
  })
})

describe('what is said of a coverage', () => {
  it('is that nothing was ever collected only while no window brought or proved anything', () => {
    expect(neverCollected(coverage([window(day(1), day(8), unasked)]))).toBe(true)
    expect(neverCollected(coverage([window(day(1), day(8), { expected: 0, obtained: 0 })]))).toBe(
      false,
    )
    expect(neverCollected(coverage([window(day(1), day(8), short)]))).toBe(false)
  })

  it('is how old its oldest part is, gaps aside', () => {
    const older = { collectedAt: '2026-11-10T10:00:00.000Z' }
    const mixed = [window(day(1), day(3)), window(day(3), day(5), older)]
    expect(collectedSince(coverage([...mixed, window(day(5), day(8), unasked)]))).toBe(
      older.collectedAt,
    )
    expect(collectedSince(coverage([window(day(1), day(8), unasked)]))).toBeNull()
  })

  it('is how many rows the service counts and did not send', () => {
    expect(withheld(coverage([window(day(1), day(3)), window(day(3), day(5), short)]))).toBe(2)
  })
})
