import { describe, expect, it } from 'vitest'
import type { EChartsOption } from 'echarts'
import { contrast } from '../../../src/renderer/charts/color.ts'
import {
  databaseLooks,
  lineColors,
  mostLines,
  seriesLooks,
} from '../../../src/renderer/charts/lineLooks.ts'
import { darkPalette, lightPalette } from '../../../src/renderer/charts/palette.ts'
import { spanOfZoom } from '../../../src/renderer/charts/timeAxis.ts'
import { trendOption, type LinePoint, type TrendLine } from '../../../src/renderer/charts/trend.ts'
import { trendSeries } from '../../../src/shared/model/trend.ts'
import type { Span } from '../../../src/renderer/figures/trend.ts'
import { drawnTexts } from './draw.ts'

const context = { palette: lightPalette, locale: 'en' }
const words = {
  count: (count: bigint | null) => (count === null ? '—' : String(count)),
  time: (at: number) => `at ${at}`,
  unanalysed: 'Not analysed',
}
const hour = 3_600_000
const start = Date.UTC(2025, 7, 19, 17, 3, 52)
const whole = { from: start - 5 * hour, to: start + 10 * hour }

const line = (points: readonly LinePoint[], changes: Partial<TrendLine> = {}): TrendLine => ({
  name: 'Risky operations',
  color: '#b4530a',
  mark: 'circle',
  points,
  ...changes,
})
const option = (lines: readonly TrendLine[], changes: { shown?: Span; unanalysed?: Span } = {}) =>
  trendOption({ lines, whole, shown: null, unanalysed: null, ...changes }, words, context)

function all<T>(of: T | T[] | undefined): T[] {
  return Array.isArray(of) ? of : of === undefined ? [] : [of]
}

/** The first line, without the series that gives the strip its shape. */
function lineOf(of: EChartsOption): unknown {
  return all(of.series).find(({ id }) => String(id).startsWith('line'))
}

function tooltip(of: EChartsOption, at: number): string {
  const [{ formatter } = {}] = all(of.tooltip)
  if (typeof formatter !== 'function') throw new Error('no formatter')
  const parameters = [{ axisValue: at }] as unknown as Parameters<typeof formatter>[0]
  return formatter(parameters, '', () => '') as string
}

