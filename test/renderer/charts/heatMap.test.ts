import { describe, expect, it } from 'vitest'
import { contrast, rampColor } from '../../../src/renderer/charts/color.ts'
import { heatMapHeight, heatMapOption, type HeatMap } from '../../../src/renderer/charts/heatMap.ts'
import { darkPalette, lightPalette } from '../../../src/renderer/charts/palette.ts'
import { drawnTexts, tooltipAt } from './draw.ts'

const map: HeatMap = {
  columns: ['orders', '订单库'],
  rows: ['root', 'مدير', '2 others'],
  counts: [
    [40n, 1n],
    [null, 1_234n],
    [0n, 7n],
  ],
  measure: 'Sessions',
  slantedColumns: true,
}

function draw(input: HeatMap, palette = lightPalette): string[] {
  return drawnTexts(heatMapOption(input, { palette, locale: 'en' }), 700, heatMapHeight(input))
}

describe('a heat map', () => {
  it('names every row and column and writes the exact number into each cell', () => {
    expect(draw(map)).toEqual(
      expect.arrayContaining([
        'orders',
        '订单库',
        'root',
        'مدير',
        '2 others',
        '40',
        '1',
        '1,234',
        '7',
      ]),
    )
  })

  it('tells an empty cell from one that counts 0', () => {
    const cells = draw(map).filter((text) => /^[\d,]+$/.test(text))
    // Five cells, and the two ends of the scale.
    expect(cells.toSorted()).toEqual(['0', '0', '1', '1,234', '1,234', '40', '7'].toSorted())
  })

  it('has a scale for what stands by itself, not for sums of the rest, which are outlined', () => {
    const withSums = { ...map, sums: { row: true, column: true } }
    const option = heatMapOption(withSums, { palette: lightPalette, locale: 'en' })
    expect(draw(withSums)).toContain('1,234')
    expect(option.visualMap).toMatchObject({ max: Math.sqrt(40), text: ['40', '0'] })
    const series = Array.isArray(option.series) ? option.series[0] : option.series
    const data = series?.data as { visualMap?: boolean }[]
    expect(data.map(({ visualMap }) => visualMap ?? true)).toEqual([
      true, // root, orders
      false,
      false,
      false,
      false,
    ])
  })

  it('leaves numbers out where they would not fit, and keeps them exact in the tooltip', () => {
    const count = 9_007_199_254_740_993n
    const large = { ...map, counts: [[count, null]] }
    const cells = heatMapOption(large, { palette: lightPalette, locale: 'en' })
    expect(tooltipAt(cells, 0, false)).toContain('9,007,199,254,740,993')
    expect(draw(large).filter((text) => text === '9,007,199,254,740,993')).toHaveLength(0)
  })

  it('shows markup in names as text', () => {
    const hostile = { ...map, rows: ['<b>root</b>', 'b', 'c'] }
    const html = tooltipAt(
      heatMapOption(hostile, { palette: lightPalette, locale: 'en' }),
      0,
      false,
    )
    expect(html).toContain('&lt;b&gt;root&lt;/b&gt;')
  })

  it.each([
    ['light', lightPalette],
    ['dark', darkPalette],
  ])('writes numbers that can be read on their cells in the %s theme', (_, palette) => {
    const most = 100
    const counts = [Array.from({ length: most + 1 }, (_unused, index) => BigInt(index))]
    const columns = counts[0]?.map(String) ?? []
    const option = heatMapOption(
      { ...map, columns, rows: ['all'], counts },
      { palette, locale: 'en' },
    )
    const series = Array.isArray(option.series) ? option.series[0] : option.series
    const data = series?.data as { label: { color: string } }[]
    const worst = data.map((cell, index) =>
      contrast(cell.label.color, rampColor(palette.ramp, Math.sqrt(index / most))),
    )
    expect(Math.min(...worst)).toBeGreaterThanOrEqual(4.5)
  })
})
