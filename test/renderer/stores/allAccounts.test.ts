import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import type { ProjectFigures } from '../../../src/shared/contract/all-accounts.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import type { Answer } from '../../../src/shared/model/answer.ts'
import type { AccountId } from '../../../src/shared/model/ids.ts'
import { rowStatus, figuresOf, totalOf } from '../../../src/renderer/figures/allAccounts.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { archiveAfter, useAllAccountsStore } from '../../../src/renderer/stores/allAccounts.ts'
import { deferred } from '../../support/deferred.ts'
import { account, answer, failed, ok } from '../support/desk.ts'
import { FakeDesk } from '../support/two-accounts.ts'

const a = account(1, { name: 'A' })
const b = account(2, { name: 'B', projectId: 'other' as Account['projectId'] })
const c = account(3, { name: 'C', projectId: 'third' as Account['projectId'] })

let desk: FakeDesk
let ticked: AccountId[]

function figures(totalSql: bigint | null, totalRisk: bigint | null = 1n): ProjectFigures {
  const counts = { todaySql: 1n, todayRisk: 1n, todaySession: 1n, auditDuration: 1n }
  return { counts: { totalSql, totalRisk, ...counts, updatedAt: null }, instances: 2 }
}

function of(id: AccountId, totalSql: bigint, changes: Partial<Answer<ProjectFigures>> = {}) {
  return answer(id, figures(totalSql), changes)
}

type From = 'service' | 'archive'
interface Asked {
  accountId: AccountId
  from: From
  answer: (value: Answer<ProjectFigures>) => Promise<void>
  fail: (report: Parameters<typeof failed>[0]) => Promise<void>
}

/** Leaves every question open until the test answers it. */
function hold(): Asked[] {
  const asked: Asked[] = []
  const summary = vi.mocked(window.auditDesk.allAccounts.summary)
  summary.mockImplementation((input) => {
    const { accountId, from } = input as Pick<Asked, 'accountId' | 'from'>
    const envelope = deferred<Awaited<ReturnType<typeof window.auditDesk.allAccounts.summary>>>()
    asked.push({
      accountId,
      from,
      answer: async (value) => {
        envelope.resolve(ok(value))
        await flushPromises()
      },
      fail: async (report) => {
        envelope.resolve(failed(report))
        await flushPromises()
      },
    })
    return envelope.promise
  })
  return asked
}

function waiting(asked: Asked[], { id }: Account, from: From = 'service'): Asked {
  const found = asked.findLast((one) => one.accountId === id && one.from === from)
  if (found === undefined) throw new Error(`Nothing was asked for ${id}`)
  return found
}

function statuses(): string[] {
  return useAllAccountsStore().rows.map(rowStatus)
}

function shown(): (bigint | null)[] {
  return useAllAccountsStore().rows.map((row) => figuresOf(row)?.data.counts.totalSql ?? null)
}

beforeEach(async () => {
  // What one test leaves open may not ask in the next.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  desk = new FakeDesk()
  setActivePinia(createPinia())
  vi.stubGlobal('auditDesk', {
    ...window.auditDesk,
    allAccounts: { ...window.auditDesk.allAccounts, summary: vi.fn() },
  })
  ticked = [a.id, b.id]
  desk.answer('accounts.list', { accounts: [a, b, c], selected: a.id })
  desk.answer('accounts.select', a)
  desk.answer('allAccounts.ticked', () => ticked)
  desk.answer('allAccounts.tick', (input) => input['accountIds'] as AccountId[])
  desk.answer('allAccounts.stop', null)
  await useAccountsStore().load()
})

afterEach(() => vi.useRealTimers())