describe('the trend', () => {
  const irregular = [
    { at: start, count: 2n },
    { at: start + hour + 232_000, count: 5n },
    { at: start + 9 * hour, count: 0n },
  ]

  it('places each point at its own time, however irregular', () => {
    const drawn = option([line(irregular)])
    expect(all(drawn.xAxis)[0]?.type).toBe('time')
    expect(lineOf(drawn)).toMatchObject({
      data: irregular.map(({ at, count }) => [at, Number(count)]),
    })
  })

  it('shows all of the axis it is given', () => {
    expect(all(option([line(irregular)]).xAxis)[0]).toMatchObject({
      min: whole.from,
      max: whole.to,
    })
  })

  it('breaks the line where the service sent no count', () => {
    expect(lineOf(option([line([{ at: start, count: null }])]))).toMatchObject({
      connectNulls: false,
      data: [[start, null]],
    })
  })

  it('keeps peaks when there are more points than pixels', () => {
    const points = Array.from({ length: 50_000 }, (_, index) => ({
      at: whole.from + index * 1000,
      count: 1n,
    }))
    points[31_234] = { at: whole.from + 31_234_000, count: 400n }
    const drawn = option([line(points)])
    // The axis reaches up to the peak only if the peak is drawn data.
    expect(drawnTexts(drawn)).toContain('400')
    expect(lineOf(drawn)).toMatchObject({ sampling: 'minmax', showSymbol: false })
  })

  it('gives each of several lines of many points a few marks, at points that are its own', () => {
    const points = Array.from({ length: 1000 }, (_, index) => ({
      at: start + index * 1000,
      count: BigInt(index % 7),
    }))
    const drawn = option([line(points, { mark: 'diamond' }), line(points, { name: 'orders' })])
    const marks = all(drawn.series).find(({ id }) => String(id).startsWith('marks'))
    const data = (marks as { data: [number, number][] }).data
    expect(marks).toMatchObject({ symbol: 'diamond', silent: true })
    expect(data.length).toBeGreaterThan(5)
    for (const [at, count] of data) {
      expect(points.find((point) => point.at === at)?.count).toBe(BigInt(count))
    }
  })

  it('leads on to the points beyond the part that is shown, and the strip shows all', () => {
    const points = Array.from({ length: 10 }, (_, index) => ({
      at: start + index * hour,
      count: BigInt(index),
    }))
    const shown = { from: start + 3.5 * hour, to: start + 5.5 * hour }
    const drawn = option([line(points)], { shown })
    expect(lineOf(drawn)).toMatchObject({
      data: [3, 4, 5, 6].map((index) => [start + index * hour, index]),
    })
    const [strip] = all(drawn.series)
    expect((strip as { data: unknown[] }).data).toHaveLength(10)
    const between = { from: start + 3.2 * hour, to: start + 3.4 * hour }
    expect(lineOf(option([line(points)], { shown: between }))).toMatchObject({
      data: [3, 4].map((index) => [start + index * hour, index]),
    })
  })

  it('says the exact count of a point', () => {
    const drawn = option([line([{ at: start, count: 2n ** 53n + 1n }])])
    expect(tooltip(drawn, start)).toContain('9007199254740993')
  })

  it('says of each line its nearest point, and its time where the lines differ', () => {
    const other = line([{ at: start + 60_000, count: 7n }], { name: 'orders' })
    const text = tooltip(option([line(irregular), other]), start)
    expect(text).toContain(`Risky operations · at ${start}`)
    expect(text).toContain(`orders · at ${start + 60_000}`)
  })

  it('shows the part it was zoomed to, by strip, wheel and brush', () => {
    const shown = { from: start, to: start + hour }
    const drawn = option([line(irregular)], { shown })
    const zooms = all(drawn.dataZoom)
    expect(zooms.map(({ type }) => type)).toEqual(['inside', 'slider'])
    expect(zooms[1]).toMatchObject({ brushSelect: true })
    for (const zoom of zooms) {
      expect(spanOfZoom(zoom, whole)?.from).toBeCloseTo(shown.from, -1)
      expect(spanOfZoom(zoom, whole)?.to).toBeCloseTo(shown.to, -1)
    }
    expect(drawn.toolbox).toMatchObject({ feature: { dataZoom: { yAxisIndex: 'none' } } })
  })

  it('reads a zoom in percent and in time, and nothing from what is neither', () => {
    expect(spanOfZoom({ start: 0, end: 50 }, { from: 0, to: 200 })).toEqual({ from: 0, to: 100 })
    const batch = [{ startValue: 20, endValue: 60 }]
    expect(spanOfZoom({ batch }, { from: 0, to: 200 })).toEqual({ from: 20, to: 60 })
    expect(spanOfZoom({}, { from: 0, to: 200 })).toBeNull()
  })

  it('shades what no analysis reaches', () => {
    const unanalysed = { from: start + 5 * hour, to: whole.to }
    expect(lineOf(option([line(irregular)], { unanalysed }))).toMatchObject({
      markArea: {
        data: [[{ name: 'Not analysed', xAxis: unanalysed.from }, { xAxis: unanalysed.to }]],
      },
    })
  })

  it('has no words over a part too narrow for them', () => {
    const unanalysed = { from: whole.to - hour, to: whole.to }
    expect(lineOf(option([line(irregular)], { unanalysed }))).toMatchObject({
      markArea: { data: [[{ name: '' }, {}]] },
    })
  })

  it('fills the area of a line that is alone', () => {
    expect(lineOf(option([line(irregular)]))).toHaveProperty('areaStyle')
    expect(lineOf(option([line(irregular), line(irregular)]))).not.toHaveProperty('areaStyle')
  })
})

describe('the look of a line', () => {
  it('is another for each database, in colour and in mark', () => {
    const looks = databaseLooks(mostLines)
    expect(new Set(looks.map(({ color }) => color)).size).toBe(mostLines)
    expect(new Set(looks.map(({ mark }) => mark)).size).toBe(mostLines)
  })

  it('is another for each series of a type', () => {
    for (const series of Object.values(trendSeries)) {
      const looks = seriesLooks(series)
      expect(new Set(looks.map(({ color }) => color)).size).toBe(series.length)
      expect(new Set(looks.map(({ mark }) => mark)).size).toBe(series.length)
    }
  })

  it.each([
    ['light', lineColors.light, lightPalette.surface],
    ['dark', lineColors.dark, darkPalette.surface],
  ] as const)('stands out from its surface in the %s theme', (_theme, colors, surface) => {
    for (const color of colors) expect(contrast(color, surface)).toBeGreaterThanOrEqual(3)
  })
})
