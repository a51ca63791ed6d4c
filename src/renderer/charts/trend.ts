import type { EChartsOption, LineSeriesOption } from 'echarts'
import { nearestPoint, type Span } from '../figures/trend.ts'
import type { LineMark } from './lineLooks.ts'
import { axisNumber, type ChartContext } from './text.ts'
import { timeAxis, zoomStrip } from './timeAxis.ts'
import { tooltipHtml, tooltipStyle } from './tooltip.ts'

/** What is counted at one instant. */
export interface LinePoint {
  /** Milliseconds since the epoch. */
  at: number
  /** `null` breaks the line: nothing is known there. */
  count: bigint | null
}

export interface TrendLine {
  name: string
  color: string
  mark: LineMark
  /** In the order of time. */
  points: readonly LinePoint[]
}

/** How the numbers and times of the tooltip are written. */
export interface TrendWords {
  count: (count: bigint | null) => string
  time: (at: number) => string
  /** Written over the part that no analysis reaches. */
  unanalysed: string
}

export interface TrendPicture {
  lines: readonly TrendLine[]
  /** The time axis, milliseconds since the epoch. */
  whole: Span
  /** The part of it that is shown; `null` for all. */
  shown: Span | null
  /** The end of the range that no analysis reaches; `null` when one does. */
  unanalysed: Span | null
}

/** Up to this many points each gets its mark; beyond it the marks would be the line. */
const mostMarks = 150
/** The part of the picture's width that a word or two need. */
const roomForWords = 0.14
/** How many marks a line of more points has. */
const fewMarks = 12

/**
 * Counts over time on a true time axis: the service's points are spaced irregularly, so equal
 * buckets would lie. When there are more points than pixels, the highest and lowest of each pixel
 * are kept. Times are drawn in the local zone. A single line has its area filled.
 */
export function trendOption(
  { lines, whole, shown, unanalysed }: TrendPicture,
  words: TrendWords,
  { palette, locale }: ChartContext,
): EChartsOption {
  const first = lines[0]?.color ?? palette.accent
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
      axisPointer: { type: 'line', lineStyle: { color: palette.muted, type: 'solid' } },
      formatter: (parameters) => {
        const [parameter] = Array.isArray(parameters) ? parameters : [parameters]
        const at = instantOf(parameter)
        return at === null ? '' : tooltipAtInstant(lines, at, words)
      },
    },
    // Dragging across the picture chooses the part to show; see `EChart`'s `brush`.
    toolbox: {
      show: true,
      showTitle: false,
      itemSize: 0,
      feature: {
        dataZoom: {
          yAxisIndex: 'none',
          filterMode: 'none',
          brushStyle: { color: palette.accent, opacity: 0.15 },
        },
      },
    },
    xAxis: timeAxis(whole, palette, locale),
    yAxis: [
      {
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
      // Of the strip, which shows all while the picture shows a part.
      { type: 'value', show: false },
    ],
    dataZoom: zoomStrip(whole, shown, first, palette, locale),
    series: [
      stripSeries(lines[0]),
      ...lines.flatMap((line, index) => {
        const points = around(line.points, shown)
        return [
          {
            ...lineSeries({ ...line, points }, lines.length === 1),
            ...(index === 0 && unanalysed !== null
              ? { markArea: unanalysedArea(unanalysed, shown ?? whole, words.unanalysed, palette) }
              : {}),
          },
          ...(lines.length === 1 ? [] : [fewMarksOf({ ...line, points })]),
        ]
      }),
    ],
  }
}

/** The points of the part that is shown, and their neighbours, to which the line leads on. */
function around(points: readonly LinePoint[], shown: Span | null): readonly LinePoint[] {
  if (shown === null) return points
  const first = points.findIndex(({ at }) => at >= shown.from)
  const last = points.findLastIndex(({ at }) => at <= shown.to)
  const from = first < 0 ? points.length - 1 : first - 1
  return points.slice(Math.max(0, from), Math.max(0, last + 2))
}

/** The strip below the picture takes its shape from the first series; it is not seen in the picture. */
function stripSeries(line: TrendLine | undefined): LineSeriesOption {
  return {
    id: 'strip',
    type: 'line',
    yAxisIndex: 1,
    silent: true,
    symbol: 'none',
    sampling: 'minmax',
    lineStyle: { width: 0, opacity: 0 },
    tooltip: { show: false },
    data: (line?.points ?? []).map(drawn),
  }
}

function drawn({ at, count }: LinePoint): [number, number | null] {
  return [at, count === null ? null : Number(count)]
}

function lineSeries({ name, color, mark, points }: TrendLine, filled: boolean): LineSeriesOption {
  return {
    id: `line ${name}`,
    type: 'line',
    name,
    sampling: 'minmax',
    connectNulls: false,
    symbol: mark,
    symbolSize: filled ? 4 : 6,
    showSymbol: points.length <= mostMarks,
    lineStyle: { width: 1.5, color },
    itemStyle: { color },
    emphasis: { disabled: true },
    ...(filled ? { areaStyle: { color, opacity: 0.14 } } : {}),
    data: points.map(drawn),
  }
}

/** Among others a long line keeps a few marks, so that it is known without its colour. */
function fewMarksOf({ name, color, mark, points }: TrendLine): LineSeriesOption {
  const step = Math.max(1, points.length / fewMarks)
  const marked =
    points.length <= mostMarks
      ? []
      : Array.from({ length: fewMarks }, (_, index) => points[Math.floor(index * step)])
  return {
    id: `marks ${name}`,
    type: 'line',
    silent: true,
    symbol: mark,
    symbolSize: 7,
    showSymbol: true,
    showAllSymbol: true,
    lineStyle: { width: 0 },
    itemStyle: { color },
    tooltip: { show: false },
    data: marked.flatMap((point) =>
      point === undefined || point.count === null ? [] : [drawn(point)],
    ),
  }
}

/** In a part too narrow for it the words are left out. */
function unanalysedArea(
  { from, to }: Span,
  shown: Span,
  text: string,
  palette: ChartContext['palette'],
): NonNullable<LineSeriesOption['markArea']> {
  const seen = Math.min(to, shown.to) - Math.max(from, shown.from)
  const hasRoom = seen / (shown.to - shown.from) > roomForWords
  return {
    silent: true,
    itemStyle: { color: palette.muted, opacity: 0.12 },
    label: { position: 'insideTop', color: palette.text, fontSize: 11, overflow: 'truncate' },
    data: [[{ name: hasRoom ? text : '', xAxis: from }, { xAxis: to }]],
  }
}

/** The instant under the pointer, as the axis knows it. */
function instantOf(parameter: unknown): number | null {
  const { axisValue, value } = parameter as { axisValue?: unknown; value?: unknown }
  const at = Number(axisValue ?? (Array.isArray(value) ? value[0] : undefined))
  return Number.isFinite(at) ? at : null
}

/** Each line's point nearest to the instant; where they differ in time, each says its own. */
function tooltipAtInstant(lines: readonly TrendLine[], at: number, words: TrendWords): string {
  const found = lines.flatMap(({ name, points }) => {
    const point = nearestPoint(points, at)
    return point === null ? [] : [{ name, point }]
  })
  const times = new Set(found.map(({ point }) => point.at))
  const [only] = times
  const title = words.time(times.size === 1 && only !== undefined ? only : at)
  return tooltipHtml(
    title,
    found.map(({ name, point }) => ({
      label: times.size === 1 ? name : `${name} · ${words.time(point.at)}`,
      value: words.count(point.count),
    })),
  )
}
