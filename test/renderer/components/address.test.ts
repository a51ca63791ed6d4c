import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { useKillLogRoute } from '../../../src/renderer/components/killLog/useKillLogRoute.ts'
import { useLocationState } from '../../../src/renderer/components/frame/useLocationState.ts'
import { useSessionsRoute } from '../../../src/renderer/components/sessions/useSessionsRoute.ts'
import { useRouteQuery } from '../../../src/renderer/composables/useRouteQuery.ts'
import { rangeFromText, rangeToText } from '../../../src/renderer/routeState.ts'
import { routes } from '../../../src/renderer/router.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useKillLogStore } from '../../../src/renderer/stores/killLog.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { useSessionsStore } from '../../../src/renderer/stores/sessions.ts'
import type { AuditInstanceId, DatabaseId } from '../../../src/shared/model/ids.ts'
import { account, answer, installDesk, ok } from '../support/desk.ts'
import { freshStores } from '../support/mount.ts'

const a = account(1)
const b = account(2)
const instances = { [a.id]: ['a-1', 'a-2'], [b.id]: ['b-1'] } as Record<string, string[]>

let desk: ReturnType<typeof installDesk>
let router: Router

beforeEach(async () => {
  desk = installDesk()
  freshStores()
  desk.accounts.list.mockResolvedValue(ok({ accounts: [a, b], selected: a.id }))
  desk.accounts.select.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(accountId === a.id ? a : b)),
  )
  desk.audit.instances.mockImplementation(({ accountId }) =>
    Promise.resolve(
      ok(
        answer(
          a.id === accountId ? a.id : b.id,
          (instances[accountId] ?? []).map((id) => ({
            id: id as AuditInstanceId,
            name: id,
            status: 'ACTIVE',
            version: null,
            timeZone: null,
          })),
        ),
      ),
    ),
  )
  await useAccountsStore().load()
  const blank = { template: '<p />' }
  router = createRouter({
    history: createMemoryHistory(),
    routes: routes.map((route) =>
      'component' in route ? { ...route, component: blank } : route,
    ) as typeof routes,
  })
})

/** @param setup of the view, which starts afresh for each account */
async function start(path: string, setup: () => void = () => undefined): Promise<void> {
  await router.push(path)
  const View = defineComponent(() => {
    setup()
    return () => null
  })
  const Frame = defineComponent(() => {
    useLocationState()
    return () => h(View, { key: useAccountsStore().selectedId ?? '' })
  })
  mount(Frame, { global: { plugins: [router] } })
  useScopeStore().needAuditInstances()
  await settled()
}

