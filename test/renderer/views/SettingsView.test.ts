import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { speak } from '../../../src/renderer/i18n/language.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import SettingsView from '../../../src/renderer/views/SettingsView.vue'
import { defaultNetworkSettings } from '../../../src/shared/model/network.ts'
import { defaultPreferences } from '../../../src/shared/model/preferences.ts'
import { account, appInfo, failed, installDesk, ok } from '../support/desk.ts'
import { button, freshStores, pageText, show } from '../support/mount.ts'

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  freshStores()
  desk.accounts.list.mockResolvedValue(ok({ accounts: [account(1)], selected: account(1).id }))
  desk.settings.network.mockResolvedValue(ok(defaultNetworkSettings))
  desk.settings.setPreferences.mockImplementation((chosen) => Promise.resolve(ok(chosen)))
  desk.app.folders.mockResolvedValue(
    ok({
      profile: { path: '/profile', files: 12, bytes: 45_600_000 },
      archive: { path: '/profile/archive', files: 1, bytes: 12_300_000 },
      logs: { path: '/profile/logs', files: 0, bytes: 0 },
    }),
  )
})
afterEach(() => speak('en'))

async function open(): Promise<void> {
  await useAccountsStore().load()
  show(SettingsView)
  await flushPromises()
}

const choice = (value: string, within: string) =>
  [...document.querySelectorAll('fieldset')]
    .find((fieldset) => fieldset.querySelector('legend')?.textContent === within)!
    .querySelector<HTMLInputElement>(`[data-choice="${value}"]`)!

async function choose(value: string, within: string): Promise<void> {
  choice(value, within).click()
  choice(value, within).dispatchEvent(new Event('change', { bubbles: true }))
  await flushPromises()
}

const folder = (name: string) =>
  document.querySelector(`[data-folder=${name}]`)?.textContent.replace(/\s+/g, ' ') ?? ''

describe('the settings', () => {
  it('switch the language of the whole screen at once, and show which one is chosen', async () => {
    await open()
    expect(choice('system', 'Language').checked).toBe(true)
    await choose('zh-CN', 'Language')
    await expect.poll(() => document.querySelector('h1')?.textContent).toBe('设置')
    expect(choice('zh-CN', '语言').checked).toBe(true)
    await choose('en', '语言')
    expect(document.querySelector('h1')?.textContent).toBe('Settings')
  })

  it('name each language in itself', async () => {
    await open()
    expect(choice('zh-CN', 'Language').closest('label')?.textContent).toContain('简体中文')
    expect(choice('zh-CN', 'Language').closest('label')?.lang).toBe('zh-CN')
  })

  it('hand the theme to the main process', async () => {
    await open()
    await choose('dark', 'Theme')
    expect(desk.settings.setPreferences).toHaveBeenLastCalledWith({
      ...defaultPreferences,
      theme: 'dark',
    })
  })

  it('say where secrets are kept, and why when not in the keychain', async () => {
    await open()
    expect(document.querySelector('[data-backend=keychain]')?.textContent).toContain(
      'In the keychain of the operating system',
    )
    document.body.innerHTML = ''
    const reason = 'No keyring is running.'
    desk.app.info.mockResolvedValue(ok(appInfo({ secrets: { kind: 'memory', reason } })))
    await open()
    expect(document.querySelector('[data-backend=memory]')?.textContent).toContain(reason)
  })

  it('measure the archive, the logs and the whole profile', async () => {
    await open()
    expect(folder('archive')).toContain('12.3 MB in 1 file')
    expect(folder('archive')).toContain('/profile/archive')
    expect(folder('logs')).toContain('Empty')
    expect(folder('profile')).toContain('45.6 MB in 12 files')
  })

  it('show a folder, and say when that fails', async () => {
    desk.app.showFolder.mockResolvedValueOnce(ok(null))
    await open()
    button('Show the folder: Logs').click()
    await flushPromises()
    expect(desk.app.showFolder).toHaveBeenCalledWith({ folder: 'logs' })
    desk.app.showFolder.mockResolvedValueOnce(failed({ code: 'file', message: 'no browser' }))
    button('Show the folder: Archive').click()
    await flushPromises()
    expect(pageText()).toContain('no browser')
    expect(folder('archive')).toContain('12.3 MB')
  })

  it('say when the folders can’t be measured, and measure again', async () => {
    desk.app.folders.mockResolvedValueOnce(failed({ code: 'internal', message: 'broken' }))
    await open()
    expect(pageText()).toContain('broken')
    button('Try again').click()
    await flushPromises()
    expect(folder('archive')).toContain('12.3 MB')
  })

  it('name the version and the licence', async () => {
    await open()
    expect(document.querySelector('[data-testid=version]')?.textContent).toBe('0.1.0')
    expect(pageText()).toContain('Apache License 2.0')
  })
})

describe('a reset', () => {
  beforeEach(async () => {
    desk.settings.preferences.mockResolvedValue(ok({ language: 'zh-CN', theme: 'dark' }))
    desk.settings.reset.mockResolvedValue(ok(defaultPreferences))
    await open()
    await choose('dark', 'Theme')
    button('Reset …').click()
    await flushPromises()
  })
  const dialog = () => document.querySelector('[role=dialog]')

  it('lists what it will change and what it leaves, before anything happens', () => {
    const text = dialog()?.textContent ?? ''
    expect(text).toContain('Theme: as the operating system')
    expect(text).toContain('Accounts, secrets, archives, reports and the network settings stay')
    expect(desk.settings.reset).not.toHaveBeenCalled()
  })

  it('does nothing when it is called off', async () => {
    button('Cancel').click()
    await flushPromises()
    expect(dialog()).toBeNull()
    expect(desk.settings.reset).not.toHaveBeenCalled()
    expect(choice('dark', 'Theme').checked).toBe(true)
  })

  it('shows the first choices again and says so', async () => {
    button('Reset').click()
    await flushPromises()
    expect(dialog()).toBeNull()
    expect(choice('system', 'Theme').checked).toBe(true)
    expect(pageText()).toContain('Everything looks as on the first start.')
  })

  it('stays open and says why when it fails', async () => {
    desk.settings.reset.mockResolvedValue(failed({ code: 'file', message: 'disk full' }))
    button('Reset').click()
    await flushPromises()
    expect(dialog()?.textContent).toContain('disk full')
  })
})
