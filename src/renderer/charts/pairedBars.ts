import type { EChartsOption } from 'echarts'
import { axisNumber, largest, roughWidth, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle, type TooltipLine } from './tooltip.ts'

/** One thing in two periods. */
export interface PairOfBars {
  label: string
  now: bigint
  before: bigint
  /** What the tooltip says below the whole label. */
  details: readonly TooltipLine[]
}

const labelWidth = 168
const pairPitch = 40

/** The height in pixels at which every pair has the same room however many there are. */
export function pairedBarsHeight(pairs: number): number {
  return Math.max(2, pairs) * pairPitch + 72
}

/**
 * Horizontal bars in pairs, the first pair on top: the period looked at in colour, the one it is
 * compared with in grey below it. Each bar has its count at its end.
 * @param names of the two periods, for the legend
 */
export function pairedBarsOption(
  pairs: readonly PairOfBars[],
  names: { now: string; before: string },
  { palette, locale }: ChartContext,
): EChartsOption {
  const format = new Intl.NumberFormat(locale)
  const counts = pairs.flatMap(({ now, before }) => [now, before])
  const end = roughWidth(
    counts.map((count) => format.format(count)),
    11,
  )
  const series = (side: 'now' | 'before') => ({
    type: 'bar' as const,
    name: names[side],
    barWidth: 13,
    barGap: '15%',
    itemStyle: { color: side === 'now' ? palette.accent : palette.other },
    data: pairs.map((pair) => Number(pair[side])),
    label: {
      show: true,
      position: 'right' as const,
      color: side === 'now' ? palette.text : palette.muted,
      fontSize: 11,
      formatter: ({ dataIndex }: { dataIndex: number }) =>
        format.format(pairs[dataIndex]?.[side] ?? 0n),
    },
  })
  return {
    grid: {
      left: 4,
      right: end + 20,
      top: 32,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      top: 0,
      right: 8,
      itemWidth: 12,
      itemHeight: 12,
      selectedMode: false,
      textStyle: { color: palette.text, fontSize: 12 },
    },
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (parameters) => {
        const index = Array.isArray(parameters) ? parameters[0]?.dataIndex : parameters.dataIndex
        const pair = index === undefined ? undefined : pairs[index]
        return pair === undefined ? '' : tooltipHtml(pair.label, pair.details)
      },
    },
    xAxis: {
      type: 'value',
      min: 0,
      max: largest(counts),
      splitNumber: 4,
      axisLabel: {
        color: palette.muted,
        fontSize: 11,
        hideOverlap: true,
        formatter: (value: number) => axisNumber(value, locale),
        showMaxLabel: false,
      },
      splitLine: { showMaxLine: false, lineStyle: { color: palette.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: pairs.map(({ label }) => label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.text,
        fontSize: 12,
        width: labelWidth,
        overflow: 'truncate',
        ellipsis: '…',
        interval: 0,
      },
    },
    series: [series('now'), series('before')],
  }
}
