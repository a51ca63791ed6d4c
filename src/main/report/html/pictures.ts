import { rowsOf, type Duck } from '../formats/duck.ts'
import { staged } from '../formats/staging.ts'
import type { Section } from '../section.ts'
import type { ReportText } from '../text/text.ts'
import { barChart, heatMap, timeChart, type NamedCount, type TimeLine } from './charts.ts'
import type { Markup } from './markup.ts'

/** So many bars or lines can be told apart. */
const mostBars = 15
const mostLines = 8
/** So many points of a line are drawn; of more, the lowest and highest of each stretch. */
const mostPoints = 2000

/**
 * The pictures of a section; none where there is nothing to draw.
 * @param names of instances, by their ids
 */
export async function picturesOf(
  duck: Duck,
  section: Section,
  text: ReportText,
  language: string,
  names: ReadonlyMap<string, string>,
): Promise<Markup[]> {
  if (section.rows === 0) return []
  const bars = async (title: string, name: string, count: string): Promise<Markup[]> => {
    const top = await topOf(duck, section, name, count, text)
    return top.length === 0 ? [] : [barChart(title, top, language)]
  }
  switch (section.key) {
    case 'summary_instance':
      return bars(text.charts.riskByInstance, 'instance_name', 'sum(total_risk)')
    case 'sessions':
      return bars(text.charts.sessionsByUser, 'database_user', 'sum(sessions)')
    case 'risk':
      return riskOverTime(duck, section, text, language, names)
    case 'kill_log':
      return [
        ...(await killsByHour(duck, section, text)),
        ...(await bars(text.charts.killsByOperator, 'execute_user_name', 'count(*)')),
      ]
    default:
      return []
  }
}

/** The largest by name, and all others as one. */
async function topOf(
  duck: Duck,
  section: Section,
  name: string,
  count: string,
  text: ReportText,
): Promise<NamedCount[]> {
  const rows = await rowsOf(
    duck,
    `SELECT ${name} AS name, (${count})::DOUBLE AS count FROM ${staged(section)}
    GROUP BY ALL HAVING (${count}) IS NOT NULL ORDER BY count DESC, name`,
  )
  const all = rows.map((row) => ({
    name: (row['name'] as string | null) ?? text.unknown,
    count: row['count'] as number,
  }))
  if (all.length <= mostBars) return all
  const others = all.slice(mostBars - 1).reduce((sum, { count: one }) => sum + one, 0)
  return [...all.slice(0, mostBars - 1), { name: text.other, count: others }]
}

async function riskOverTime(
  duck: Duck,
  section: Section,
  text: ReportText,
  language: string,
  names: ReadonlyMap<string, string>,
): Promise<Markup[]> {
  const rows = await rowsOf(
    duck,
    `SELECT account_name, audit_instance_id, epoch_ms(period)::DOUBLE AS moment,
      risky_operations::DOUBLE AS count
    FROM ${staged(section)} WHERE period IS NOT NULL AND risky_operations IS NOT NULL
    ORDER BY account_name, audit_instance_id, moment`,
  )
  const lines = new Map<string, TimeLine & { points: [number, number][] }>()
  for (const row of rows) {
    const [account, id] = [String(row['account_name']), String(row['audit_instance_id'])]
    const key = JSON.stringify([account, id])
    const line = lines.get(key) ?? { name: `${account} · ${names.get(id) ?? id}`, points: [] }
    line.points.push([row['moment'] as number, row['count'] as number])
    lines.set(key, line)
  }
  const drawn = apart([...lines.values()], text.other).map(({ name, points }) => ({
    name,
    points: extremes(points),
  }))
  return drawn.length === 0 ? [] : [timeChart(text.charts.riskOverTime, drawn, language)]
}

/** As many lines as can be told apart: the highest sums, and all others as one. */
function apart(
  lines: readonly (TimeLine & { points: [number, number][] })[],
  other: string,
): { name: string; points: [number, number][] }[] {
  if (lines.length <= mostLines) return [...lines]
  const sumOf = ({ points }: TimeLine): number => points.reduce((sum, [, count]) => sum + count, 0)
  const bySum = lines.toSorted((a, b) => sumOf(b) - sumOf(a))
  const rest = new Map<number, number>()
  for (const { points } of bySum.slice(mostLines - 1)) {
    for (const [moment, count] of points) rest.set(moment, (rest.get(moment) ?? 0) + count)
  }
  const points = [...rest].sort(([a], [b]) => a - b)
  return [...bySum.slice(0, mostLines - 1), { name: other, points }]
}

/** Thins a line out without losing a spike: of each stretch its lowest and its highest point. */
export function extremes(points: readonly [number, number][]): [number, number][] {
  if (points.length <= mostPoints) return [...points]
  const stretch = Math.ceil(points.length / (mostPoints / 2))
  const kept: [number, number][] = []
  for (let start = 0; start < points.length; start += stretch) {
    const part = points.slice(start, start + stretch)
    const lowest = part.reduce((a, b) => (b[1] < a[1] ? b : a))
    const highest = part.reduce((a, b) => (b[1] > a[1] ? b : a))
    kept.push(...[...new Set([lowest, highest])].sort(([a], [b]) => a - b))
  }
  return kept
}

async function killsByHour(duck: Duck, section: Section, text: ReportText): Promise<Markup[]> {
  const rows = await rowsOf(
    duck,
    `SELECT (isodow(execute_time_utc) - 1)::INTEGER AS weekday,
      hour(execute_time_utc)::INTEGER AS hour, count(*)::DOUBLE AS count
    FROM ${staged(section)} WHERE execute_time_utc IS NOT NULL GROUP BY ALL ORDER BY ALL`,
  )
  if (rows.length === 0) return []
  const cells = rows.map((row) => ({
    weekday: row['weekday'] as number,
    hour: row['hour'] as number,
    count: row['count'] as number,
  }))
  const { weekdays } = text
  const { fewer, more, killsByHour: title } = text.charts
  return [heatMap(title, cells, { weekdays, fewer, more })]
}
