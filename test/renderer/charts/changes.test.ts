import { describe, expect, it } from 'vitest'
import { use } from 'echarts/core'
import { LegendComponent, MarkLineComponent } from 'echarts/components'
import { contrast, rampColor } from '../../../src/renderer/charts/color.ts'
import { differenceBarsOption } from '../../../src/renderer/charts/differenceBars.ts'
import { differenceMapOption } from '../../../src/renderer/charts/differenceMap.ts'
import { pairedBarsHeight, pairedBarsOption } from '../../../src/renderer/charts/pairedBars.ts'
import { darkPalette, lightPalette } from '../../../src/renderer/charts/palette.ts'
import { drawnTexts, tooltipAt } from './draw.ts'

use([LegendComponent, MarkLineComponent])

const context = { palette: lightPalette, locale: 'en' }
const hostile = '<b>root</b>'

describe('bars of two periods', () => {
  const pairs = [
    { label: hostile, now: 9_007_199_254_740_993n, before: 12n, details: [] },
    { label: '订单', now: 0n, before: 1_234n, details: [] },
  ]
  const option = pairedBarsOption(pairs, { now: 'This period', before: 'Before' }, context)

  it('say which bar is of which period, and write each count whole', () => {
    expect(drawnTexts(option, 900, pairedBarsHeight(2))).toEqual(
      expect.arrayContaining([
        'This period',
        'Before',
        '订单',
        '9,007,199,254,740,993',
        '12',
        '0',
        '1,234',
      ]),
    )
  })

  it('show markup in names as text', () => {
    expect(tooltipAt(option, 0, true)).toContain('&lt;b&gt;root&lt;/b&gt;')
  })
})

describe('bars of a difference', () => {
  const bar = (label: string, difference: bigint) => ({
    label,
    difference,
    text: `${difference > 0n ? '+' : ''}${String(difference)}`,
    details: [{ label: hostile, value: '1' }],
  })

  it('carry the sign in their text, not by colour or direction alone', () => {
    const texts = drawnTexts(
      differenceBarsOption([bar('rose', 40n), bar('fell', -7n), bar('same', 0n)], context),
    )
    expect(texts).toEqual(expect.arrayContaining(['rose', 'fell', 'same', '+40', '-7', '0']))
  })

  it('show markup in what the tooltip says as text', () => {
    const html = tooltipAt(differenceBarsOption([bar('rose', 40n)], context), 0, true)
    expect(html).toContain('&lt;b&gt;root&lt;/b&gt;')
  })

  it('are drawn when nothing has changed', () => {
    expect(drawnTexts(differenceBarsOption([bar('same', 0n)], context))).toContain('same')
  })
})

describe('a heat map of a difference', () => {
  const map = {
    columns: ['orders'],
    rows: [hostile, 'app'],
    counts: [[40n], [-1_234n]],
    slantedColumns: true,
    details: (row: number) => [{ label: `row ${row.toString()}`, value: '<i>' }],
  }

  it('writes each number with its sign, and the ends of the scale', () => {
    const texts = drawnTexts(differenceMapOption(map, context), 700, 240)
    expect(texts).toEqual(expect.arrayContaining(['+40', '-1,234', '+1,234']))
  })

  it('has a scale for what stands by itself; sums of the rest end with it', () => {
    const counts = [
      [40n, -9_000n],
      [5n, 8n],
    ]
    const sums = { row: false, column: true }
    const option = differenceMapOption({ ...map, counts, sums }, context)
    expect(option.visualMap).toMatchObject({ max: Math.sqrt(40), text: ['+40', '-40'] })
    const series = Array.isArray(option.series) ? option.series[0] : option.series
    const data = series?.data as { value: number[] }[]
    expect(data.map(({ value }) => value[2])).toEqual([
      Math.sqrt(40),
      -Math.sqrt(40),
      Math.sqrt(5),
      Math.sqrt(8),
    ])
  })

  it('shows markup in names and details as text', () => {
    const html = tooltipAt(differenceMapOption(map, context), 0, false)
    expect(html).toContain('&lt;b&gt;root&lt;/b&gt;')
    expect(html).toContain('row 0')
    expect(html).toContain('&lt;i&gt;')
  })

  it.each([
    ['light', lightPalette],
    ['dark', darkPalette],
  ])('writes numbers that can be read on their cells in the %s theme', (_, palette) => {
    const counts = [Array.from({ length: 201 }, (_unused, index) => BigInt(index - 100))]
    const columns = counts[0]?.map(String) ?? []
    const option = differenceMapOption(
      { ...map, columns, rows: ['all'], counts },
      { palette, locale: 'en' },
    )
    const series = Array.isArray(option.series) ? option.series[0] : option.series
    const data = series?.data as { value: number[]; label: { color: string } }[]
    const ramp = [palette.other, palette.surface, palette.accent]
    const worst = data.map(({ value, label }) =>
      contrast(label.color, rampColor(ramp, ((value[2] ?? 0) / 10 + 1) / 2)),
    )
    expect(Math.min(...worst)).toBeGreaterThanOrEqual(4.5)
  })
})