/** What changes goes to the address in a turn of its own, and back from it in another. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await flushPromises()
}

async function go(move: () => void): Promise<void> {
  move()
  await settled()
}

const address = () => decodeURIComponent(router.currentRoute.value.fullPath)
const scope = () => useScopeStore()

describe('the address of a screen', () => {
  it('names the account, the instance and the range it shows', async () => {
    await start('/risk')
    expect(address()).toBe(`/risk?account=${a.id}&audit=a-1&range=DAY`)
  })

  it('names only what the screen is about', async () => {
    await start('/settings')
    expect(address()).toBe('/settings')
    await go(() => void router.push('/'))
    expect(address()).toBe(`/?account=${a.id}`)
  })

  it('follows what the user changes, each a step that back undoes', async () => {
    await start('/risk')
    await go(() => scope().setRange({ kind: 'preset', preset: 'WEEK' }))
    await go(() => scope().chooseAuditInstance('a-2' as AuditInstanceId))
    expect(address()).toBe(`/risk?account=${a.id}&audit=a-2&range=WEEK`)
    await go(() => router.back())
    expect(scope().auditInstanceId).toBe('a-1')
    expect(scope().range).toEqual({ kind: 'preset', preset: 'WEEK' })
    await go(() => router.back())
    expect(scope().range).toEqual({ kind: 'preset', preset: 'DAY' })
    await go(() => router.forward())
    await go(() => router.forward())
    expect(scope().auditInstanceId).toBe('a-2')
  })

  it('makes no step of what the screen found out by itself', async () => {
    await start('/settings')
    await go(() => void router.push('/risk'))
    await go(() => router.back())
    expect(address()).toBe('/settings')
  })

  it('brings back the account, with the instance that was shown of it', async () => {
    await start('/risk')
    await go(() => scope().chooseAuditInstance('a-2' as AuditInstanceId))
    await go(() => void useAccountsStore().select(b.id))
    await go(() => scope().needAuditInstances())
    expect(address()).toBe(`/risk?account=${b.id}&audit=b-1&range=DAY`)
    await go(() => router.back())
    expect(useAccountsStore().selectedId).toBe(a.id)
    await go(() => scope().needAuditInstances())
    expect(scope().auditInstanceId).toBe('a-2')
    expect(address()).toBe(`/risk?account=${a.id}&audit=a-2&range=DAY`)
  })
})

describe('a link', () => {
  it('opens the screen as it was, under its own account', async () => {
    await start('/')
    const range = '2026-05-01T00:00:00Z/2026-05-02T00:00:00Z'
    await go(() => void router.push(`/risk?account=${b.id}&audit=b-1&range=${range}`))
    expect(useAccountsStore().selectedId).toBe(b.id)
    expect(scope().range).toEqual({
      kind: 'bounds',
      bounds: { from: '2026-05-01T00:00:00Z', to: '2026-05-02T00:00:00Z' },
    })
  })

  it('to an account that isn’t here changes no account', async () => {
    await start('/')
    await go(() => void router.push(`/risk?account=${account(9).id}&audit=x-1&range=WEEK`))
    expect(useAccountsStore().selectedId).toBe(a.id)
    expect(scope().auditInstanceId).toBe('a-1')
    expect(address()).toBe(`/risk?account=${a.id}&audit=a-1&range=DAY`)
  })

  it('to an instance that isn’t there shows one that is, and says so in the address', async () => {
    await start(`/risk?account=${a.id}&audit=gone`)
    expect(scope().auditInstanceId).toBe('a-1')
    expect(address()).toBe(`/risk?account=${a.id}&audit=a-1&range=DAY`)
    expect(desk.accounts.select).not.toHaveBeenCalled()
  })

  it('with a range that is none leaves the range', async () => {
    await start(`/risk?range=FOREVER`)
    expect(scope().range).toEqual({ kind: 'preset', preset: 'DAY' })
    expect(address()).toContain('range=DAY')
  })
})

describe('what a view adds to its address', () => {
  it('is applied before the view asks anything, and followed from then on', async () => {
    let databases = 'all'
    await start('/sessions?databases=orders', () => {
      useRouteQuery({
        name: 'databases',
        read: () => databases,
        apply: (text) => {
          databases = text
        },
      })
    })
    expect(databases).toBe('orders')
    await go(() => void router.push({ query: { databases: 'billing' } }))
    expect(databases).toBe('billing')
  })
})

describe('the address of the kill log', () => {
  const query = () => useKillLogStore().query
  const all = { filter: '', sort: { column: 'at', descending: true } }
  const hours = { timeZone: 'Europe/Berlin', of: [{ weekday: 0, hour: 3 }] } as never

  it('names what is looked for, each change a step that back undoes', async () => {
    await start('/kill-log', useKillLogRoute)
    expect(address()).toContain('&filter=&only=all&sort=-at')
    await go(() => useKillLogStore().filterNow('王芳&co'))
    await go(() => useKillLogStore().restrict({ operator: null, hours }))
    await go(() => useKillLogStore().sortBy('processId'))
    expect(address()).toContain('&filter=王芳&co&only={"operator":null,')
    expect(address()).toContain('&sort=processId')
    await go(() => router.back())
    expect(query().sort).toEqual(all.sort)
    await go(() => router.back())
    expect(query()).toEqual({ ...all, filter: '王芳&co' })
    await go(() => router.back())
    expect(query()).toEqual(all)
    for (let step = 0; step < 3; step++) await go(() => router.forward())
    expect(query()).toEqual({
      filter: '王芳&co',
      only: { operator: null, hours },
      sort: { column: 'processId', descending: false },
    })
  })

  it('is applied before the log is read', async () => {
    const only = encodeURIComponent('{"instanceName":"orders"}')
    await start(`/kill-log?filter=wang&only=${only}&sort=operator`, useKillLogRoute)
    expect(query()).toEqual({
      filter: 'wang',
      only: { instanceName: 'orders' },
      sort: { column: 'operator', descending: false },
    })
  })

  it.each([
    'only=nobody',
    'only=[1]',
    'only={"operator":7}',
    'only={"user":"x"}',
    'sort=name',
    'sort=--at',
    `filter=${'x'.repeat(201)}`,
  ])('that says %s is passed over', async (text) => {
    await start(`/kill-log?${text}`, useKillLogRoute)
    expect(query()).toEqual(all)
    expect(address()).toContain('&filter=&only=all&sort=-at')
  })

  it('says nothing of the account before under another', async () => {
    await start('/kill-log', useKillLogRoute)
    await go(() => useKillLogStore().filterNow('wang'))
    await go(() => void useAccountsStore().select(b.id))
    expect(query()).toEqual(all)
    expect(address()).toContain(b.id)
    expect(address()).toContain('&filter=&only=all&sort=-at')
    await go(() => router.back())
    expect(useAccountsStore().selectedId).toBe(a.id)
    expect(query().filter).toBe('wang')
  })
})

describe('what was chosen of an account', () => {
  it('is not carried over to another by the address, and comes back with the account', async () => {
    await start('/sessions', useSessionsRoute)
    await go(() => useSessionsStore().chooseDatabases(['a-orders' as DatabaseId]))
    expect(address()).toContain('&databases=a-orders')
    await go(() => void useAccountsStore().select(b.id))
    expect(useSessionsStore().databaseIds).toEqual([])
    expect(address()).toContain('&databases=all')
    await go(() => router.back())
    expect(useSessionsStore().databaseIds).toEqual(['a-orders'])
  })

  it('is not taken from a link to an account that isn’t here', async () => {
    await start('/sessions', useSessionsRoute)
    await go(() => void router.push(`/sessions?account=${account(9).id}&databases=x-orders`))
    expect(useSessionsStore().databaseIds).toEqual([])
    expect(address()).toContain('&databases=all')
  })
})

describe('a range in an address', () => {
  it.each(['DAY', 'MONTH', '2026-05-01T00:00:00.000Z/2026-05-02T00:00:00.000Z'])(
    '%s is read as it is written',
    (text) => {
      const range = rangeFromText(text)
      expect(range).not.toBeNull()
      expect(rangeToText(range!)).toBe(text)
    },
  )

  it.each(['', 'day', '2026-05-02T00:00:00Z/2026-05-01T00:00:00Z', 'x/y', '/'])(
    '%s is none',
    (text) => {
      expect(rangeFromText(text)).toBeNull()
    },
  )
})
