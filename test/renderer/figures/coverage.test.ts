import { describe, expect, it } from 'vitest'
import {
  collectedSince,
  coveredDays,
  neverCollected,
  slices,
  sliceUnit,
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

describe('the days of a range', () => {
  const late = new Date(2027, 0, 1).getTime()
  const states = (
    of: Coverage,
    now = late,
    collecting: { from: string; to: string } | null = null,
  ) => slices(of, now, collecting).map(({ state }) => state)

  it('are complete, or missing, where all of them is, and else partly there', () => {
    const of = coverage([
      window(day(1), day(3)),
      window(day(3), day(4), short),
      window(day(4), day(5, 3600)),
      window(day(5, 3600), day(8), unasked),
    ])
    expect(states(of)).toEqual([
      'complete',
      'complete',
      'partial',
      'complete',
      'partial',
      'missing',
      'missing',
    ])
  })

  it('are cut where the range begins and ends, and leave nothing out', () => {
    const of = coverage([window(day(1, 7200), day(5, 60))], day(1, 7200), day(5, 60))
    const parts = slices(of, late, null).map(({ range }) => range)
    expect(parts[0]).toEqual({ from: day(1, 7200), to: day(2) })
    expect(parts.at(-1)).toEqual({ from: day(5), to: day(5, 60) })
    for (const [index, part] of parts.entries()) {
      expect(part.from).toBe(parts[index - 1]?.to ?? day(1, 7200))
    }
  })

  it('that have not happened yet are no gaps, and today is judged by what has', () => {
    const noon = day(4, 12 * 3600)
    const of = coverage([window(day(1), noon), window(noon, day(8), unasked)])
    expect(states(of, Date.parse(noon))).toEqual([
      ...['complete', 'complete', 'complete', 'complete'],
      ...['future', 'future', 'future'],
    ])
    expect(states(of, Date.parse(noon) + 1)[3]).toBe('partial')
  })

  it('are being collected where they lack something and a collection of them runs', () => {
    const of = coverage([window(day(1), day(3)), window(day(3), day(8), unasked)])
    expect(states(of, late, { from: day(2), to: day(5) })).toEqual([
      ...['complete', 'complete', 'collecting', 'collecting'],
      ...['missing', 'missing', 'missing'],
    ])
  })

  it('are hours where the range is short', () => {
    const of = coverage([window(day(1), day(1, 3600))], day(1), day(1, 2 * 3600 + 60))
    expect(sliceUnit(of.range)).toBe('hour')
    expect(states(of)).toEqual(['complete', 'missing', 'missing'])
  })

  it('of a year are each there once, whatever the clocks do', () => {
    const [from, to] = [new Date(2026, 0, 1).toISOString(), new Date(2027, 0, 1).toISOString()]
    const parts = slices(coverage([window(from, to)], from, to), late, null)
    expect(parts).toHaveLength(365)
    expect(new Set(parts.map(({ range }) => new Date(range.from).getHours()))).toEqual(new Set([0]))
  })
})
