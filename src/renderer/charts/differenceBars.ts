import type { EChartsOption } from 'echarts'
import { axisNumber, largest, roughWidth, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle, type TooltipLine } from './tooltip.ts'

export interface DifferenceBar {
  label: string
  difference: bigint
  /** What stands at the end of the bar, sign included. */
  text: string
  details: readonly TooltipLine[]
}

const labelWidth = 168
const fontSize = 12

/**
 * Horizontal bars around zero, the first on top: to the right and in colour what there is more of,
 * to the left and in grey what there is less of.
 */
export function differenceBarsOption(
  bars: readonly DifferenceBar[],
  { palette, locale }: ChartContext,
): EChartsOption {
  const format = new Intl.NumberFormat(locale, {
    notation: 'compact',
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  })
  const most = largest(bars.map(({ difference: value }) => (value < 0n ? -value : value)))
  const textWidth = roughWidth(
    bars.map(({ text }) => text),
    fontSize,
  )
  const grows = bars.some(({ difference }) => difference >= 0n)
  const shrinks = bars.some(({ difference }) => difference < 0n)
  return {
    grid: {
      left: 4,
      right: grows ? textWidth + 20 : 16,
      top: 4,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (parameters) => {
        const index = Array.isArray(parameters) ? parameters[0]?.dataIndex : parameters.dataIndex
        const bar = index === undefined ? undefined : bars[index]
        return bar === undefined ? '' : tooltipHtml(bar.label, bar.details)
      },
    },
    xAxis: {
      type: 'value',
      min: shrinks ? -most : 0,
      max: grows ? most : 0,
      splitNumber: 4,
      axisLabel: {
        color: palette.muted,
        fontSize: 11,
        hideOverlap: true,
        formatter: (value: number) => (value === 0 ? axisNumber(0, locale) : format.format(value)),
        showMaxLabel: false,
        showMinLabel: false,
      },
      splitLine: { showMaxLine: false, showMinLine: false, lineStyle: { color: palette.line } },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ label }) => label),
      axisTick: { show: false },
      // The names stand at the side: along the line of zero the bars would cross them.
      axisLine: { show: false, onZero: false },
      axisLabel: {
        color: palette.text,
        fontSize,
        width: labelWidth,
        overflow: 'truncate',
        ellipsis: '…',
        interval: 0,
        margin: shrinks ? textWidth + 16 : 8,
      },
    },
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: bars.map(({ difference }) => ({
          value: Number(difference),
          itemStyle: { color: difference < 0n ? palette.other : palette.accent },
          label: { position: difference < 0n ? ('left' as const) : ('right' as const) },
        })),
        label: {
          show: true,
          color: palette.text,
          fontSize,
          formatter: ({ dataIndex }) => bars[dataIndex]?.text ?? '',
        },
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          lineStyle: { color: palette.muted, type: 'solid', width: 1 },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  }
}