describe('the rows of all accounts', () => {
  it('are those that are ticked, each asked for by itself and at the same time', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await flushPromises()
    expect(asked.map(({ accountId, from }) => [accountId, from])).toEqual([
      [a.id, 'service'],
      [b.id, 'service'],
    ])
    await waiting(asked, b).answer(of(b.id, 20n))
    expect(statuses()).toEqual(['loading', 'fresh'])
    expect(shown()).toEqual([null, 20n])
    await waiting(asked, a).fail({ code: 'service' })
    expect(statuses()).toEqual(['failed', 'fresh'])
  })

  it('are a hundred that are all asked before the first has answered', async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...a,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as AccountId,
    }))
    desk.answer('accounts.list', { accounts: many, selected: many[0]!.id })
    await useAccountsStore().load()
    ticked = many.map(({ id }) => id)
    const asked = hold()
    await useAllAccountsStore().open()
    await flushPromises()
    expect(new Set(asked.map(({ accountId }) => accountId)).size).toBe(100)
    expect(useAllAccountsStore().asking).toBe(100)
  })

  it('are signed in once more with a refused secret where the user wishes it, not by a refresh', async () => {
    const locked = { ...b, lock: 'refused' as const }
    desk.answer('accounts.list', { accounts: [a, locked, c], selected: a.id })
    desk.answer('accounts.unlock', null)
    desk.fail('audit.instances', { code: 'service' })
    await useAccountsStore().load()
    const asked = hold()
    const all = useAllAccountsStore()
    await all.open()
    await waiting(asked, b).fail({ code: 'credentials' })
    await waiting(asked, a).answer(of(a.id, 10n))
    void all.refresh()
    await flushPromises()
    expect(desk.asked('accounts.unlock')).toEqual([])

    await waiting(asked, b).fail({ code: 'credentials' })
    await waiting(asked, a).answer(of(a.id, 10n))
    void all.tryAgain(a.id)
    void all.tryAgain(b.id)
    await flushPromises()
    expect(statuses()).toEqual(['loading', 'loading'])
    expect(desk.asked('accounts.unlock')).toEqual([{ accountId: b.id }])
    await waiting(asked, b).answer(of(b.id, 20n))
    await waiting(asked, a).answer(of(a.id, 11n))
    expect(shown()).toEqual([11n, 20n])
  })

  it('ask nothing at all while none is ticked', async () => {
    ticked = []
    const asked = hold()
    await useAllAccountsStore().open()
    await useAllAccountsStore().refresh()
    expect(asked).toEqual([])
  })

  it('never hold what was answered for another account', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, b).answer(of(a.id, 666n))
    expect(statuses()).toEqual(['loading', 'failed'])
    expect(shown()).toEqual([null, null])
    const [, row] = useAllAccountsStore().rows
    expect(row?.state).toMatchObject({
      error: { message: expect.stringContaining('another') as string },
    })
  })

  it('never hold what the archive of another account has', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, b).fail({ code: 'network' })
    await waiting(asked, b, 'archive').answer(of(a.id, 666n, { origin: 'archive' }))
    expect(shown()).toEqual([null, null])
    expect(statuses()[1]).toBe('failed')
  })

  it('keep their own answers when another account is shown meanwhile', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await useAccountsStore().select(b.id)
    await waiting(asked, a).answer(of(a.id, 10n))
    await waiting(asked, b).answer(of(b.id, 20n))
    expect(shown()).toEqual([10n, 20n])
  })

  it('drop an answer that was overtaken by a later question', async () => {
    const asked = hold()
    const all = useAllAccountsStore()
    await all.open()
    const before = waiting(asked, a)
    void all.retry(a.id)
    await waiting(asked, a).answer(of(a.id, 11n))
    await before.answer(of(a.id, 10n))
    expect(shown()[0]).toBe(11n)
  })

  it('drop the answer of one that was unticked, also when it is ticked again', async () => {
    const asked = hold()
    const all = useAllAccountsStore()
    await all.open()
    const before = waiting(asked, b)
    await all.tick([a.id])
    await before.answer(of(b.id, 20n))
    expect(shown()).toEqual([null])
    await all.tick([a.id, b.id])
    expect(statuses()).toEqual(['loading', 'loading'])
  })

  it('are gone with their account', async () => {
    hold()
    const all = useAllAccountsStore()
    await all.open()
    desk.answer('accounts.remove', { deletes: [], archive: null })
    await useAccountsStore().remove(b.id, false)
    await flushPromises()
    expect(all.rows.map(({ account: { id } }) => id)).toEqual([a.id])
    expect(all.ticked).toEqual([a.id])
  })
})

describe('a row', () => {
  beforeEach(() => {
    ticked = [a.id]
  })

  it('shows what the archive has while the service takes its time, then what it says', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    expect(asked).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(archiveAfter)
    await waiting(asked, a, 'archive').answer(of(a.id, 5n, { origin: 'archive' }))
    expect([statuses(), shown()]).toEqual([['loading'], [5n]])
    await waiting(asked, a).answer(of(a.id, 6n))
    expect([statuses(), shown()]).toEqual([['fresh'], [6n]])
  })

  it('does not trouble the archive when the service answers at once', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, a).answer(of(a.id, 6n))
    await vi.advanceTimersByTimeAsync(archiveAfter * 2)
    expect(asked.map(({ from }) => from)).toEqual(['service'])
  })

  it('that failed shows what the archive has as not current, and can be asked again alone', async () => {
    const asked = hold()
    const all = useAllAccountsStore()
    await all.open()
    await waiting(asked, a).fail({ code: 'network', message: 'No route to host.' })
    expect(statuses()).toEqual(['failed'])
    await waiting(asked, a, 'archive').answer(of(a.id, 5n, { origin: 'archive' }))
    expect([statuses(), shown()]).toEqual([['stale'], [5n]])
    void all.retry(a.id)
    await waiting(asked, a).answer(of(a.id, 6n))
    expect([statuses(), shown()]).toEqual([['fresh'], [6n]])
  })

  it('says when the archive could not be read either', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, a).fail({ code: 'network' })
    await waiting(asked, a, 'archive').fail({ code: 'file', message: 'The archive is held.' })
    expect(useAllAccountsStore().rows[0]?.state).toMatchObject({
      kind: 'failed',
      unread: { message: 'The archive is held.' },
    })
  })

  it.each([
    ['no-secret', 'locked'],
    ['credentials', 'locked'],
    ['cancelled', 'stopped'],
    ['throttled', 'failed'],
  ] as const)('that failed with %s is %s', async (code, status) => {
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, a).fail({ code })
    expect(statuses()).toEqual([status])
  })

  it('that lacked a secret asks again once one was typed; one that was refused does not', async () => {
    ticked = [a.id, b.id]
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, a).fail({ code: 'no-secret' })
    await waiting(asked, b).fail({ code: 'credentials' })
    useAccountsStore().unlocks += 1
    await flushPromises()
    expect(statuses()).toEqual(['loading', 'locked'])
    useAllAccountsStore().unlock(b.id)
    useAccountsStore().unlocks += 1
    await flushPromises()
    expect(statuses()[1]).toBe('loading')
  })

  it('is incomplete when the answer lacks something', async () => {
    const asked = hold()
    await useAllAccountsStore().open()
    await waiting(asked, a).answer(of(a.id, 6n, { missing: ['Page 2 did not come.'] }))
    expect(statuses()).toEqual(['partial'])
  })
})

