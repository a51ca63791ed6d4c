import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DatabaseId } from '../../../src/shared/model/ids.ts'
import type { SessionShare } from '../../../src/shared/model/session-share.ts'
import {
  compareGrids,
  compareGroups,
  compareSessions,
  topChanges,
} from '../../../src/renderer/figures/sessionChanges.ts'
import { sessionAxes } from '../../../src/renderer/figures/sessions.ts'
import { changeUnits, formatChange } from '../../../src/renderer/figures/share.ts'

function row(
  databaseId: string | null,
  databaseUser: string | null,
  sessions: bigint | null,
): SessionShare {
  const databaseIp = databaseId === null ? null : `10.0.0.${databaseId.length.toString()}`
  return {
    databaseId: databaseId as DatabaseId | null,
    databaseIp,
    databaseName: databaseId,
    databaseUser,
    sessions,
  }
}

const shares = fc.array(
  fc
    .tuple(
      fc.constantFrom('a', 'b', 'c', null),
      fc.constantFrom('u', 'v', 'w', '', null),
      fc.option(fc.bigInt(0n, 2n ** 62n)),
    )
    .map(([database, user, sessions]) => row(database, user, sessions)),
)

const sum = (counts: Iterable<bigint | null>): bigint => {
  let total = 0n
  for (const count of counts) total += count ?? 0n
  return total
}

describe('two periods row by row', () => {
  it('say by how much each has changed', () => {
    const [change] = compareSessions([row('a', 'u', 7n)], [row('a', 'u', 10n)])
    expect(change).toMatchObject({ presence: 'both', now: 7n, before: 10n, difference: -3n })
  })

  it('tell what is new and what is gone from what only went to zero', () => {
    const changes = compareSessions(
      [row('a', 'new', 3n), row('a', 'zero', 0n)],
      [row('a', 'gone', 4n), row('a', 'zero', 5n)],
    )
    expect(
      changes.map(({ databaseUser, presence, difference }) => [databaseUser, presence, difference]),
    ).toEqual([
      ['new', 'new', 3n],
      ['zero', 'both', -5n],
      ['gone', 'gone', -4n],
    ])
  })

  it('know no difference where the service sent no count', () => {
    const [one, other] = compareSessions(
      [row('a', 'u', null), row('b', 'u', 2n)],
      [row('a', 'u', 5n), row('b', 'u', null)],
    )
    expect(one).toMatchObject({ now: null, before: 5n, difference: null })
    expect(other).toMatchObject({ now: 2n, before: null, difference: null })
  })

  it('add rows of the same user and database up, and don’t mix an empty name with none', () => {
    const changes = compareSessions(
      [row('a', 'u', 1n), row('a', 'u', 2n), row('a', '', 4n), row('a', null, 8n)],
      [],
    )
    expect(changes.map(({ databaseUser, now }) => [databaseUser, now])).toEqual([
      ['u', 3n],
      ['', 4n],
      [null, 8n],
    ])
  })

  it('are the same period to each other: nothing new, gone or different', () => {
    fc.assert(
      fc.property(shares, (rows) => {
        for (const { presence, difference } of compareSessions(rows, rows)) {
          expect(presence).toBe('both')
          expect(difference ?? 0n).toBe(0n)
        }
      }),
    )
  })
})

describe('two periods by user', () => {
  it('lose nothing to "other", however few are shown', () => {
    fc.assert(
      fc.property(
        shares,
        shares,
        fc.nat(5),
        fc.constantFrom('size' as const, 'difference' as const),
        (now, before, limit, order) => {
          const { top, other } = topChanges(compareGroups(now, before, 'user'), limit, order)
          const shown = other === null ? top : [...top, other]
          expect(sum(shown.map((change) => change.now))).toBe(sum(now.map((r) => r.sessions)))
          expect(sum(shown.map((change) => change.before))).toBe(sum(before.map((r) => r.sessions)))
          for (const change of shown) expect(change.difference).toBe(change.now - change.before)
        },
      ),
    )
  })

  it('come largest in either period first, or those that changed most, up or down', () => {
    const changes = compareGroups(
      [row('a', 'big', 100n), row('a', 'fell', 1n), row('a', 'rose', 20n)],
      [row('a', 'big', 100n), row('a', 'fell', 90n), row('a', 'rose', 2n)],
      'user',
    )
    const names = (order: 'size' | 'difference') =>
      topChanges(changes, 3, order).top.map(({ label }) => label)
    expect(names('size')).toEqual(['big', 'fell', 'rose'])
    expect(names('difference')).toEqual(['fell', 'rose', 'big'])
  })
})

describe('two periods as users against databases', () => {
  it('have every session of both in exactly one cell, and differ by exactly that', () => {
    fc.assert(
      fc.property(shares, shares, fc.nat(3), (now, before, limit) => {
        const axes = sessionAxes([...now, ...before], limit, limit)
        const grids = compareGrids(axes, now, before)
        expect(sum(grids.now.flat())).toBe(sum(now.map((r) => r.sessions)))
        expect(sum(grids.difference.flat())).toBe(
          sum(now.map((r) => r.sessions)) - sum(before.map((r) => r.sessions)),
        )
      }),
    )
  })

  it('leave a cell empty only where neither period has a count', () => {
    const now = [row('a', 'u', 5n)]
    const before = [row('b', 'v', 3n)]
    const axes = sessionAxes([...now, ...before], 8, 8)
    expect(compareGrids(axes, now, before).difference).toEqual([
      [5n, null],
      [null, -3n],
    ])
  })
})

describe('a change in percent', () => {
  it('is signed and exact', () => {
    expect(formatChange(15n, 10n, 'en')).toBe('+50.0%')
    expect(formatChange(7n, 10n, 'en')).toBe('-30.0%')
    expect(formatChange(10n, 10n, 'en')).toBe('0.0%')
    expect(changeUnits(2n ** 63n, 2n ** 63n - 1n, 1)).toBe(0n)
  })

  it('of nothing there is none', () => {
    expect(formatChange(5n, 0n, 'en')).toBe('—')
    expect(formatChange(0n, 0n, 'en')).toBe('—')
    expect(formatChange(null, 5n, 'en')).toBe('—')
    expect(formatChange(5n, null, 'en')).toBe('—')
  })

  it('never reads as none when there is one', () => {
    expect(formatChange(1_000_001n, 1_000_000n, 'en')).toBe('+<0.1%')
    expect(formatChange(999_999n, 1_000_000n, 'en')).toBe('-<0.1%')
  })
})
