import type { DatabaseId } from '../../shared/model/ids.ts'
import type { SessionShare } from '../../shared/model/session-share.ts'
import {
  databaseKey,
  fillGrid,
  groupSessions,
  type SessionAxes,
  type SessionGrouping,
} from './sessions.ts'
import { sumKnown } from './share.ts'

/** Where something is: in both periods, only in the one looked at, or only in the other. */
export type Presence = 'both' | 'new' | 'gone'

/** A count of one period beside that of the period it is compared with. */
export interface Change {
  presence: Presence
  /** 0 where the period has none of it; `null` where the service sent no count. */
  now: bigint | null
  before: bigint | null
  /** `null` when either count is unknown. */
  difference: bigint | null
}

/** Sessions of one database user on one database, in two periods. */
export interface SessionChange extends Change {
  databaseId: DatabaseId | null
  databaseIp: string | null
  databaseName: string | null
  databaseUser: string | null
}

function changeOf(now: bigint | null | undefined, before: bigint | null | undefined): Change {
  const presence = before === undefined ? 'new' : now === undefined ? 'gone' : 'both'
  const [after, earlier] = [now === undefined ? 0n : now, before === undefined ? 0n : before]
  const difference = after === null || earlier === null ? null : after - earlier
  return { presence, now: after, before: earlier, difference }
}

/** One user on one database. A name may be sent or not: empty and absent are not the same user. */
function pairKey(row: SessionShare): string {
  return JSON.stringify([databaseKey(row), row.databaseUser])
}

/** Counts by key; a key with any row whose count wasn't sent has an unknown count. */
function countsByPair(rows: readonly SessionShare[]): Map<string, bigint | null> {
  const counts = new Map<string, bigint | null>()
  for (const row of rows) {
    const key = pairKey(row)
    const known = counts.has(key) ? (counts.get(key) ?? null) : 0n
    counts.set(key, known === null || row.sessions === null ? null : known + row.sessions)
  }
  return counts
}

/** Every user on every database of either period, once each; those of the first period first. */
export function compareSessions(
  now: readonly SessionShare[],
  before: readonly SessionShare[],
): SessionChange[] {
  const [after, earlier] = [countsByPair(now), countsByPair(before)]
  const named = new Map<string, SessionShare>()
  for (const row of [...now, ...before]) {
    const key = pairKey(row)
    if (!named.has(key)) named.set(key, row)
  }
  return [...named].map(([key, { databaseId, databaseIp, databaseName, databaseUser }]) => ({
    ...{ databaseId, databaseIp, databaseName, databaseUser },
    ...changeOf(after.get(key), earlier.get(key)),
  }))
}

/** A database user or a database, in two periods: the sums of the counts that were sent. */
export interface GroupChange {
  key: string
  label: string | null
  presence: Presence
  now: bigint
  before: bigint
  difference: bigint
}

/** Every database user, or every database, of either period. */
export function compareGroups(
  now: readonly SessionShare[],
  before: readonly SessionShare[],
  by: SessionGrouping,
): GroupChange[] {
  const counts = (rows: readonly SessionShare[]): Map<string, bigint> =>
    new Map(groupSessions(rows, by).map(({ key, count }) => [key, count]))
  const [after, earlier] = [counts(now), counts(before)]
  return groupSessions([...now, ...before], by).map(({ key, label }) => {
    const [count, other] = [after.get(key), earlier.get(key)]
    const { presence } = changeOf(count, other)
    const sums = { now: count ?? 0n, before: other ?? 0n }
    return { key, label, presence, ...sums, difference: sums.now - sums.before }
  })
}

/** The first changes by themselves, and all the rest as one. */
export interface TopChanges {
  top: GroupChange[]
  /** `null` when nothing is left over. */
  other: { groups: number; now: bigint; before: bigint; difference: bigint } | null
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value)

/**
 * The `limit` first by their size in either period, or by how much they changed; the rest is added
 * up, so that nothing is lost from the sums. A rest of one is shown as itself.
 */
export function topChanges(
  changes: readonly GroupChange[],
  limit: number,
  by: 'size' | 'difference',
): TopChanges {
  const weight = ({ now, before, difference }: GroupChange): bigint =>
    by === 'difference' ? magnitude(difference) : now > before ? now : before
  const sorted = changes.toSorted((a, b) => {
    const [one, other] = [weight(a), weight(b)]
    if (one !== other) return one > other ? -1 : 1
    return (a.label ?? '').localeCompare(b.label ?? '')
  })
  if (sorted.length <= limit + 1) return { top: sorted, other: null }
  const rest = sorted.slice(limit)
  const [now, before] = [
    sumKnown(rest.map((change) => change.now)).sum,
    sumKnown(rest.map((change) => change.before)).sum,
  ]
  return {
    top: sorted.slice(0, limit),
    other: { groups: rest.length, now, before, difference: now - before },
  }
}

/** Two periods on the same axes; a difference is there where either period has a count. */
export function compareGrids(
  axes: SessionAxes,
  now: readonly SessionShare[],
  before: readonly SessionShare[],
): Record<'now' | 'before' | 'difference', (bigint | null)[][]> {
  const [after, earlier] = [fillGrid(axes, now), fillGrid(axes, before)]
  const difference = after.map((line, user) =>
    line.map((count, database) => {
      const other = earlier[user]?.[database] ?? null
      return count === null && other === null ? null : (count ?? 0n) - (other ?? 0n)
    }),
  )
  return { now: after, before: earlier, difference }
}
