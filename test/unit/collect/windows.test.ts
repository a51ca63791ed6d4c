import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bisect,
  longestWindow,
  splitIntoWindows,
  windowOverlap,
} from '../../../src/main/collect/windows.ts'

const day = 24 * 3_600_000
const start = Date.UTC(2026, 4, 1)
const bounds = (from: number, to: number) => ({
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
})

describe('windows', () => {
  it('of seven days or less are one', () => {
    expect(splitIntoWindows(bounds(start, start + 7 * day))).toEqual([
      { from: start, to: start + 7 * day },
    ])
  })

  it('of any range are seven days at most, share one second and leave no gap', () => {
    const instant = fc.integer({ min: start, max: start + 400 * day })
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 200 * day }), (from, length) => {
        const windows = splitIntoWindows(bounds(from, from + length))
        expect(windows[0]!.from).toBe(Math.floor(from / 1000) * 1000)
        expect(windows.at(-1)!.to).toBe(Math.ceil((from + length) / 1000) * 1000)
        for (const [index, window] of windows.entries()) {
          expect(window.to - window.from).toBeLessThanOrEqual(longestWindow)
          expect(window.to).toBeGreaterThan(window.from)
          const next = windows[index + 1]
          if (next !== undefined) expect(next.from).toBe(window.to - windowOverlap)
        }
      }),
    )
  })

  it('halve until they are too short, and each half is shorter and overlaps the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 604_800 }), (seconds) => {
        const window = { from: start, to: start + seconds * 1000 }
        const halves = bisect(window)
        if (halves === null) {
          expect(seconds).toBeLessThanOrEqual(2)
          return
        }
        const [older, newer] = halves
        expect(older.from).toBe(window.from)
        expect(newer.to).toBe(window.to)
        expect(newer.from).toBe(older.to - windowOverlap)
        expect(older.to - older.from).toBeLessThan(window.to - window.from)
        expect(newer.to - newer.from).toBeLessThan(window.to - window.from)
      }),
    )
  })
})
