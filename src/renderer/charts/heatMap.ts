import type { EChartsOption, XAXisComponentOption, YAXisComponentOption } from 'echarts'
import { rampColor, readableOn } from './color.ts'
import { largest, roughWidth, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle } from './tooltip.ts'

export interface HeatMap {
  /** From left to right. */
  columns: readonly string[]
  /** From top to bottom. */
  rows: readonly string[]
  /** `counts[row][column]`; `null` leaves the cell empty. */
  counts: readonly (readonly (bigint | null)[])[]
  /** What is counted, such as `Sessions`. */
  measure: string
  /** Whether the names of the columns are long enough to be written at a slant. */
  slantedColumns: boolean
  /** The count of the darkest cell, where another map is to be read by the same scale. */
  most?: number
  /** Whether the last row and the last column add up all that have none of their own. */
  sums?: Sums
}

export interface Sums {
  row: boolean
  column: boolean
}

/** The counts that the scale is for: sums of many would leave all others pale. */
export function withoutSums(counts: HeatMap['counts'], sums: Sums | undefined): (bigint | null)[] {
  const isSum = sumsOf(counts, sums)
  return counts.flatMap((line, row) => line.filter((_, column) => !isSum(row, column)))
}

function sumsOf(
  counts: HeatMap['counts'],
  { row: inRow, column: inColumn }: Sums = { row: false, column: false },
): (row: number, column: number) => boolean {
  return (row, column) =>
    (inRow && row === counts.length - 1) || (inColumn && column === (counts[row]?.length ?? 0) - 1)
}

const rowPitch = 28
const labelWidth = 148
/** What all columns together have at least, in the narrowest window, in pixels. */
const roomForColumns = 560

/** The height in pixels at which every row can carry its label. */
export function heatMapHeight(map: Pick<HeatMap, 'rows' | 'slantedColumns'>): number {
  return map.rows.length * rowPitch + (map.slantedColumns ? 150 : 76)
}

/** Whether the numbers fit their cells in the narrowest window. */
export function numbersFit(
  texts: readonly string[],
  { columns, slantedColumns }: Pick<HeatMap, 'columns' | 'slantedColumns'>,
): boolean {
  const room = slantedColumns ? Math.min(48, roomForColumns / columns.length - 4) : 30
  return roughWidth(texts, 11) <= room
}

/** What grids of cells have in common: where they lie, and the names along two of their sides. */
export function gridLayout(
  map: Pick<HeatMap, 'columns' | 'rows' | 'slantedColumns'>,
  { palette }: ChartContext,
): Pick<EChartsOption, 'grid'> & { xAxis: XAXisComponentOption; yAxis: YAXisComponentOption } {
  return {
    grid: {
      left: 4,
      right: 12,
      top: 40,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: [...map.columns],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        color: palette.muted,
        fontSize: 11,
        ...(map.slantedColumns
          ? { rotate: 32, width: 120, overflow: 'truncate' as const, ellipsis: '…', interval: 0 }
          : { hideOverlap: true }),
      },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...map.rows],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: {
        color: palette.text,
        fontSize: 12,
        width: labelWidth,
        overflow: 'truncate',
        ellipsis: '…',
        interval: 0,
      },
    },
  }
}

/**
 * A grid of cells that darken with their count; each shows its number where it fits. The colour
 * goes by the square root of the count, so that one outlier doesn't leave the rest pale. Sums of
 * what has no row or column of its own are outlined only.
 */
export function heatMapOption(map: HeatMap, context: ChartContext): EChartsOption {
  const { palette, locale } = context
  const format = new Intl.NumberFormat(locale)
  const most = map.most ?? largest(withoutSums(map.counts, map.sums))
  const isSum = sumsOf(map.counts, map.sums)
  const cells = map.counts.flatMap((line, row) =>
    line.flatMap((count, column) => (count === null ? [] : [{ row, column, count }])),
  )
  const texts = cells.map(({ count }) => format.format(count))
  return {
    ...gridLayout(map, context),
    tooltip: {
      ...tooltipStyle(palette),
      formatter: (parameters) => {
        const cell = Array.isArray(parameters) ? undefined : cells[parameters.dataIndex]
        if (cell === undefined) return ''
        const title = `${map.rows[cell.row] ?? ''} · ${map.columns[cell.column] ?? ''}`
        return tooltipHtml(title, [{ label: map.measure, value: format.format(cell.count) }])
      },
    },
    visualMap: {
      type: 'continuous',
      min: 0,
      max: Math.sqrt(most),
      calculable: false,
      orient: 'horizontal',
      right: 8,
      top: 0,
      itemWidth: 10,
      itemHeight: 140,
      text: [format.format(BigInt(Math.trunc(most))), '0'],
      textStyle: { color: palette.muted, fontSize: 11 },
      inRange: { color: [...palette.ramp] },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map(({ row, column, count }) => {
          const value = [column, row, Math.sqrt(Number(count))]
          if (isSum(row, column)) {
            const outline = { color: palette.surface, borderColor: palette.line, borderWidth: 1 }
            return { value, visualMap: false, itemStyle: outline, label: { color: palette.text } }
          }
          const color = readableOn(rampColor(palette.ramp, Math.sqrt(Number(count) / most)))
          return { value, label: { color } }
        }),
        itemStyle: { borderColor: palette.surface, borderWidth: 2 },
        label: {
          show: numbersFit(texts, map),
          fontSize: 11,
          formatter: ({ dataIndex }) => texts[dataIndex] ?? '',
        },
      },
    ],
  }
}
