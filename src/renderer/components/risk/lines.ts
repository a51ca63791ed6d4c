import {
  countOf,
  trendSeries,
  type TrendPoint,
  type TrendSeries,
} from '../../../shared/model/trend.ts'
import { databaseLooks, seriesLooks, type LineLook } from '../../charts/lineLooks.ts'
import type { LinePoint } from '../../charts/trend.ts'
import type { Translate } from '../../i18n/index.ts'
import type { ShownTrend } from './useShownTrends.ts'

/** One line of the picture: a series of one trend, or one series of several. */
export interface ShownLine {
  key: string
  name: string
  look: LineLook
  points: LinePoint[]
}

/** A row of the table: a point of one of the trends. */
export interface TrendRow {
  shown: ShownTrend
  point: TrendPoint
}

/**
 * The lines of the picture: every series of one database, or the compared series of several.
 * @param compared the series to compare databases by
 */
export function linesOf(
  shown: readonly ShownTrend[],
  compared: TrendSeries,
  t: Translate,
): ShownLine[] {
  const [only, ...others] = shown
  if (only === undefined) return []
  if (others.length > 0) {
    const looks = databaseLooks(shown.length)
    return shown.flatMap((one, index) => {
      const look = looks[index]
      const key = one.trend.databaseId ?? ''
      return look === undefined
        ? []
        : [{ key, name: one.name, look, points: pointsOf(one, compared) }]
    })
  }
  const series: readonly TrendSeries[] = trendSeries[only.trend.type]
  const looks = seriesLooks(series)
  return series.flatMap((name, index) => {
    const look = looks[index]
    return look === undefined
      ? []
      : [{ key: name, name: t(`risk.series.${name}`), look, points: pointsOf(only, name) }]
  })
}

function pointsOf({ figures }: ShownTrend, series: TrendSeries): LinePoint[] {
  return figures.dated.map(({ point, at }) => ({ at, count: countOf(point, series) }))
}
