import type { EChartsOption } from 'echarts'
import { axisNumber, largest, roughWidth, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle, type TooltipLine } from './tooltip.ts'

export interface Bar {
  label: string
  count: bigint
  /** What stands at the end of the bar: the exact count, and what it is a part of. */
  text: string
  /** What the tooltip says below the whole label. */
  details: readonly TooltipLine[]
  /** True for the bar that stands for all the rest; it is drawn in grey. */
  rest: boolean
}

const fontSize = 12
const labelWidth = 168
const barPitch = 26

/** The height in pixels at which bars and labels have the same room however many there are. */
export function barsHeight(bars: number): number {
  return Math.max(2, bars) * barPitch + 40
}

/**
 * Horizontal bars, the first on top. Labels that are too long are cut; the tooltip has them whole.
 * @param tone the colour: risks have their own
 */
export function barsOption(
  bars: readonly Bar[],
  { palette, locale }: ChartContext,
  tone: 'accent' | 'risk' = 'accent',
): EChartsOption {
  const end = roughWidth(
    bars.map((bar) => bar.text),
    fontSize,
  )
  return {
    grid: {
      left: 4,
      right: end + 20,
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
      min: 0,
      max: largest(bars.map((bar) => bar.count)),
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
      data: bars.map((bar) => bar.label),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.text,
        fontSize,
        width: labelWidth,
        overflow: 'truncate',
        ellipsis: '…',
        interval: 0,
      },
    },
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: bars.map((bar) => ({
          value: Number(bar.count),
          itemStyle: { color: bar.rest ? palette.other : palette[tone] },
        })),
        label: {
          show: true,
          position: 'right',
          color: palette.text,
          fontSize,
          formatter: ({ dataIndex }) => bars[dataIndex]?.text ?? '',
        },
      },
    ],
  }
}
