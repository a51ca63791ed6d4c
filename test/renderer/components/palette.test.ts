import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import AppFrame from '../../../src/renderer/components/frame/AppFrame.vue'
import { speak } from '../../../src/renderer/i18n/language.ts'
import { isPressed, keyNames } from '../../../src/renderer/shortcuts.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { AppMenu } from '../../../src/shared/model/menu.ts'
import { account, answer, installDesk, ok } from '../support/desk.ts'
import { freshStores, pageText, show } from '../support/mount.ts'

const a = account(1, { name: 'Head office' })
const b = account(2, { name: 'Branch', region: 'ap-southeast-1' })

let desk: ReturnType<typeof installDesk>

// Loaded when it is first opened, for which a busy machine takes longer than a test waits.
beforeAll(() => import('../../../src/renderer/components/frame/CommandPalette.vue'))
beforeEach(async () => {
  desk = installDesk()
  freshStores()
  desk.accounts.list.mockResolvedValue(ok({ accounts: [a, b], selected: a.id }))
  desk.accounts.select.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(accountId === a.id ? a : b)),
  )
  desk.app.setMenu.mockResolvedValue(ok(null))
  desk.settings.setPreferences.mockImplementation((chosen) => Promise.resolve(ok(chosen)))
  desk.audit.instances.mockResolvedValue(
    ok(
      answer(a.id, [
        { id: 'i-1', name: 'ledger-audit', status: 'ACTIVE', version: null, timeZone: null },
      ] as never),
    ),
  )
  show(AppFrame)
  await useAccountsStore().load()
  await flushPromises()
})
afterEach(() => speak('en'))

function press(key: string, modifiers: KeyboardEventInit = { ctrlKey: true }): void {
  window.dispatchEvent(
    new KeyboardEvent('keydown', {
      key,
      code: /^\d$/.test(key) ? `Digit${key}` : '',
      cancelable: true,
      ...modifiers,
    }),
  )
}

const palette = () => document.querySelector('[data-testid=palette]')
const options = () =>
  [...document.querySelectorAll('[data-testid=palette] [role=option]')].map((option) =>
    option.textContent.replace(/\s+/g, ' ').trim(),
  )

async function open(): Promise<void> {
  press('k')
  await expect.poll(() => palette() !== null).toBe(true)
  await flushPromises()
}

async function search(text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('[data-testid=palette] input')!
  input.value = text
  input.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
  await new Promise((resolve) => setTimeout(resolve, 60))
}

async function choose(name: RegExp): Promise<void> {
  const option = [
    ...document.querySelectorAll<HTMLElement>('[data-testid=palette] [role=option]'),
  ].find(({ textContent }) => name.test(textContent))
  if (option === undefined) throw new Error(`The palette has no ${String(name)}`)
  option.click()
  await flushPromises()
  await nextTick()
}

const lastMenu = (): AppMenu => AppMenu.parse(desk.app.setMenu.mock.lastCall?.[0])
const menuLabels = (): string[] =>
  lastMenu().flatMap(({ items }) => items.map((item) => ('label' in item ? item.label : '—')))

describe('the palette', () => {
  it('opens by its keys and offers every screen, account, instance and action', async () => {
    await open()
    await expect.poll(() => options().join('\n')).toMatch(/ledger-audit\s?i-1/)
    const all = options().join('\n')
    for (const name of [
      'Kill log',
      'Settings',
      'Branch',
      'Add account',
      'Theme: Dark',
      '简体中文',
    ]) {
      expect(all).toContain(name)
    }
  })

  it('finds by a part of the name, mistyped or out of place', async () => {
    await open()
    await search('kil log')
    expect(options()[0]).toContain('Kill log')
    await search('southeast')
    expect(options()).toEqual([expect.stringContaining('Branch')])
  })

  it('says when nothing matches', async () => {
    await open()
    await search('zzzzzz')
    expect(options()).toEqual([])
    expect(pageText()).toContain('Nothing matches “zzzzzz”.')
  })

  it('goes to a screen and closes', async () => {
    await open()
    await choose(/Kill log/)
    await expect.poll(() => palette()).toBeNull()
    expect(document.querySelector('nav [aria-current=page]')?.textContent.trim()).toBe('Kill log')
  })

  it('switches the account', async () => {
    await open()
    await choose(/Branch/)
    expect(useAccountsStore().selectedId).toBe(b.id)
  })

  it('opens a copied link', async () => {
    await open()
    await search('/settings')
    expect(options()[0]).toContain('Open Settings as the link says')
    await choose(/as the link says/)
    await expect
      .poll(() => document.querySelector('nav [aria-current=page]')?.textContent.trim())
      .toBe('Settings')
  })

  it('takes no text for a link that leads nowhere', async () => {
    await open()
    await search('/no-such-screen')
    expect(options()).toEqual([])
  })

  it('finds a screen by its English name in Chinese, too', async () => {
    await speak('zh-CN')
    await open()
    await search('kill log')
    expect(options()[0]).toContain('终止日志')
  })

  it('has the roles that a screen reader needs', async () => {
    await open()
    const input = document.querySelector('[data-testid=palette] input')!
    expect(input.getAttribute('role')).toBe('combobox')
    expect(input.getAttribute('aria-label')).toBe('Go to or do')
    expect(document.querySelector('[data-testid=palette] [role=listbox]')).not.toBeNull()
  })
})