describe('the ticks', () => {
  it('are kept before anybody new is asked', async () => {
    const asked = hold()
    const tick = desk.hold('allAccounts.tick')
    const all = useAllAccountsStore()
    await all.open()
    void all.tick([a.id, b.id, c.id])
    await flushPromises()
    expect(asked.some(({ accountId }) => accountId === c.id)).toBe(false)
    await tick[0]?.answer([a.id, b.id, c.id])
    expect(asked.some(({ accountId }) => accountId === c.id)).toBe(true)
  })

  it('that can’t be kept hold for now, and say so', async () => {
    hold()
    desk.fail('allAccounts.tick', { code: 'file', message: 'The disk is full.' })
    const all = useAllAccountsStore()
    await all.open()
    await all.tick([a.id])
    expect(all.unkept?.message).toBe('The disk is full.')
    expect(all.rows).toHaveLength(1)
  })

  it('that can’t be read leave nobody ticked', async () => {
    const asked = hold()
    desk.fail('allAccounts.ticked', { message: 'It broke.' })
    const all = useAllAccountsStore()
    await all.open()
    expect(all.choice.kind).toBe('failed')
    expect(asked).toEqual([])
  })

  it('are stopped all at once: just those that are on their way', async () => {
    const asked = hold()
    const all = useAllAccountsStore()
    await all.open()
    await waiting(asked, a).answer(of(a.id, 10n))
    await all.stop()
    expect(desk.asked('allAccounts.stop')).toEqual([{ accountIds: [b.id] }])
  })
})

describe('the total', () => {
  const fresh = (row: Account, sql: bigint | null, risk: bigint | null = 1n) => ({
    account: row,
    state: { kind: 'fresh' as const, answer: answer(row.id, figures(sql, risk)) },
  })

  it('adds what is known, exactly, and says what is not', () => {
    const total = totalOf([
      fresh(a, 9_007_199_254_740_993n),
      fresh(b, null),
      { account: c, state: { kind: 'loading', previous: null } },
    ])
    expect(total).toMatchObject({ covered: 2, missing: 1, stale: 0, unknown: 1, instances: 4 })
    expect(total.sums).toMatchObject({ totalSql: 9_007_199_254_740_993n, totalRisk: 2n })
  })

  it('relates risks only to the statements of projects that sent both', () => {
    const total = totalOf([fresh(a, 100n, 10n), fresh(b, null, 50n), fresh(c, 100n, null)])
    expect([total.risks, total.statements]).toEqual([10n, 100n])
  })

  it('counts a project once that two accounts ask about, the current answer first', () => {
    const twin = account(4, { name: 'Twin of A' })
    const stale = {
      account: a,
      state: { kind: 'stale' as const, answer: answer(a.id, figures(5n)) },
    }
    const total = totalOf([stale, fresh(twin, 7n)])
    expect(total).toMatchObject({ covered: 1, sharing: 1, stale: 0 })
    expect(total.sums.totalSql).toBe(7n)
  })

  it('counts what is not current, and says how many', () => {
    const stale = {
      account: b,
      state: { kind: 'stale' as const, answer: answer(b.id, figures(5n)) },
    }
    expect(totalOf([fresh(a, 1n), stale])).toMatchObject({ covered: 2, stale: 1 })
  })

  it('leaves demo tenants out unless there is nothing else', () => {
    const demo = { ...b, demo: true }
    expect(totalOf([fresh(a, 1n), fresh(demo, 100n)])).toMatchObject({
      demo: 1,
      sums: { totalSql: 1n },
    })
    expect(totalOf([fresh(demo, 100n)])).toMatchObject({ demo: 0, sums: { totalSql: 100n } })
  })

  it('of nothing is not 0', () => {
    const total = totalOf([{ account: a, state: { kind: 'idle' } }])
    expect(total.sums.totalSql).toBeNull()
    expect(total.instances).toBeNull()
  })
})
