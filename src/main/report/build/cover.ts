import type { Bounds } from '../../../shared/model/time-range.ts'
import type { Session } from '../../archive/database.ts'
import { judge, type KeptWindow } from '../../archive/kill-log-coverage.ts'
import { select } from '../../archive/kill-log-query.ts'
import type { CoveredWindow } from './facts.ts'

export interface Cover {
  rows: number
  reasons: string[]
  windows: CoveredWindow[]
  /** The windows of the archive that touch the range, oldest first. */
  windowIds: bigint[]
}

/** What the archive has of one kill log, within the session's view of it. */
export async function coverOf(session: Session, instanceId: string, range: Bounds): Promise<Cover> {
  const { condition, parameters } = select(instanceId, range, '')
  const [counted] = await session.rows(
    `SELECT count(*) AS rows FROM kill_record r WHERE ${condition}`,
    parameters,
  )
  const rows = Number(counted?.['rows'])
  const found = await session.rows(
    `SELECT * FROM kill_window WHERE asked_instance_id = $instanceId
      AND from_time <= $to AND covered_to >= $from AND covered_to > from_time
    ORDER BY from_time, covered_to, id`,
    parameters,
  )
  const kept = found.map((row) => ({
    askedTo: instant(row['to_time']),
    window: keptWindow(row),
  }))
  const coverage = judge(
    range,
    kept.map(({ window }) => window),
    [],
    rows,
  )
  const windows = coverage.windows.map(({ window, collectedAt, ...rest }) => {
    const asked = kept.find(
      (one) =>
        instantOf(one.window.covered.from) === window.from &&
        instantOf(one.window.covered.to) === window.to &&
        one.window.collectedAt === collectedAt,
    )
    return {
      ...{ ...rest, collectedAt },
      from: window.from,
      to: asked?.askedTo ?? window.to,
      coveredTo: asked === undefined ? null : window.to,
    }
  })
  return {
    rows,
    reasons: coverage.outcome.kind === 'complete' ? [] : coverage.outcome.reasons,
    windows,
    windowIds: found.map((row) => row['id'] as bigint),
  }
}

function keptWindow(row: Readonly<Record<string, unknown>>): KeptWindow {
  return {
    id: Number(row['id']),
    covered: {
      from: Date.parse(instant(row['from_time'])),
      to: Date.parse(instant(row['covered_to'])),
    },
    expected: row['expected'] === null ? null : Number(row['expected']),
    obtained: Number(row['obtained']),
    missing: row['missing'] as string | null,
    collectedAt: instant(row['collected_at']),
  }
}

function instant(value: unknown): string {
  return (value as Date).toISOString()
}

function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
