import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  moveBy,
  moveGroupBy,
  moveTo,
  renameGroup,
} from '../../../../src/renderer/components/accounts/arranging.ts'
import { useAccountsStore, type Standing } from '../../../../src/renderer/stores/accounts.ts'
import AccountsView from '../../../../src/renderer/views/AccountsView.vue'
import type { Account } from '../../../../src/shared/model/account.ts'
import { account, failed, installDesk, ok } from '../../support/desk.ts'
import { installEvents } from '../../support/events.ts'
import { button, freshStores, pageText, show, type } from '../../support/mount.ts'

const a = account(1, { name: 'A', group: 'Asia' })
const b = account(2, { name: 'B' })
const c = account(3, { name: 'C', group: 'Asia' })
const d = account(4, { name: 'D', group: 'Europe' })
const all = [a, b, c, d]

/** Names by group, in order. */
function read(standings: Standing[] | null): string | null {
  if (standings === null) return null
  const nameOf = (id: string) => all.find((one) => one.id === id)!.name
  return standings.map(({ accountId, group }) => `${group ?? '-'}:${nameOf(accountId)}`).join(' ')
}

describe('putting accounts in order', () => {
  it('keeps the accounts of a group together, where the first of them stands', () => {
    expect(read(moveBy(all, c.id, -1))).toBe('Asia:C Asia:A -:B Europe:D')
  })

  it('ends at the ends of a group', () => {
    expect(moveBy(all, a.id, -1)).toBeNull()
    expect(moveBy(all, c.id, 1)).toBeNull()
    expect(moveBy(all, b.id, 1)).toBeNull()
  })

  it('moves an account to another group, before another or to the end', () => {
    expect(read(moveTo(all, b.id, { group: 'Asia', before: c.id }))).toBe(
      'Asia:A Asia:B Asia:C Europe:D',
    )
    expect(read(moveTo(all, a.id, { group: 'Europe', before: null }))).toBe(
      'Asia:C -:B Europe:D Europe:A',
    )
    expect(read(moveTo(all, d.id, { group: null, before: null }))).toBe('Asia:A Asia:C -:B -:D')
    expect(moveTo(all, a.id, { group: 'Asia', before: a.id })).toBeNull()
  })

  it('moves a whole group', () => {
    expect(read(moveGroupBy(all, 'Europe', -1))).toBe('Asia:A Asia:C Europe:D -:B')
    expect(read(moveGroupBy(all, null, -1))).toBe('-:B Asia:A Asia:C Europe:D')
    expect(moveGroupBy(all, 'Asia', -1)).toBeNull()
  })

  it('gives a group another name, joins it with another, or ends it', () => {
    expect(read(renameGroup(all, 'Asia', 'APAC'))).toBe('APAC:A APAC:C -:B Europe:D')
    expect(read(renameGroup(all, 'Asia', 'Europe'))).toBe('Europe:A Europe:C -:B Europe:D')
    expect(read(renameGroup(all, 'Asia', null))).toBe('-:A -:C -:B Europe:D')
  })
})

