import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DatabaseId } from '../../../src/shared/model/ids.ts'
import type { SessionShare } from '../../../src/shared/model/session-share.ts'
import { topGroups } from '../../../src/renderer/figures/groups.ts'
import { fillGrid, groupSessions, sessionAxes } from '../../../src/renderer/figures/sessions.ts'

function row(
  databaseId: string | null,
  databaseUser: string | null,
  sessions: bigint | null,
  databaseName: string | null = databaseId,
): SessionShare {
  return {
    databaseId: databaseId as DatabaseId | null,
    databaseIp: databaseId === null ? null : `10.0.0.${String(databaseId.length)}`,
    databaseName,
    databaseUser,
    sessions,
  }
}

describe('sessions by database user', () => {
  it('adds up a user over databases, largest first', () => {
    const groups = groupSessions(
      [row('a', 'root', 33n), row('b', 'app', 40n), row('b', 'root', 9n)],
      'user',
    )
    expect(groups.map(({ label, count }) => [label, count])).toEqual([
      ['root', 42n],
      ['app', 40n],
    ])
  })

  it('keeps a user without a name apart from all others', () => {
    const groups = groupSessions([row('a', null, 2n), row('a', 'root', 1n)], 'user')
    expect(groups.map(({ label }) => label)).toEqual([null, 'root'])
  })
})

describe('sessions by database', () => {
  it('keeps databases of the same name apart and tells them apart by address', () => {
    const groups = groupSessions(
      [row('a', 'root', 1n, 'orders'), row('bb', 'root', 2n, 'orders'), row('c', 'root', 3n)],
      'database',
    )
    expect(groups.map(({ label }) => label)).toEqual([
      'c',
      'orders (10.0.0.2)',
      'orders (10.0.0.1)',
    ])
  })
})

describe('the top of the groups', () => {
  const groups = groupSessions(
    Array.from({ length: 6 }, (_, index) => row('a', `user ${String(index)}`, BigInt(index + 1))),
    'user',
  )

  it('gathers the rest, and says how many it stands for', () => {
    const { top, other } = topGroups(groups, 4)
    expect(top.map(({ count }) => count)).toEqual([6n, 5n, 4n, 3n])
    expect(other).toEqual({ groups: 2, count: 3n })
  })

  it('shows a rest of one as itself', () => {
    expect(topGroups(groups, 5)).toEqual({ top: groups, other: null })
  })
})

describe('database users against databases', () => {
  const shares = fc.array(
    fc
      .tuple(
        fc.constantFrom('a', 'b', 'c', 'd', 'e', null),
        fc.constantFrom('u', 'v', 'w', 'x', 'y', null),
        fc.option(fc.bigInt(0n, 2n ** 60n)),
      )
      .map(([database, user, sessions]) => row(database, user, sessions)),
  )

  it('has every session in exactly one cell, whatever is gathered', () => {
    fc.assert(
      fc.property(shares, fc.nat(4), fc.nat(4), (rows, users, databases) => {
        const axes = sessionAxes(rows, users, databases)
        const counts = fillGrid(axes, rows)
        const all = rows.reduce((sum, { sessions }) => sum + (sessions ?? 0n), 0n)
        const shown = counts.flat().reduce((sum: bigint, count) => sum + (count ?? 0n), 0n)
        expect(shown).toBe(all)
        expect(counts).toHaveLength(axes.users.length)
      }),
    )
  })

  it('leaves a cell empty where a user holds nothing on a database', () => {
    const rows = [row('a', 'u', 5n), row('b', 'v', 3n)]
    expect(fillGrid(sessionAxes(rows, 8, 8), rows)).toEqual([
      [5n, null],
      [null, 3n],
    ])
  })
})
