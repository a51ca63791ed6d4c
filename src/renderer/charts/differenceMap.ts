import type { EChartsOption } from 'echarts'
import { rampColor, readableOn } from './color.ts'
import { gridLayout, numbersFit, withoutSums, type HeatMap } from './heatMap.ts'
import { largest, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle, type TooltipLine } from './tooltip.ts'

export interface DifferenceMap extends Pick<
  HeatMap,
  'columns' | 'rows' | 'slantedColumns' | 'sums'
> {
  /** `counts[row][column]`; `null` leaves the cell empty. */
  counts: readonly (readonly (bigint | null)[])[]
  /** What the tooltip of a cell says below its name. */
  details: (row: number, column: number) => readonly TooltipLine[]
}

/**
 * A grid of cells, blue where there is more than before and grey where there is less, the stronger
 * the more; each shows its number with its sign where it fits. The colour goes by the square root, and
 * a sum of what has no row or column of its own may exceed the scale.
 */
export function differenceMapOption(map: DifferenceMap, context: ChartContext): EChartsOption {
  const { palette, locale } = context
  const format = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })
  const most = Math.sqrt(
    largest(
      withoutSums(map.counts, map.sums).map((count) =>
        count !== null && count < 0n ? -count : count,
      ),
    ),
  )
  const cells = map.counts.flatMap((line, row) =>
    line.flatMap((count, column) => (count === null ? [] : [{ row, column, count }])),
  )
  const ramp = [palette.other, palette.surface, palette.accent]
  const depth = (count: bigint): number =>
    Math.sign(Number(count)) * Math.min(most, Math.sqrt(Math.abs(Number(count))))
  const texts = cells.map(({ count }) => format.format(count))
  return {
    ...gridLayout(map, context),
    tooltip: {
      ...tooltipStyle(palette),
      formatter: (parameters) => {
        const cell = Array.isArray(parameters) ? undefined : cells[parameters.dataIndex]
        if (cell === undefined) return ''
        const title = `${map.rows[cell.row] ?? ''} · ${map.columns[cell.column] ?? ''}`
        return tooltipHtml(title, map.details(cell.row, cell.column))
      },
    },
    visualMap: {
      type: 'continuous',
      min: -most,
      max: most,
      calculable: false,
      orient: 'horizontal',
      right: 8,
      top: 0,
      itemWidth: 10,
      itemHeight: 140,
      text: [most ** 2, -(most ** 2)].map((end) => format.format(Math.round(end))),
      textStyle: { color: palette.muted, fontSize: 11 },
      inRange: { color: ramp },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map(({ row, column, count }) => ({
          value: [column, row, depth(count)],
          label: { color: readableOn(rampColor(ramp, (depth(count) / most + 1) / 2)) },
        })),
        itemStyle: { borderColor: palette.line, borderWidth: 1 },
        label: {
          show: numbersFit(texts, map),
          fontSize: 11,
          formatter: ({ dataIndex }) => texts[dataIndex] ?? '',
        },
      },
    ],
  }
}
