import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import {
  AriaComponent,
  GridComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components'
import { init, use, type EChartsCoreOption } from 'echarts/core'
import { LegacyGridContainLabel } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'
import { html, Markup, visible } from './markup.ts'

use([
  AriaComponent,
  BarChart,
  GridComponent,
  HeatmapChart,
  LegacyGridContainLabel,
  LineChart,
  SVGRenderer,
  TitleComponent,
  VisualMapComponent,
])

const width = 1040
const ink = '#16191f'
const muted = '#5b6472'
const line = '#d9dde3'
const accent = '#1f5fbf'
// Without quotes: the renderer puts it into an attribute as it is.
const font = 'system-ui, Segoe UI, Roboto, Noto Sans, PingFang SC, Microsoft YaHei, sans-serif'

/** A number of a chart with a name. */
export interface NamedCount {
  name: string
  count: number
}

/** Bars from left to right, the largest on top. */
export function barChart(title: string, bars: readonly NamedCount[], language: string): Markup {
  const numbers = new Intl.NumberFormat(language)
  return draw(60 + bars.length * 24, {
    ...titled(title),
    grid: { left: roomFor(bars), right: 110, top: 40, bottom: 8 },
    xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { lineStyle: { color: line } } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => visible(name)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: ink, width: widestName, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        data: bars.map(({ count }) => count),
        barMaxWidth: 16,
        itemStyle: { color: accent },
        label: {
          show: true,
          position: 'right',
          color: ink,
          formatter: ({ value }: { value: number }) => numbers.format(value),
        },
      },
    ],
  })
}

const widestName = 260

/**
 * Room for the names beside the bars, in pixels. Whoever draws can't measure text here, and guesses
 * less than wide fonts take.
 */
function roomFor(bars: readonly NamedCount[]): number {
  const widths = bars.map(({ name }) =>
    Array.from(visible(name)).reduce((sum, char) => sum + (char > '\u2e7f' ? 13 : 8), 0),
  )
  return 16 + Math.min(widestName, Math.max(...widths))
}

/** One line of a chart over time. */
export interface TimeLine {
  name: string
  /** Milliseconds since the epoch and a count, oldest first. */
  points: readonly (readonly [number, number])[]
}

/** Counts over time in UTC; every point is drawn where it lies. */
export function timeChart(title: string, lines: readonly TimeLine[], language: string): Markup {
  const numbers = new Intl.NumberFormat(language)
  const several = lines.length > 1
  const chart = draw(300, {
    ...titled(title),
    color: [...hues],
    useUTC: true,
    grid: { left: 8, right: 24, top: 44, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, formatter: (time: number) => dayAndTime(time, lines) },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, formatter: (value: number) => numbers.format(value) },
    },
    series: lines.map(({ name, points }) => ({
      type: 'line',
      name: visible(name),
      data: points.map((point) => [...point]),
      showSymbol: points.length < 60,
      symbolSize: 4,
      lineStyle: { width: 1.5 },
    })),
  })
  return several ? html`${chart}${legendOf(lines)}` : chart
}

const hues = [accent, '#c2410c', '#15803d', '#7c3aed', '#4b5563', '#0e7490', '#be185d', '#4d7c0f']

/** Beside the picture, where the reader's own program lays the names out. */
function legendOf(lines: readonly TimeLine[]): Markup {
  return html`<ul class="legend">
    ${lines.map(
      ({ name }, index) =>
        html`<li><i style="background: ${hues[index % hues.length] ?? ink}"></i>${name}</li>`,
    )}
  </ul>`
}

/** Counts by weekday (0 = Monday) and hour. */
export function heatMap(
  title: string,
  cells: readonly { weekday: number; hour: number; count: number }[],
  words: { weekdays: readonly string[]; fewer: string; more: string },
): Markup {
  const most = Math.max(1, ...cells.map(({ count }) => count))
  return draw(280, {
    ...titled(title),
    grid: { left: 8, right: 90, top: 44, bottom: 8, containLabel: true },
    xAxis: {
      type: 'category',
      data: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: muted },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [...words.weekdays],
      axisTick: { show: false },
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: ink },
    },
    visualMap: {
      min: 0,
      max: most,
      orient: 'vertical',
      right: 0,
      top: 'middle',
      itemHeight: 150,
      itemWidth: 12,
      text: [words.more, words.fewer],
      textStyle: { color: muted },
      inRange: { color: ['#edf3fb', '#8db4e8', '#1f5fbf', '#0b2f6b'] },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map(({ weekday, hour, count }) => ({
          value: [hour, weekday, count],
          label: { color: count > most * 0.4 ? '#fff' : ink },
        })),
        label: { show: most < 10_000, fontSize: 10 },
        itemStyle: { borderColor: '#fff', borderWidth: 1 },
      },
    ],
  })
}

function titled(title: string): EChartsCoreOption {
  return {
    title: {
      text: title,
      left: 0,
      textStyle: { fontSize: 14, fontWeight: 600, color: ink, fontFamily: font },
    },
    textStyle: { fontFamily: font, fontSize: 12 },
    animation: false,
    aria: { enabled: true, label: { description: title } },
  }
}

function dayAndTime(time: number, lines: readonly TimeLine[]): string {
  const times = lines.flatMap(({ points }) => points.map(([at]) => at))
  const span = Math.max(...times) - Math.min(...times)
  const iso = new Date(time).toISOString()
  return span > 3 * 24 * 3_600_000 ? iso.slice(5, 10) : `${iso.slice(5, 10)} ${iso.slice(11, 16)}`
}

/** The option drawn as an SVG element that needs no script; its text is escaped by the renderer. */
function draw(height: number, option: EChartsCoreOption): Markup {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(option)
    return new Markup(`<div class="chart">${chart.renderToSVGString()}</div>`)
  } finally {
    chart.dispose()
  }
}
