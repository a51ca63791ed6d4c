import type { EChartsOption } from 'echarts'
import { axisNumber, type ChartContext } from './text.ts'
import { tooltipHtml, tooltipStyle, type TooltipLine } from './tooltip.ts'

/** One count over time; its points are those of the whole picture, in the same order. */
export interface CountSeries {
  name: string
  counts: readonly (bigint | null)[]
  tone: 'accent' | 'risk'
}

/** How counts go on: up for ever, or from 0 again each day. */
export type Course = 'growing' | 'daily'

export interface TrendMoment {
  /** Milliseconds since the epoch. */
  at: number
  /** The tooltip's title: the time in words. */
  title: string
  details: readonly TooltipLine[]
}

/** Room for numbers such as 888.8M. */
const axisWidth = 56
const stripHeight = 72
const gap = 40
const top = 22
const bottom = 28
/** Up to this many points each gets its mark; beyond it the marks would be the line. */
const mostMarks = 150

/** The height the picture needs, in pixels. */
export function summaryTrendHeight(series: readonly CountSeries[]): number {
  return top + series.length * stripHeight + (series.length - 1) * gap + bottom
}

/**
 * Counts that differ by orders of magnitude, one strip below the other on a common time axis: each
 * has a scale of its own, which begins at 0. Times are drawn in the local zone. Daily counts are not
 * joined from one day to the next: nothing fell in between.
 * @param moments in the order of time
 */
export function summaryTrendOption(
  moments: readonly TrendMoment[],
  series: readonly CountSeries[],
  { palette, locale }: ChartContext,
  course: Course = 'growing',
): EChartsOption {
  const places = course === 'daily' ? dayByDay(moments) : moments.map((_, place) => place)
  const last = series.length - 1
  const [from, to] = [moments[0]?.at, moments.at(-1)?.at]
  const extent = from === undefined || to === undefined ? {} : { min: from, max: to }
  const timeLabel = timeLabels((to ?? 0) - (from ?? 0), locale)
  return {
    grid: series.map((_, index) => ({
      // The same for all strips, so that one moment is at one place.
      left: axisWidth,
      right: 24,
      top: top + index * (stripHeight + gap),
      height: stripHeight,
      outerBoundsMode: 'none' as const,
    })),
    title: series.map(({ name }, index) => ({
      text: name,
      left: 0,
      top: index * (stripHeight + gap),
      padding: 0,
      textStyle: { color: palette.muted, fontSize: 11, fontWeight: 'normal' as const },
    })),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      ...tooltipStyle(palette),
      trigger: 'axis',
      formatter: (parameters) => {
        const index = Array.isArray(parameters) ? parameters[0]?.dataIndex : parameters.dataIndex
        const moment = index === undefined ? undefined : moments[places[index] ?? -1]
        return moment === undefined ? '' : tooltipHtml(moment.title, moment.details)
      },
    },
    xAxis: series.map((_, index) => ({
      type: 'time' as const,
      gridIndex: index,
      ...extent,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: index === last, lineStyle: { color: palette.line } },
      axisLabel: {
        show: index === last,
        color: palette.muted,
        fontSize: 11,
        hideOverlap: true,
        formatter: timeLabel,
      },
      splitLine: { show: false },
    })),
    yAxis: series.map((_, index) => ({
      type: 'value' as const,
      gridIndex: index,
      min: 0,
      minInterval: 1,
      splitNumber: 2,
      axisLabel: {
        color: palette.muted,
        fontSize: 11,
        formatter: (value: number) => axisNumber(value, locale),
      },
      splitLine: { lineStyle: { color: palette.line } },
    })),
    series: series.map(({ name, counts, tone }, index) => ({
      type: 'line' as const,
      name,
      xAxisIndex: index,
      yAxisIndex: index,
      sampling: 'minmax' as const,
      connectNulls: false,
      symbol: 'circle',
      symbolSize: 4,
      // A day with one summary has no line, so its mark is all there is.
      showSymbol: course === 'daily' || moments.length <= mostMarks,
      lineStyle: { width: 1.5, color: palette[tone] },
      itemStyle: { color: palette[tone] },
      areaStyle: { color: palette[tone], opacity: 0.12 },
      data: places.map((place, index) => {
        const at = moments[place ?? places[index - 1] ?? 0]?.at ?? 0
        const count = place === null ? null : (counts[place] ?? null)
        return [at, count === null ? null : Number(count)]
      }),
    })),
  }
}

/** The moments' places in their list, with a `null` wherever a new day begins. */
function dayByDay(moments: readonly TrendMoment[]): (number | null)[] {
  const dayOf = (place: number): string => new Date(moments[place]?.at ?? 0).toDateString()
  return moments.flatMap((_, place) =>
    place > 0 && dayOf(place) !== dayOf(place - 1) ? [null, place] : [place],
  )
}

const minute = 60_000
const day = 24 * 60 * minute

/**
 * What the marks of the time axis say: seconds where minutes would repeat, the year where days would,
 * else the time of day, and the day where one begins.
 * @param span from the first to the last moment, in milliseconds
 */
function timeLabels(span: number, locale: string): (value: number) => string {
  const time = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(span < 10 * minute ? { second: '2-digit' as const } : {}),
    hourCycle: 'h23',
  })
  const date = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(span > 300 * day ? { year: '2-digit' as const } : {}),
  })
  return (value) => {
    const at = new Date(value)
    const beginsDay = at.getHours() === 0 && at.getMinutes() === 0 && at.getSeconds() === 0
    return (beginsDay ? date : time).format(at)
  }
}
