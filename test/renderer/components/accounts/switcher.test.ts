import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import AppFrame from '../../../../src/renderer/components/frame/AppFrame.vue'
import { searchAccounts } from '../../../../src/renderer/components/frame/accountSearch.ts'
import { useAccountsStore } from '../../../../src/renderer/stores/accounts.ts'
import type { Account } from '../../../../src/shared/model/account.ts'
import type { AccountId } from '../../../../src/shared/model/ids.ts'
import { account, installDesk, ok } from '../../support/desk.ts'
import { freshStores, pageText, show } from '../../support/mount.ts'

let desk: ReturnType<typeof installDesk>

function numbered(index: number, changes: Partial<Account> = {}): Account {
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as AccountId
  return { ...account(1), id, name: `Company ${index}`, ...changes }
}

const options = () => [...document.querySelectorAll<HTMLElement>('[role=option]')]
const names = () => options().map((option) => option.querySelector('bdi')!.textContent)
const headings = () =>
  [...document.querySelectorAll('[data-testid=switcher-group]')].map((one) =>
    one.textContent.trim(),
  )
const keysOf = (name: string) =>
  options()
    .find((option) => option.querySelector('bdi')!.textContent === name)!
    .querySelectorAll('kbd').length
const field = () => document.querySelector<HTMLInputElement>('[role=combobox]')!
const shown = () => document.querySelector('[data-testid=account-name]')?.textContent.trim()
const active = () =>
  document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.querySelector('bdi')
    ?.textContent

async function start(accounts: Account[]): Promise<void> {
  desk = installDesk()
  freshStores()
  desk.accounts.list.mockResolvedValue(ok({ accounts, selected: null }))
  desk.accounts.select.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(accounts.find(({ id }) => id === accountId)!)),
  )
  show(AppFrame)
  await useAccountsStore().load()
  await flushPromises()
}

async function openSwitcher(): Promise<void> {
  document.querySelector<HTMLElement>('[data-testid=account-switcher]')!.click()
  await flushPromises()
}

async function search(text: string): Promise<void> {
  field().value = text
  field().dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}

async function press(key: string, init: KeyboardEventInit = {}): Promise<void> {
  field().dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }),
  )
  await flushPromises()
}

const four = [
  numbered(1, { name: 'Bank', group: 'Europe', region: 'eu-west-101' }),
  numbered(2, { name: 'Mill', lastUsedAt: '2026-11-20T10:00:00.000Z', demo: true }),
  numbered(3, {
    name: 'Port',
    group: 'Asia',
    region: 'ap-southeast-3',
    projectName: 'ap-southeast-3_harbour',
    lastUsedAt: '2026-11-21T10:00:00.000Z',
  }),
  numbered(4, { name: 'Shop', group: 'Europe', lock: 'refused' }),
]

describe('the switcher', () => {
  it('has the account last used first, the groups as headings, and shows the first at the start', async () => {
    await start(four)
    expect(shown()).toBe('Port')
    await openSwitcher()
    expect(headings()).toEqual(['Asia', 'No group', 'Europe'])
    expect(names()).toEqual(['Port', 'Mill', 'Bank', 'Shop'])
    const selected = options().filter((option) => option.getAttribute('aria-selected') === 'true')
    expect(selected.map((option) => option.querySelector('bdi')!.textContent)).toEqual(['Port'])
  })

  it('has no headings where there are no groups', async () => {
    await start([numbered(1), numbered(2)])
    await openSwitcher()
    expect(headings()).toEqual([])
    expect(names()).toEqual(['Company 1', 'Company 2'])
  })

  it('marks a demo tenant and an account that is locked', async () => {
    await start(four)
    await openSwitcher()
    const textOf = (name: string) =>
      options().find((option) => option.querySelector('bdi')!.textContent === name)!
    expect(textOf('Mill').textContent).toContain('Demo')
    expect(textOf('Shop').querySelector('[role=img]')?.getAttribute('aria-label')).toBe(
      'Locked: the secret was refused',
    )
  })

  it('keeps order and keys while the window is open, whatever is shown meanwhile', async () => {
    await start(four)
    await openSwitcher()
    options()[3]!.click()
    await flushPromises()
    expect(shown()).toBe('Shop')
    await openSwitcher()
    expect(names()).toEqual(['Port', 'Mill', 'Bank', 'Shop'])
  })

  it('has keys for the first nine, which switch to what they stand beside', async () => {
    await start(Array.from({ length: 12 }, (_, index) => numbered(index + 1)))
    await openSwitcher()
    expect(keysOf('Company 9')).toBe(2)
    expect(keysOf('Company 10')).toBe(0)
    await press('3', { code: 'Digit3', ctrlKey: true })
    expect(shown()).toBe('Company 3')
    expect(options()).toEqual([])
    window.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit9', key: '9', ctrlKey: true }))
    await flushPromises()
    expect(shown()).toBe('Company 9')
  })

  it('is chosen from by the keyboard alone, round at the ends', async () => {
    await start(four)
    await openSwitcher()
    expect(active()).toBe('Port')
    await press('ArrowUp')
    expect(active()).toBe('Shop')
    await press('ArrowDown')
    await press('ArrowDown')
    expect(active()).toBe('Mill')
    await press('PageDown')
    expect(active()).toBe('Shop')
    await press('Enter')
    expect(shown()).toBe('Shop')
  })

  it.each([
    ['bank', ['Bank']],
    ['dublin', ['Bank']],
    ['harbour', ['Port']],
    ['europe sh', ['Shop']],
    ['auditor', ['Port', 'Mill', 'Bank', 'Shop']],
  ])('finds by name, region, project, group and user: %s', async (text, expected) => {
    await start(four)
    await openSwitcher()
    await search(text)
    expect(names()).toEqual(expected)
  })

  it('says how many were found, chooses the first with Enter, and says when there are none', async () => {
    await start(four)
    await openSwitcher()
    await search('europe')
    expect(pageText()).toContain('2 accounts found')
    await search('nothing of the kind')
    expect(pageText()).toContain('No account matches “nothing of the kind”.')
    await press('Enter')
    expect(shown()).toBe('Port')
    await search('europe')
    await press('Enter')
    expect(shown()).toBe('Bank')
  })

  it('stays quick with a thousand accounts', () => {
    const many = Array.from({ length: 1000 }, (_, index) => numbered(index))
    const started = performance.now()
    expect(searchAccounts(many, 'company 99 beijing').length).toBe(19)
    expect(performance.now() - started).toBeLessThan(100)
  })
})
