import { describe, expect, it } from 'vitest'
import {
  BackgroundRefresh,
  refreshInterval,
  type RefreshOutcome,
} from '../../../src/main/collect/background-refresh.ts'
import type { Notice } from '../../../src/shared/contract/app.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import { Account } from '../../../src/shared/model/account.ts'

const account = (name: string, refreshKillLog: boolean): Account =>
  Account.parse({
    id: crypto.randomUUID(),
    name,
    color: 'blue',
    region: 'cn-north-4',
    endpoints: {},
    signIn: { method: 'password', domainName: 'd', userName: 'u' },
    projectId: '0123456789abcdef0123456789abcdef',
    projectName: 'p',
    dbssTimeZone: 'UTC',
    refreshKillLog,
    demo: false,
  })

/** A refresh of which time, the state of the archive and the outcome are given. */
function watch(accounts: Account[], outcome: () => RefreshOutcome) {
  const seen = { refreshed: [] as string[], notices: [] as Notice[] }
  const state = { now: 0, last: new Map<string, number>() }
  const refresh = new BackgroundRefresh({
    accounts: () => accounts,
    lastRefreshed: ({ id }) => Promise.resolve(state.last.get(id) ?? null),
    refresh: ({ id, name }) => {
      seen.refreshed.push(name)
      const done = outcome()
      if (done.failures.length === 0) state.last.set(id, state.now)
      return Promise.resolve(done)
    },
    tell: (notice) => seen.notices.push(notice),
    now: () => state.now,
  })
  return { refresh, seen, state }
}

const well = (): RefreshOutcome => ({ instances: 2, fresh: 1234, failures: [] })

describe('collecting in the background', () => {
  it('asks for no account whose user does not want it', async () => {
    const { refresh, seen } = watch([account('wanted', true), account('left alone', false)], well)
    await refresh.look()
    expect(seen.refreshed).toEqual(['wanted'])
  })

  it('collects an account again once the interval is over, not before', async () => {
    const { refresh, seen, state } = watch([account('a', true)], well)
    await refresh.look()
    state.now = refreshInterval - 1
    await refresh.look()
    expect(seen.refreshed).toHaveLength(1)
    state.now = refreshInterval
    await refresh.look()
    expect(seen.refreshed).toHaveLength(2)
  })

  it('tells what was fetched', async () => {
    const { refresh, seen } = watch([account('Main', true)], well)
    await refresh.look()
    expect(seen.notices).toEqual([
      {
        kind: 'info',
        text: 'The kill log of “Main” was collected in the background: 1,234 new records of 2 DDM instances.',
      },
    ])
  })

  it('tries again after a failure, tells it once, and tells another one', async () => {
    let reason = 'orders-1: the network is gone.'
    const { refresh, seen } = watch([account('Main', true)], () => ({
      instances: 0,
      fresh: 0,
      failures: [reason],
    }))
    await refresh.look()
    await refresh.look()
    expect(seen.refreshed).toHaveLength(2)
    expect(seen.notices).toHaveLength(1)
    reason = 'orders-1: the password is wrong.'
    await refresh.look()
    expect(seen.notices.map(({ kind }) => kind)).toEqual(['warning', 'warning'])
    expect(seen.notices[1]?.text).toContain('the password is wrong')
  })

  it('goes on with the next account when one can’t be refreshed at all', async () => {
    let calls = 0
    const { refresh, seen } = watch([account('a', true), account('b', true)], () => {
      if (calls++ > 0) return well()
      throw new AuditDeskError({ code: 'no-secret', message: 'No password.', retryable: false })
    })
    await refresh.look()
    expect(seen.notices.map(({ kind }) => kind)).toEqual(['warning', 'info'])
    expect(seen.notices[0]?.text).toContain('No password.')
  })

  it('never runs twice at the same time', async () => {
    const { refresh, seen } = watch([account('a', true)], well)
    await Promise.all([refresh.look(), refresh.look()])
    expect(seen.refreshed).toHaveLength(1)
  })
})