describe('the application’s menu', () => {
  it('has every action, with its keys', async () => {
    await expect.poll(menuLabels).toContain('Add account')
    const actions = lastMenu().flatMap(({ items }) =>
      items.filter((item) => item.kind === 'action'),
    )
    expect(actions.find(({ id }) => id === 'go.settings')?.accelerator).toBe('CmdOrCtrl+,')
    expect(actions.find(({ id }) => id === 'view.palette')?.accelerator).toBe('CmdOrCtrl+K')
    expect(actions.find(({ id }) => id === `account.${b.id}`)).toMatchObject({
      label: 'Branch',
      accelerator: 'CmdOrCtrl+2',
      checked: false,
    })
  })

  it('follows once, however often what can be done changes meanwhile', async () => {
    await expect.poll(menuLabels).toContain('Add account')
    desk.app.setMenu.mockClear()
    const accounts = useAccountsStore()
    for (const name of ['One', 'Two', 'Three']) {
      accounts.accounts = [a, { ...b, name }]
      await flushPromises()
    }
    await expect.poll(menuLabels).toContain('Three')
    expect(desk.app.setMenu).toHaveBeenCalledOnce()
  })

  it('is rebuilt in another language', async () => {
    await expect.poll(menuLabels).toContain('Add account')
    await speak('zh-CN')
    await expect.poll(menuLabels).toContain('终止日志')
    expect(lastMenu().map(({ label }) => label)).toContain('文件')
  })
})

describe('the keys', () => {
  it('lead to the screens by their place in the rail', async () => {
    press('2', { altKey: true })
    await flushPromises()
    const rail = [...document.querySelectorAll('nav a')].map((link) => link.textContent.trim())
    expect(document.querySelector('nav [aria-current=page]')?.textContent.trim()).toBe(rail[1])
  })

  it('do nothing while a dialog is open', async () => {
    await open()
    press('2', { altKey: true })
    await flushPromises()
    expect(document.querySelector('nav [aria-current=page]')?.textContent.trim()).toBe('Overview')
  })

  it.each([
    { keys: 'CmdOrCtrl+K', event: { key: 'k', ctrlKey: true }, mac: false, pressed: true },
    { keys: 'CmdOrCtrl+K', event: { key: 'k', metaKey: true }, mac: true, pressed: true },
    { keys: 'CmdOrCtrl+K', event: { key: 'k', ctrlKey: true }, mac: true, pressed: false },
    { keys: 'CmdOrCtrl+K', event: { key: 'K', ctrlKey: true, shiftKey: true }, pressed: false },
    { keys: 'CmdOrCtrl+K', event: { key: 'л', code: 'KeyK', ctrlKey: true }, pressed: true },
    { keys: 'CmdOrCtrl+K', event: { key: 't', code: 'KeyK', ctrlKey: true }, pressed: false },
    { keys: 'Alt+Left', event: { key: 'ArrowLeft', altKey: true }, pressed: true },
    { keys: 'Alt+1', event: { key: '¡', code: 'Digit1', altKey: true }, pressed: true },
    { keys: 'F5', event: { key: 'F5' }, pressed: true },
  ])('$keys on $event: $pressed', ({ keys, event, mac, pressed }) => {
    expect(isPressed(keys, new KeyboardEvent('keydown', event), mac ?? false)).toBe(pressed)
  })

  it('are named as they are written on the keyboard', () => {
    expect(keyNames('CmdOrCtrl+Shift+L', false)).toEqual(['Ctrl', 'Shift', 'L'])
    expect(keyNames('CmdOrCtrl+Shift+L', true)).toEqual(['⇧', '⌘', 'L'])
    expect(keyNames('Alt+Left', false)).toEqual(['Alt', '←'])
  })
})
