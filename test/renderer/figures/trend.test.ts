import { describe, expect, it } from 'vitest'
import {
  askedSpan,
  fitted,
  nearestPoint,
  seriesFigures,
  trendFigures,
  unanalysed,
  within,
  zoomed,
} from '../../../src/renderer/figures/trend.ts'
import { stopwatch } from '../../../src/renderer/figures/clock.ts'
import { point } from '../support/data.ts'

const hour = 3_600_000

describe('what a trend comes to', () => {
  const points = [
    point('2025-08-19 18:07:44', 5n),
    point('half past nine', 3n),
    point('2025-08-19 17:03:52', null),
  ]

  it('puts points in the order of time, and those without one apart', () => {
    const { dated, undated } = trendFigures(points)
    expect(dated.map(({ point: { rawPeriod } }) => rawPeriod)).toEqual([
      '2025-08-19 17:03:52',
      '2025-08-19 18:07:44',
    ])
    expect(undated.map(({ rawPeriod }) => rawPeriod)).toEqual(['half past nine'])
  })

  it('sums what was sent, without a time too, and takes nothing for 0', () => {
    expect(seriesFigures(points, 'riskyOperations')).toMatchObject({
      total: 8n,
      peak: { rawPeriod: '2025-08-19 18:07:44' },
    })
    expect(seriesFigures([point('', null)], 'riskyOperations').peak).toBeNull()
    expect(seriesFigures([point('', 0n)], 'riskyOperations').peak).not.toBeNull()
  })

  it('cuts out a stretch of time with both its ends', () => {
    const { dated } = trendFigures(points)
    const span = { from: dated[0]!.at, to: dated[1]!.at - 1 }
    expect(within(dated, span)).toEqual([dated[0]])
    expect(within(dated, null)).toEqual(dated)
  })
})

describe('the nearest point', () => {
  const points = [{ at: 10 }, { at: 20 }, { at: 40 }]

  it.each([
    [0, 10],
    [14, 10],
    [15, 10],
    [16, 20],
    [31, 40],
    [99, 40],
  ])('to %i is that at %i', (instant, at) => {
    expect(nearestPoint(points, instant)?.at).toBe(at)
  })

  it('is none where there are no points', () => {
    expect(nearestPoint([], 3)).toBeNull()
  })
})

describe('an analysis', () => {
  const read = Date.parse('2026-11-21T12:00:00Z')
  const day = { from: read - 24 * hour, to: read }
  const made = (at: number) => ({ generatedAt: new Date(at).toISOString() })

  it('reaches the end of a range that ends when it is asked for, give or take the distance of two points', () => {
    expect(unanalysed(made(read - 50 * 60_000), day, read)).toBeNull()
    expect(unanalysed(made(read - 2 * hour), day, read)).toEqual({
      from: read - 2 * hour,
      to: read,
    })
  })

  it('must not end before a range that is over', () => {
    const past = { from: read - 48 * hour, to: read - 24 * hour }
    expect(unanalysed(made(past.to + 1), past, read)).toBeNull()
    expect(unanalysed(made(past.to - 1000), past, read)).toEqual({
      from: past.to - 1000,
      to: past.to,
    })
  })

  it('from before the whole range reaches nothing of it', () => {
    expect(unanalysed(made(read - 99 * hour), day, read)).toEqual(day)
  })

  it('that nobody says when it was made is not judged', () => {
    expect(unanalysed({ generatedAt: null }, day, read)).toBeNull()
  })

  it('of a preset was asked over the time until it was read', () => {
    expect(askedSpan({ kind: 'preset', preset: 'DAY' }, new Date(read).toISOString())).toEqual(day)
    expect(askedSpan({ kind: 'preset', preset: 'DAY' }, null)).toBeNull()
  })
})

describe('zooming', () => {
  const whole = { from: 0, to: 100 * hour }

  it('in and out again shows the same, and at last all', () => {
    const once = zoomed(null, whole, 'in')
    expect(once).toEqual({ from: 20 * hour, to: 80 * hour })
    expect(zoomed(once, whole, 'out')).toBeNull()
  })

  it('never leaves the axis', () => {
    let span = zoomed(null, whole, 'in')
    for (let step = 0; step < 9; step += 1) span = zoomed(span, whole, 'earlier')
    expect(span).toEqual({ from: 0, to: 60 * hour })
    expect(zoomed(span, whole, 'last')).toEqual({ from: 40 * hour, to: 100 * hour })
    expect(zoomed(span, whole, 'first')).toEqual(span)
    expect(fitted({ from: -5, to: 10 }, whole)).toEqual({ from: 0, to: 15 })
  })

  it('ends at a minute', () => {
    let span = zoomed(null, whole, 'in')
    for (let step = 0; step < 99; step += 1) span = zoomed(span, whole, 'in')
    expect(Math.round(span!.to - span!.from)).toBe(60_000)
  })
})

describe('a stopwatch', () => {
  it.each([
    [0, '0:00'],
    [65_900, '1:05'],
    [3_727_000, '1:02:07'],
  ])('shows %i ms as %s', (milliseconds, text) => {
    expect(stopwatch(milliseconds)).toBe(text)
  })
})
