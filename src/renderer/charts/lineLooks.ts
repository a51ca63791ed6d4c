import type { TrendSeries } from '../../shared/model/trend.ts'

/** The marks of lines, by which they are told apart without their colours. */
export const lineMarks = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'emptyCircle',
  'emptyRect',
  'emptyTriangle',
  'emptyDiamond',
] as const
export type LineMark = (typeof lineMarks)[number]

/** How a line is drawn in both themes. */
export interface LineLook {
  /** One of the colours of `lineColors`. */
  color: number
  mark: LineMark
}

/** As many lines as can be told apart. */
export const mostLines = lineMarks.length

/** Of each theme, in the same order; at least 3:1 on the surface of its charts. */
export const lineColors = {
  light: ['#2563a8', '#b4530a', '#0f7b7b', '#7a4bc2', '#c2417f', '#6b6f00', '#52617a', '#b42318'],
  dark: ['#5b9bd8', '#e5944b', '#38b2ac', '#a684e8', '#e879ae', '#c2b93f', '#9fb0c7', '#f08a80'],
} as const

const blue = 0
const orange = 1
const yellow = 5
const grey = 6
const red = 7

/** Risk goes from red to grey; what has no such order takes the colours in theirs. */
const colorOf: Partial<Record<TrendSeries, number>> = {
  riskyOperations: orange,
  injections: red,
  high: red,
  middle: orange,
  low: yellow,
  none: grey,
  failed: red,
  delete: red,
  other: grey,
  statements: blue,
}

/** How the series of one database are drawn, in their order. */
export function seriesLooks(series: readonly TrendSeries[]): LineLook[] {
  return series.map((name, index) => ({ color: colorOf[name] ?? index % 5, mark: markAt(index) }))
}

/** How one series of several databases is drawn, in their order. */
export function databaseLooks(count: number): LineLook[] {
  return Array.from({ length: count }, (_, index) => ({ color: index, mark: markAt(index) }))
}

export function colorAt(isDark: boolean, index: number): string {
  const colors = isDark ? lineColors.dark : lineColors.light
  return colors[index % colors.length] ?? colors[0]
}

function markAt(index: number): LineMark {
  return lineMarks[index % lineMarks.length] ?? 'circle'
}
