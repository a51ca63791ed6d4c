import type { Json } from '../json.ts'
import { hash } from '../random.ts'
import type { Series } from '../series.ts'
import { formatDbssTime, second, type Range } from '../time.ts'

/** How each trend is named: in the path, in the list of analyses, and its list of points (SDKs). */
export const trends = {
  'risk-operation': { analysis: 'OPERATION', list: 'operation_statistics' },
  'risk-level': { analysis: 'RISK', list: 'risk_statistics' },
  session: { analysis: 'SESSION', list: 'session_statistics' },
  'sql-type': { analysis: 'SQL', list: 'sql_statistics' },
  'sql-count': { analysis: 'COUNT', list: 'count_statistics' },
  'sql-injection': { analysis: 'INJECTION', list: 'injection_statistics' },
} as const
export type TrendName = keyof typeof trends
export const trendNames = Object.keys(trends) as TrendName[]

/** Where the counts of an instance, or of one of its databases, come from. */
export interface Counting {
  risks: Series
  work: Series
  /** The part of the instance's counts that is the database's, from 0 to 1. */
  weight: number
  /** In [0, 1): where fractions are rounded up. */
  phase: number
  /** Sessions in an hour of full work of the whole instance. */
  sessionsPerHour: number
}

// Like the seconds between the two points of seed-1's example, and finer ones for short ranges.
const steps = [61, 127, 311, 911, 1867, 3832].map((seconds) => seconds * second)
const statementsPerSession = 37

/**
 * The points of a trend: irregular in time, the same for every type.
 * @param asked the range of the question, which decides how fine the points are
 * @param known where there is data, no later than the analysis
 */
export function trendPoints(
  name: TrendName,
  seed: string,
  counting: Counting,
  asked: Range,
  known: Range,
): Json[] {
  const step = steps.findLast((length) => length <= (asked.to - asked.from) / 24) ?? 61 * second
  const start = Math.max(asked.from, known.from)
  const end = Math.min(asked.to, known.to)
  const at = (index: number) => {
    const jitter = hash(seed, step, index) / 2 ** 32
    return Math.floor(((index + jitter * 0.45) * step) / second) * second
  }
  const points: Json[] = []
  for (let index = Math.floor(start / step); at(index) <= end; index += 1) {
    if (at(index) < start) continue
    const since = { from: at(index - 1), to: at(index) }
    points.push({ period: formatDbssTime(at(index)), ...countsOf(name, counting, since) })
  }
  return points
}

/** High, middle and low risks are the risky operations; all levels are all statements. */
function countsOf(name: TrendName, counting: Counting, since: Range): Record<string, Json> {
  const { weight, phase, sessionsPerHour } = counting
  const of = (series: Series, share: number, at = phase) => series.count(since, weight * share, at)
  const risky = of(counting.risks, 1)
  const opened = of(counting.work, sessionsPerHour)
  const statements = Math.max(risky, of(counting.work, sessionsPerHour * statementsPerSession))
  switch (name) {
    case 'risk-operation':
      return { risk_operation_num: risky }
    case 'risk-level': {
      const high = Math.min(risky, of(counting.risks, 0.11))
      const middle = Math.min(risky - high, of(counting.risks, 0.34))
      return {
        high_risk_num: high,
        middle_risk_num: middle,
        low_risk_num: risky - high - middle,
        no_risk_num: statements - risky,
      }
    }
    case 'session':
      return {
        active_session_num: opened + Math.floor(opened / 3),
        fail_session_num: Math.min(opened, of(counting.risks, 0.06)),
        new_session_num: opened,
      }
    case 'sql-type': {
      const insert = Math.floor(statements * 0.14)
      const update = Math.floor(statements * 0.11)
      const deleted = Math.floor(statements * 0.02)
      const other = Math.floor(statements * 0.05)
      return {
        select_num: statements - insert - update - deleted - other,
        insert_num: insert,
        update_num: update,
        delete_num: deleted,
        other_num: other,
      }
    }
    case 'sql-count':
      return { sql_num: statements }
    case 'sql-injection':
      return { injection_num: of(counting.risks, 0.025) }
  }
}
