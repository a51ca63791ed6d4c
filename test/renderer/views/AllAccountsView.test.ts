import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProjectFigures } from '../../../src/shared/contract/all-accounts.ts'
import type { RowsToSave } from '../../../src/shared/contract/export.ts'
import type { ErrorReport } from '../../../src/shared/errors.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import type { Answer } from '../../../src/shared/model/answer.ts'
import type { AccountId } from '../../../src/shared/model/ids.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import AllAccountsView from '../../../src/renderer/views/AllAccountsView.vue'
import { account, answer, failed, ok } from '../support/desk.ts'
import { button, pageText, show } from '../support/mount.ts'
import { FakeDesk } from '../support/two-accounts.ts'

type Outcome = Answer<ProjectFigures> | Pick<ErrorReport, 'code' | 'message'> | 'silence'

const office = account(1, { name: 'Office' })
const branch = account(2, {
  name: 'Branch',
  color: 'red',
  region: 'ap-southeast-1',
  projectId: 'p-2' as Account['projectId'],
})
const demo = account(3, { name: 'Demo tenant', demo: true })

let desk: FakeDesk
let view: VueWrapper | null = null
let ticked: AccountId[]
let service: Map<AccountId, Outcome>
let archive: Map<AccountId, Outcome>

function figures(of: Account, totalSql: bigint, changes: Partial<Answer<ProjectFigures>> = {}) {
  const counts = { todaySql: 30n, todayRisk: 4n, todaySession: 50n, auditDuration: null }
  return answer<ProjectFigures>(
    of.id,
    {
      counts: { totalSql, totalRisk: 25n, ...counts, updatedAt: '2026-05-01T09:00:00.000Z' },
      instances: 7,
    },
    changes,
  )
}

beforeEach(async () => {
  desk = new FakeDesk()
  setActivePinia(createPinia())
  service = new Map<AccountId, Outcome>([
    [office.id, figures(office, 1000n)],
    [branch.id, figures(branch, 9_007_199_254_740_993n)],
    [demo.id, figures(demo, 5n)],
  ])
  archive = new Map()
  ticked = [office.id, branch.id]
  vi.stubGlobal('auditDesk', {
    ...window.auditDesk,
    allAccounts: {
      ...window.auditDesk.allAccounts,
      summary: vi.fn(({ accountId, from }: { accountId: AccountId; from: string }) => {
        const found = (from === 'service' ? service : archive).get(accountId)
        if (found === 'silence') return new Promise(() => undefined)
        if (found === undefined) return Promise.resolve(failed({ code: 'not-found' }))
        return Promise.resolve('code' in found ? failed(found) : ok(found))
      }),
    },
  })
  desk.answer('accounts.list', { accounts: [office, branch, demo], selected: office.id })
  desk.answer('accounts.select', (input) => (input['accountId'] === branch.id ? branch : office))
  desk.answer('allAccounts.ticked', () => ticked)
  desk.answer('allAccounts.tick', (input) => input['accountIds'] as AccountId[])
  desk.answer('allAccounts.stop', null)
  await useAccountsStore().load()
})

afterEach(() => {
  view?.unmount()
  view = null
})

async function open(): Promise<void> {
  view = show(AllAccountsView)
  await flushPromises()
}

function panelState(): string | undefined {
  return document.querySelector<HTMLElement>('section[data-state]')?.dataset['state']
}

function cells(name: string): string[] {
  const row = [...document.querySelectorAll('tbody tr')].find((one) =>
    one.textContent.includes(name),
  )
  if (row === undefined) throw new Error(`There is no row ${name}`)
  return [...row.querySelectorAll('td')].map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())
}

function total(): string {
  const row = document.querySelector('[data-testid="total"]')
  return row?.textContent.replace(/\s+/g, ' ').trim() ?? ''
}

function names(): (string | undefined)[] {
  return [...document.querySelectorAll('tbody tr')].map((row) =>
    row.querySelector('button')?.textContent.trim(),
  )
}