describe('the screen of the accounts', () => {
  let desk: ReturnType<typeof installDesk>
  let tell: ReturnType<typeof installEvents>

  beforeEach(async () => {
    desk = installDesk()
    tell = installEvents()
    freshStores()
    useAccountsStore().accounts = all
    useAccountsStore().selectedId = a.id
    desk.accounts.arrange.mockImplementation(({ standings }) =>
      Promise.resolve(
        ok(
          standings.map(({ accountId, group }): Account => {
            const { group: _, ...one } = all.find(({ id }) => id === accountId)!
            return group === null ? one : { ...one, group }
          }),
        ),
      ),
    )
    show(AccountsView)
    await flushPromises()
  })

  const order = () =>
    [...document.querySelectorAll<HTMLElement>('[data-account], [data-group]')].map(
      ({ dataset }) => dataset['account'] ?? `[${dataset['group'] ?? ''}]`,
    )
  const handle = (name: string) => button(`Move ${name}: arrow keys`)

  it('shows groups as headings with how many there are', () => {
    expect(order()).toEqual(['[Asia]', 'A', 'C', '[]', 'B', '[Europe]', 'D'])
    expect(pageText()).toContain('Asia2 accounts')
    expect(pageText()).toContain('No group1 account')
  })

  it('moves an account by the arrow keys, says where it is and keeps the focus', async () => {
    handle('C').focus()
    handle('C').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, cancelable: true }),
    )
    await flushPromises()
    expect(order()).toEqual(['[Asia]', 'C', 'A', '[]', 'B', '[Europe]', 'D'])
    expect(pageText()).toContain('C is now 1 of 2 in Asia')
    expect(document.activeElement).toBe(handle('C'))
  })

  it('moves an account by dragging it to another group', async () => {
    const rows = [...document.querySelectorAll<HTMLElement>('[data-account]')]
    const drag = (target: Element, name: string) =>
      target.dispatchEvent(
        // There are no real drags here; what the mouse does is for a real window to show.
        Object.assign(new MouseEvent(name, { bubbles: true, cancelable: true, clientY: -1 }), {
          dataTransfer: null,
        }),
      )
    const target = rows.find(({ dataset }) => dataset['account'] === 'D')!
    drag(handle('B'), 'dragstart')
    drag(target, 'dragover')
    await flushPromises()
    // The line that shows where it goes.
    expect(target.className).toContain('linear-gradient')
    drag(target, 'drop')
    await flushPromises()
    expect(target.className).not.toContain('linear-gradient')
    expect(desk.accounts.arrange).toHaveBeenCalledOnce()
    expect(order()).toEqual(['[Asia]', 'A', 'C', '[Europe]', 'B', 'D'])
  })

  it('says so when the order could not be kept, and shows it as it is', async () => {
    desk.accounts.arrange.mockResolvedValue(failed({ code: 'file' }))
    const before = order()
    handle('C').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }))
    await flushPromises()
    expect(order()).toEqual(before)
  })

  it('marks accounts that wait for their secret and offers to enter it', async () => {
    useAccountsStore().accounts = [a, { ...b, lock: 'no-secret' }]
    await flushPromises()
    const marked = [...document.querySelectorAll('[aria-label^="Enter the secret to use"]')]
    expect(marked.map((icon) => icon.closest<HTMLElement>('tr')?.dataset['account'])).toEqual(['B'])
    button('Enter secret …').click()
    await flushPromises()
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('Sign in to B')
  })

  it('hears that an account was locked, and tries the same secret again only when told to', async () => {
    expect(document.querySelector('[data-lock]')).toBeNull()
    tell('accounts.lock', { accountId: a.id, lock: 'refused' })
    await flushPromises()
    expect(pageText()).toContain('Nothing more is sent with it until you act.')
    expect(desk.accounts.unlock).not.toHaveBeenCalled()
    desk.accounts.unlock.mockResolvedValue(ok(null))
    desk.audit.instances.mockResolvedValue(failed({ code: 'credentials', message: 'Wrong again.' }))
    button('Try again').click()
    await flushPromises()
    expect(desk.accounts.unlock).toHaveBeenCalledExactlyOnceWith({ accountId: a.id })
    expect(desk.audit.instances).toHaveBeenCalledOnce()
    expect(pageText()).toContain('Wrong again.')
    tell('accounts.lock', { accountId: a.id, lock: null })
    await flushPromises()
    expect(document.querySelector('[data-lock]')).toBeNull()
  })

  it('renames a group, and says when that joins it with another', async () => {
    button('More actions for the group Asia').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }),
    )
    await flushPromises()
    const item = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) =>
      one.textContent.includes('Rename'),
    )!
    item.click()
    await flushPromises()
    type('Group', 'Europe')
    await flushPromises()
    expect(pageText()).toContain('There is a group of this name')
    button('Save').click()
    await flushPromises()
    expect(order()).toEqual(['[Europe]', 'A', 'C', 'D', '[]', 'B'])
  })
})
