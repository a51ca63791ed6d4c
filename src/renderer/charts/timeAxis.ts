import type { DataZoomComponentOption, XAXisComponentOption } from 'echarts'
import type { Span } from '../figures/trend.ts'
import type { ChartPalette } from './palette.ts'

/** Shorter than this nothing can be zoomed to, in milliseconds. */
const shortestZoom = 60_000

/** A true time axis over a stretch of time, in the local zone. */
export function timeAxis(
  { from, to }: Span,
  palette: ChartPalette,
  locale: string,
): XAXisComponentOption {
  return {
    type: 'time',
    min: from,
    max: to,
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { lineStyle: { color: palette.line } },
    axisLabel: {
      color: palette.muted,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) => timeLabel(value, locale),
    },
    splitLine: { show: false },
  }
}

/**
 * The ways to zoom: Ctrl and the wheel over the picture, and a strip below it to brush and drag.
 * @param shown the part that is shown now; `null` for all
 * @param color of the line in the strip
 */
export function zoomStrip(
  whole: Span,
  shown: Span | null,
  color: string,
  palette: ChartPalette,
  locale: string,
): DataZoomComponentOption[] {
  const length = whole.to - whole.from
  const percent = (at: number): number => ((at - whole.from) / length) * 100
  const part =
    shown === null ? { start: 0, end: 100 } : { start: percent(shown.from), end: percent(shown.to) }
  const label = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return [
    {
      type: 'inside',
      ...part,
      filterMode: 'none',
      minValueSpan: Math.min(shortestZoom, length),
      zoomOnMouseWheel: 'ctrl',
      moveOnMouseMove: false,
      moveOnMouseWheel: false,
    },
    {
      type: 'slider',
      ...part,
      filterMode: 'none',
      minValueSpan: Math.min(shortestZoom, length),
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
        lineStyle: { color },
        areaStyle: { color, opacity: 0.15 },
      },
      textStyle: { color: palette.muted, fontSize: 11 },
      labelFormatter: (value: number) => label.format(value),
    },
  ]
}

/**
 * The part of the axis that a zoom of the chart leads to.
 * @param event what ECharts tells of a zoom: in percent of the axis, or in milliseconds
 */
export function spanOfZoom(event: unknown, whole: Span): Span | null {
  const { batch } = event as { batch?: unknown[] }
  const zoom = (batch?.[0] ?? event) as Partial<
    Record<'start' | 'end' | 'startValue' | 'endValue', unknown>
  >
  const length = whole.to - whole.from
  const at = (percent: unknown, value: unknown): number =>
    value === undefined ? whole.from + (Number(percent) / 100) * length : Number(value)
  const span = { from: at(zoom.start, zoom.startValue), to: at(zoom.end, zoom.endValue) }
  return Number.isFinite(span.from) && Number.isFinite(span.to) ? span : null
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
