import { describe, expect, it } from 'vitest'
import { lightPalette } from '../../../src/renderer/charts/palette.ts'
import {
  summaryTrendHeight,
  summaryTrendOption,
} from '../../../src/renderer/charts/summaryTrend.ts'
import { drawnTexts, tooltipAt } from './draw.ts'

const context = { palette: lightPalette, locale: 'en' }
const day = 24 * 3_600_000
const start = new Date(2026, 4, 1, 9).getTime()

function option(span: number) {
  const moments = [start, start + span / 3, start + span].map((at, index) => ({
    at,
    title: `moment ${index}`,
    details: [{ label: 'Statements', value: '9,007,199,254,740,993' }],
  }))
  const series = [
    { name: 'Statements', counts: [1n, 9_007_199_254_740_993n, 3n], tone: 'accent' as const },
    { name: 'Risks', counts: [1n, null, 0n], tone: 'risk' as const },
  ]
  return {
    option: summaryTrendOption(moments, series, context),
    height: summaryTrendHeight(series),
    moments,
  }
}

function texts(span: number): string[] {
  const drawn = option(span)
  return drawnTexts(drawn.option, 900, drawn.height)
}

describe('the history of the summary', () => {
  it('gives each count a strip with its name and a scale of its own', () => {
    const drawn = texts(10 * day)
    expect(drawn).toEqual(expect.arrayContaining(['Statements', 'Risks']))
    expect(drawn.filter((text) => text === '0')).toHaveLength(2)
  })

  it('places each summary at its own time, and leaves a gap where a count was not sent', () => {
    const { option: built, moments } = option(10 * day)
    expect(built.series).toMatchObject([
      {},
      { connectNulls: false, data: moments.map(({ at }, index) => [at, [1, null, 0][index]]) },
    ])
  })

  it('shows one moment at one place in all strips', () => {
    const { grid, xAxis } = option(10 * day).option
    const places = (Array.isArray(grid) ? grid : []).map(({ left, right }) => [left, right])
    expect(new Set(places.map(String)).size).toBe(1)
    const ends = (Array.isArray(xAxis) ? xAxis : []).map(({ min, max }) => [min, max])
    expect(new Set(ends.map(String)).size).toBe(1)
  })

  it('draws no line from one day to the next where counts begin at 0 each day', () => {
    const hour = 3_600_000
    const moments = [start, start + hour, start + day].map((at, index) => ({
      at,
      title: `moment ${index}`,
      details: [],
    }))
    const series = [{ name: 'Sessions', counts: [5n, 9n, 2n], tone: 'accent' as const }]
    const built = summaryTrendOption(moments, series, context, 'daily')
    expect(built.series).toMatchObject([
      {
        showSymbol: true,
        data: [
          [start, 5],
          [start + hour, 9],
          [start + hour, null],
          [start + day, 2],
        ],
      },
    ])
    expect(tooltipAt(built, 3, true)).toContain('moment 2')
  })

  it.each([
    [2, true],
    [100, true],
    [5000, false],
  ])('draws %i summaries as one line each, with marks: %s', (count, marks) => {
    const moments = Array.from({ length: count }, (_, index) => ({
      at: start + index * 3_600_000,
      title: `moment ${index}`,
      details: [],
    }))
    const counts = moments.map((_, index) => BigInt(1_000_000 + index))
    const series = [{ name: 'Statements', counts, tone: 'accent' as const }]
    const built = summaryTrendOption(moments, series, context)
    expect(built.series).toMatchObject([{ showSymbol: marks }])
    expect(drawnTexts(built, 500, summaryTrendHeight(series))).toContain('Statements')
  })

  it('keeps all digits in its tooltip', () => {
    const html = tooltipAt(option(10 * day).option, 1, true)
    expect(html).toContain('moment 1')
    expect(html).toContain('9,007,199,254,740,993')
  })

  it.each([
    ['seconds', 60_000, /^\d\d:\d\d:\d\d$/],
    ['times of day', 6 * 3_600_000, /^\d\d:\d\d$/],
    ['days', 20 * day, /^May \d+$/],
    ['years', 1000 * day, /\d\d$/],
  ])('marks its time axis with %s where that tells moments apart', (_, span, pattern) => {
    const marks = texts(span).filter((text) => pattern.test(text))
    expect(marks.length).toBeGreaterThan(1)
    expect(new Set(marks).size).toBe(marks.length)
  })
})
