import type { SessionShare } from '../../shared/model/session-share.ts'
import { groupBy, topGroups, type Group } from './groups.ts'

export type SessionGrouping = 'user' | 'database'

/** One database user, on however many databases the name exists. */
function userKey(row: SessionShare): string {
  return row.databaseUser ?? ''
}

/** One database: by its id, or, where the service gave none, by address and name. */
export function databaseKey(row: SessionShare): string {
  return row.databaseId ?? `${row.databaseIp ?? ''}\n${row.databaseName ?? ''}`
}

/**
 * Sessions per database user or per database, largest first. Databases that share a name are kept
 * apart and told apart by their address.
 */
export function groupSessions(rows: readonly SessionShare[], by: SessionGrouping): Group[] {
  if (by === 'user') {
    return groupBy(
      rows,
      userKey,
      (row) => row.databaseUser,
      (row) => row.sessions,
    )
  }
  const keysOfName = new Map<string | null, Set<string>>()
  for (const row of rows) {
    const keys = keysOfName.get(row.databaseName) ?? new Set()
    keysOfName.set(row.databaseName, keys.add(databaseKey(row)))
  }
  return groupBy(
    rows,
    databaseKey,
    (row) => {
      const name = row.databaseName ?? row.databaseId ?? row.databaseIp
      const shared = (keysOfName.get(row.databaseName)?.size ?? 0) > 1
      return shared && row.databaseIp !== null && name !== row.databaseIp
        ? `${name ?? ''} (${row.databaseIp})`
        : name
    },
    (row) => row.sessions,
  )
}

/** Names of the lines and columns of a grid; the rest of each is gathered in a last one. */
export interface SessionAxes {
  users: { label: string | null; other: number }[]
  databases: { label: string | null; other: number }[]
  /** In which line and column a row's sessions are. */
  place: (row: SessionShare) => { user: number; database: number }
}

/**
 * The largest users against the largest databases. Every row has a place: what is beyond the limits
 * is in the line and column whose `other` says how many they stand for.
 */
export function sessionAxes(
  rows: readonly SessionShare[],
  maximumUsers: number,
  maximumDatabases: number,
): SessionAxes {
  const users = topGroups(groupSessions(rows, 'user'), maximumUsers)
  const databases = topGroups(groupSessions(rows, 'database'), maximumDatabases)
  const userAt = new Map(users.top.map((group, index) => [group.key, index]))
  const databaseAt = new Map(databases.top.map((group, index) => [group.key, index]))
  const labels = ({ top, other }: typeof users): SessionAxes['users'] => [
    ...top.map(({ label }) => ({ label, other: 0 })),
    ...(other === null ? [] : [{ label: null, other: other.groups }]),
  ]
  return {
    users: labels(users),
    databases: labels(databases),
    place: (row) => ({
      user: userAt.get(userKey(row)) ?? users.top.length,
      database: databaseAt.get(databaseKey(row)) ?? databases.top.length,
    }),
  }
}

/**
 * Every session of the rows, each in exactly one cell.
 * @returns `counts[user][database]`; `null` where the pair has no row with a count
 */
export function fillGrid(
  { users, databases, place }: SessionAxes,
  rows: readonly SessionShare[],
): (bigint | null)[][] {
  const counts = users.map(() => databases.map((): bigint | null => null))
  for (const row of rows) {
    if (row.sessions === null) continue
    const { user, database } = place(row)
    const line = counts[user]
    if (line !== undefined) line[database] = (line[database] ?? 0n) + row.sessions
  }
  return counts
}
