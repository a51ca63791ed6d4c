import type { EChartsOption } from 'echarts'
import { axisNumber, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle, type TooltipLine } from './tooltip.ts'

export interface TrendPoint {
  /** Milliseconds since the epoch. */
  at: number
  /** `null` breaks the line: nothing is known there. */
  count: bigint | null
  /** The tooltip's title: the time in words. */
  title: string
  details: readonly TooltipLine[]
}

/** Up to this many points each gets its mark; beyond it the marks would be the line. */
const mostMarks = 150

/**
 * Counts over time on a true time axis: the service's points are spaced irregularly, so equal
 * buckets would lie. When there are more points than pixels, the highest and lowest of each pixel
 * are kept. Times are drawn in the local zone.
 * @param points in the order of time
 * @param bounds what was asked for, milliseconds since the epoch; the axis shows at least that
 * @param name what is counted
 */
export function trendOption(
  points: readonly TrendPoint[],
  bounds: { from: number; to: number } | null,
  name: string,
  { palette, locale }: ChartContext,
): EChartsOption {
  const first = points[0]?.at
  const last = points.at(-1)?.at
  return {
    grid: {
      left: 8,
      right: 24,
      top: 16,
      bottom: 52,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      formatter: (parameters) => {
        const index = Array.isArray(parameters) ? parameters[0]?.dataIndex : parameters.dataIndex
        const point = index === undefined ? undefined : points[index]
        return point === undefined ? '' : tooltipHtml(point.title, point.details)
      },
    },
    xAxis: {
      type: 'time',
      ...(bounds === null
        ? {}
        : {
            min: Math.min(bounds.from, first ?? bounds.from),
            max: Math.max(bounds.to, last ?? bounds.to),
          }),
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { lineStyle: { color: palette.line } },
      axisLabel: {
        color: palette.muted,
        fontSize: 11,
        hideOverlap: true,
        formatter: (value: number) => timeLabel(value, locale),
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      axisLabel: {
        color: palette.muted,
        fontSize: 11,
        formatter: (value: number) => axisNumber(value, locale),
      },
      splitLine: { lineStyle: { color: palette.line } },
    },
    dataZoom: [
      { type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false },
      {
        type: 'slider',
        height: 24,
        bottom: 8,
        brushSelect: true,
        showDataShadow: true,
        borderColor: palette.line,
        backgroundColor: 'transparent',
        fillerColor: `${palette.accent}1f`,
        handleStyle: { color: palette.surface, borderColor: palette.muted },
        moveHandleStyle: { color: palette.line },
        dataBackground: {
          lineStyle: { color: palette.muted, opacity: 0.5 },
          areaStyle: { color: palette.muted, opacity: 0.1 },
        },
        selectedDataBackground: {
          lineStyle: { color: palette.risk },
          areaStyle: { color: palette.risk, opacity: 0.15 },
        },
        textStyle: { color: palette.muted, fontSize: 11 },
        labelFormatter: (value: number) =>
          new Intl.DateTimeFormat(locale, {
            month: 'short',
            day: 'numeric',
            hour: '2-digit',
            minute: '2-digit',
            hourCycle: 'h23',
          }).format(value),
      },
    ],
    series: [
      {
        type: 'line',
        name,
        sampling: 'minmax',
        connectNulls: false,
        symbol: 'circle',
        symbolSize: 4,
        showSymbol: points.length <= mostMarks,
        lineStyle: { width: 1.5, color: palette.risk },
        itemStyle: { color: palette.risk },
        areaStyle: { color: palette.risk, opacity: 0.14 },
        data: points.map(({ at, count }) => [at, count === null ? null : Number(count)]),
      },
    ],
  }
}

/** A day where a day begins, the time of day elsewhere; both of the local zone. */
function timeLabel(value: number, locale: string): string {
  const date = new Date(value)
  const midnight = date.getHours() === 0 && date.getMinutes() === 0
  return new Intl.DateTimeFormat(
    locale,
    midnight
      ? { day: 'numeric', month: 'short' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  ).format(date)
}