describe('the table of all accounts', () => {
  it('shows the shape of what is coming while the ticks are read', async () => {
    desk.hold('allAccounts.ticked')
    await open()
    expect(panelState()).toBe('loading')
  })

  it('says why there is nothing, asks nobody, and lets accounts be ticked', async () => {
    ticked = []
    await open()
    expect(panelState()).toBe('empty')
    expect(pageText()).toContain('Only accounts that are ticked are contacted')
    expect(window.auditDesk.allAccounts.summary).not.toHaveBeenCalled()
    document.querySelector<HTMLElement>('[data-account="Branch"] [role="checkbox"]')?.click()
    await flushPromises()
    expect(desk.asked('allAccounts.tick')).toEqual([{ accountIds: [branch.id] }])
    expect(names()).toEqual(['Branch'])
  })

  it('says what went wrong with the ticks, and reads them again on demand', async () => {
    desk.fail('allAccounts.ticked', { message: 'It broke.' })
    await open()
    expect(panelState()).toBe('failed')
    desk.answer('allAccounts.ticked', ticked)
    button('Try again').click()
    await flushPromises()
    expect(panelState()).toBe('ready')
  })

  it('has every count of each account whole, and what they come to', async () => {
    await open()
    expect(cells('Branch').slice(1, 9)).toEqual([
      'CurrentAs of May 1, 2026, 10:00',
      '9,007,199,254,740,993',
      '25',
      '<0.01%',
      '30',
      '4',
      '50',
      '7',
    ])
    expect(cells('Branch')[0]).toContain('ap-southeast-1')
    expect(total()).toContain('2 of 2 accounts')
    expect(total()).toContain('9,007,199,254,741,993')
  })

  it('shows what failed in its row, with what the archive has, and counts it as not current', async () => {
    service.set(branch.id, { code: 'network', message: 'No route to host.' })
    archive.set(branch.id, figures(branch, 500n, { origin: 'archive' }))
    await open()
    expect(cells('Branch').slice(1, 3)).toEqual(['Not currentArchive, May 1, 2026, 10:00', '500'])
    expect(cells('Office')[1]).toContain('Current')
    expect(total()).toContain('2 of 2 accounts · 1 not current')
    button('Not current: details of Branch').click()
    await vi.waitFor(() => expect(pageText()).toContain('No route to host.'))
  })

  it('says what is wrong where the archive has nothing, and asks again for that row alone', async () => {
    service.set(branch.id, { code: 'throttled', message: 'Too many.' })
    await open()
    expect(cells('Branch')[1]).toContain('Failed')
    expect(cells('Branch')[2]).toBe('')
    expect(total()).toContain('1 of 2 accounts · 1 missing')
    const summary = vi.mocked(window.auditDesk.allAccounts.summary)
    summary.mockClear()
    service.set(branch.id, figures(branch, 12n))
    button('Ask again for Branch').click()
    await flushPromises()
    expect(cells('Branch')[2]).toBe('12')
    expect(cells('Branch')[1]).toContain('Current')
    expect(summary.mock.calls.map(([{ accountId }]) => accountId)).toEqual([branch.id])
  })

  it('says what an incomplete row lacks', async () => {
    service.set(branch.id, figures(branch, 12n, { missing: ['Instances: page 2 did not come.'] }))
    await open()
    button('Incomplete: details of Branch').click()
    await vi.waitFor(() => expect(pageText()).toContain('Instances: page 2 did not come.'))
  })

  it('locks the row of an account that has no secret, and asks for it there', async () => {
    service.set(branch.id, { code: 'no-secret', message: 'Nothing is kept.' })
    await open()
    expect(cells('Branch')[1]).toBe('Locked')
    button('Type the secret of Branch').click()
    await flushPromises()
    expect(document.querySelector('[role="dialog"]')?.textContent).toContain('Branch')
    expect(useAccountsStore().selectedId).toBe(office.id)
  })

  it('stops one row, or all that are on their way', async () => {
    service.set(office.id, 'silence')
    service.set(branch.id, 'silence')
    await open()
    expect(cells('Office')[1]).toBe('Asking …')
    button('Stop asking for Office').click()
    button('Stop all').click()
    await flushPromises()
    expect(desk.asked('allAccounts.stop')).toEqual([
      { accountIds: [office.id] },
      { accountIds: [office.id, branch.id] },
    ])
  })

  it('marks demo tenants and does not add them to real accounts', async () => {
    ticked = [office.id, demo.id]
    await open()
    expect(cells('Demo tenant')[0]).toContain('Demo')
    expect(total()).toContain('1 of 1 account · demo tenants are not counted')
    expect(total()).toContain('1,000')
  })

  it('is sorted and filtered, and saved exactly as shown', async () => {
    service.set(office.id, { code: 'network', message: 'No route to host.' })
    desk.answer('export.saveRows', { path: '/tmp/all.csv', rows: 1 })
    await open()
    expect(names()).toEqual(['Office', 'Branch'])
    button('Account').click()
    await flushPromises()
    expect(names()).toEqual(['Branch', 'Office'])
    button('Save as CSV…').click()
    await flushPromises()
    const [saved] = desk.asked('export.saveRows') as unknown as RowsToSave[]
    expect(saved?.kind).toBe('all-accounts')
    expect(saved?.parts).toMatchObject([
      { accountId: branch.id, asOf: '2026-05-01T10:00:00.000Z', notes: [] },
      { accountId: office.id, asOf: null, notes: ['No figures: No route to host.'] },
    ])
    expect(saved?.parts[0]?.rows[0]?.slice(1, 5)).toEqual([
      'fresh',
      'service',
      9_007_199_254_740_993n,
      25n,
    ])
    expect(saved?.parts[1]?.rows[0]?.slice(1)).toEqual(['failed', ...Array<null>(8).fill(null)])
  })

  it('opens an account: switches to it and shows its overview', async () => {
    await open()
    button('Show the overview of Branch').click()
    await flushPromises()
    expect(useAccountsStore().selectedId).toBe(branch.id)
    expect(view?.vm.$router.currentRoute.value.name).toBe('overview')
  })

  it('holds a hundred accounts on one page', async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...office,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as AccountId,
      name: `Account ${index}`,
      projectId: `p-${index}` as Account['projectId'],
    }))
    desk.answer('accounts.list', { accounts: many, selected: many[0]!.id })
    await useAccountsStore().load()
    ticked = many.map(({ id }) => id)
    for (const one of many) service.set(one.id, 'silence')
    await open()
    expect(names()).toHaveLength(100)
    expect(total()).toContain('0 of 100 accounts · 100 missing')
  })
})
