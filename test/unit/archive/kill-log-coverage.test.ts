import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  gapsOf,
  judge,
  toBounds,
  type KeptWindow,
} from '../../../src/main/archive/kill-log-coverage.ts'
import { splitGaps, windowOverlap } from '../../../src/main/collect/windows.ts'

const start = Date.UTC(2026, 4, 1)
const at = (second: number): number => start + second * 1000
const range = { from: at(0), to: at(60) }

const kept = (id: number, from: number, to: number, missing: string | null = null): KeptWindow => ({
  id,
  covered: { from: at(from), to: at(to) },
  expected: 1,
  obtained: 1,
  missing,
  collectedAt: new Date(at(1000 + id)).toISOString(),
})

const tell = (windows: readonly KeptWindow[]) => {
  const { windows: shown, outcome } = judge(toBounds(range), windows, [], 0)
  return {
    kind: outcome.kind,
    windows: shown.map(({ window, missing }) => [
      (Date.parse(window.from) - start) / 1000,
      (Date.parse(window.to) - start) / 1000,
      missing,
    ]),
  }
}

describe('what windows say of a range', () => {
  it('is complete when they meet or overlap from end to end', () => {
    expect(tell([kept(1, 0, 30), kept(2, 30, 60)]).kind).toBe('complete')
    expect(tell([kept(1, -5, 31), kept(2, 30, 90)]).kind).toBe('complete')
  })

  it('names what was not asked for', () => {
    expect(tell([kept(1, 0, 20), kept(2, 40, 60)])).toEqual({
      kind: 'incomplete',
      windows: [
        [0, 20, null],
        [20, 40, 'not asked for'],
        [40, 60, null],
      ],
    })
    expect(tell([]).windows).toEqual([[0, 60, 'not asked for']])
  })

  it('stays complete when a later attempt was not', () => {
    expect(tell([kept(1, 0, 60), kept(2, 0, 60, 'broken')])).toEqual({
      kind: 'complete',
      windows: [[0, 60, null]],
    })
  })

  it('tells of an incomplete window only where no complete one covers it', () => {
    const windows = [kept(1, 0, 60, 'an old fault'), kept(2, 0, 60, 'a new fault'), kept(3, 0, 10)]
    expect(tell(windows)).toEqual({
      kind: 'incomplete',
      windows: [
        [0, 10, null],
        [0, 60, 'a new fault'],
      ],
    })
  })

  it('shows the latest of those that cover the same, and not a neighbour for one second', () => {
    const { windows } = judge(
      toBounds(range),
      [kept(1, 0, 60), kept(2, 0, 60), kept(3, 59, 90)],
      [],
      0,
    )
    expect(windows.map(({ collectedAt }) => collectedAt)).toEqual([kept(2, 0, 60).collectedAt])
  })

  it('tells why a window failed just now, unless it is covered', () => {
    const failed = (from: number, to: number) => ({
      window: { from: at(from), to: at(to) },
      missing: 'no network',
    })
    const shown = judge(toBounds(range), [kept(1, 0, 30)], [failed(0, 30), failed(29, 60)], 0)
    expect(shown.windows.map(({ missing }) => missing)).toEqual([null, 'no network'])
    expect(shown.outcome.kind).toBe('incomplete')
  })
})

const anyWindows = fc.array(
  fc.record({
    from: fc.integer({ min: -20, max: 70 }),
    length: fc.integer({ min: 0, max: 40 }),
    isComplete: fc.boolean(),
  }),
  { maxLength: 10 },
)
const read = (windows: readonly { from: number; length: number; isComplete: boolean }[]) =>
  windows.map(({ from, length, isComplete }, index) =>
    kept(index + 1, from, from + length, isComplete ? null : 'something'),
  )
/** Half seconds between 0 and 60, so that no end of a window is one. */
const moments = Array.from({ length: 60 }, (_, second) => at(second + 0.5))
const holds = (windows: readonly { from: number; to: number }[], moment: number) =>
  windows.some(({ from, to }) => from <= moment && moment <= to)

describe('gaps', () => {
  it('are what no complete window covers, moment by moment', () => {
    fc.assert(
      fc.property(anyWindows, (spots) => {
        const windows = read(spots)
        const complete = windows.filter(({ missing }) => missing === null)
        const gaps = gapsOf(windows, range)
        for (const moment of moments) {
          const isCovered = holds(
            complete.map(({ covered }) => covered),
            moment,
          )
          expect(holds(gaps, moment)).toBe(!isCovered)
        }
        for (const [index, { from, to }] of gaps.entries()) {
          expect(from).toBeLessThan(to)
          expect(from).toBeGreaterThan(gaps[index - 1]?.to ?? range.from - 1)
        }
      }),
    )
  })

  it('are none exactly when the coverage is complete, whose windows cover what is covered', () => {
    fc.assert(
      fc.property(anyWindows, (spots) => {
        const windows = read(spots)
        const { outcome, windows: shown } = judge(toBounds(range), windows, [], 0)
        expect(outcome.kind === 'complete').toBe(gapsOf(windows, range).length === 0)
        const told = shown.map(({ window, missing }) => ({
          from: Date.parse(window.from),
          to: Date.parse(window.to),
          missing,
        }))
        for (const moment of moments) {
          const wasCovered = windows.some(
            ({ covered, missing }) => missing === null && holds([covered], moment),
          )
          expect(
            holds(
              told.filter(({ missing }) => missing === null),
              moment,
            ),
          ).toBe(wasCovered)
          expect(holds(told, moment)).toBe(true)
        }
      }),
    )
  })

  it('are asked for with one second of what is there on either side, no more and no less', () => {
    fc.assert(
      fc.property(anyWindows, (spots) => {
        const gaps = gapsOf(read(spots), range)
        const asked = splitGaps(gaps.map(toBounds), toBounds(range))
        for (const gap of gaps) {
          const inside = asked.filter(({ from, to }) => from <= gap.from && to >= gap.to)
          expect(inside).toHaveLength(1)
          expect(inside[0]!.from).toBe(Math.max(gap.from - windowOverlap, range.from))
          expect(inside[0]!.to).toBe(Math.min(gap.to + windowOverlap, range.to))
        }
        expect(asked).toHaveLength(gaps.length)
      }),
    )
  })
})
