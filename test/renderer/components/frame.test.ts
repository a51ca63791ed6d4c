import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import AppFrame from '../../../src/renderer/components/frame/AppFrame.vue'
// Loaded when it is needed, which would take longer than a test waits while nothing has done so.
import '../../../src/renderer/views/FirstRunView.vue'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { account, appInfo, failed, installDesk, ok } from '../support/desk.ts'
import { button, freshStores, pageText, show, type } from '../support/mount.ts'

const a = account(1, { name: 'Head office', color: 'teal' })
const b = account(2, { name: 'Branch', region: 'ap-southeast-1', color: 'red', demo: true })

let desk: ReturnType<typeof installDesk>

beforeEach(() => {
  desk = installDesk()
  freshStores()
  desk.accounts.list.mockResolvedValue(ok({ accounts: [a, b], selected: a.id }))
  desk.accounts.select.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(accountId === a.id ? a : b)),
  )
})

async function start(): Promise<void> {
  show(AppFrame)
  await useAccountsStore().load()
  await flushPromises()
}

function press(code: string, modifiers: KeyboardEventInit = { ctrlKey: true }): void {
  window.dispatchEvent(new KeyboardEvent('keydown', { code, cancelable: true, ...modifiers }))
}

const line = () => document.querySelector<HTMLElement>('[data-testid=account-line]')!
const accountName = () => document.querySelector('[data-testid=account-name]')?.textContent.trim()

describe('the frame', () => {
  it('names the account on screen and wears its colour', async () => {
    await start()
    expect(accountName()).toBe('Head office')
    expect(line().getAttribute('style')).toContain('--account-teal')
    expect(document.title).toBe('Overview — Head office — Audit Desk')
    expect(pageText()).toContain('Now showing the account Head office')
  })

  it('has every screen within reach, and marks the one that is open', async () => {
    await start()
    const links = [...document.querySelectorAll('nav a')]
    expect(links.map((link) => link.textContent.trim())).toEqual([
      'Overview',
      'All accounts',
      'Sessions',
      'Risk',
      'Analyses',
      'Kill log',
      'Reports',
      'Accounts',
      'Settings',
    ])
    expect(document.querySelector('nav [aria-current=page]')?.textContent.trim()).toBe('Overview')
  })

  it('marks a demo tenant', async () => {
    await start()
    expect(pageText()).not.toContain('Demo')
    await useAccountsStore().select(b.id)
    await flushPromises()
    expect(pageText()).toContain('Demo')
  })

  it('starts the screen afresh for another account', async () => {
    await start()
    const before = document.querySelector('main p')
    await useAccountsStore().select(b.id)
    await flushPromises()
    expect(document.querySelector('main p')).not.toBe(before)
  })
})

describe('the shortcuts', () => {
  beforeEach(start)

  it('switch to the account at that place', async () => {
    press('Digit2')
    await flushPromises()
    expect(accountName()).toBe('Branch')
    expect(line().getAttribute('style')).toContain('--account-red')
    press('Digit1')
    await flushPromises()
    expect(accountName()).toBe('Head office')
  })

  it('do nothing for a place without an account', async () => {
    press('Digit9')
    await flushPromises()
    expect(accountName()).toBe('Head office')
  })

  it('need the key alone, without Shift or Alt', async () => {
    press('Digit2', {})
    press('Digit2', { ctrlKey: true, shiftKey: true })
    press('Digit2', { ctrlKey: true, altKey: true })
    await flushPromises()
    expect(accountName()).toBe('Head office')
  })

  it('wait while a dialog is open', async () => {
    useAccountsStore().wantSecret(a.id)
    await flushPromises()
    press('Digit2')
    await flushPromises()
    expect(accountName()).toBe('Head office')
  })

  it('stay with the account when the switch fails', async () => {
    desk.accounts.select.mockResolvedValue(failed({ code: 'file' }))
    press('Digit2')
    await flushPromises()
    expect(accountName()).toBe('Head office')
  })
})

describe('the start', () => {
  it('offers an account or the demo when there is no account', async () => {
    desk.accounts.list.mockResolvedValue(ok({ accounts: [], selected: null }))
    await start()
    await expect.poll(() => button('Add account')).toBeDefined()
    desk.accounts.openDemo.mockResolvedValue(ok([b]))
    button('Explore the demo tenant').click()
    await flushPromises()
    expect(accountName()).toBe('Branch')
  })

  it('says that passwords are kept in memory, and why, until that is hidden', async () => {
    const reason = 'No keyring is running.'
    desk.app.info.mockResolvedValue(ok(appInfo({ secrets: { kind: 'memory', reason } })))
    await start()
    expect(pageText()).toContain(`Secrets are kept for this run only. ${reason}`)
    button('Hide until the next start').click()
    await flushPromises()
    expect(pageText()).not.toContain(reason)
  })

  it('passes on what the main process found', async () => {
    desk.app.info.mockResolvedValue(ok(appInfo({ notices: ['accounts.json was set aside.'] })))
    await start()
    expect(pageText()).toContain('accounts.json was set aside.')
  })

  it('says when the accounts can’t be read, and tries again', async () => {
    desk.accounts.list.mockResolvedValueOnce(failed({ code: 'file', message: 'unreadable' }))
    await start()
    expect(pageText()).toContain('unreadable')
    button('Try again').click()
    await flushPromises()
    expect(accountName()).toBe('Head office')
  })
})

describe('a missing secret', () => {
  beforeEach(async () => {
    await start()
    useAccountsStore().wantSecret(a.id)
    await flushPromises()
  })

  it('is asked for by the names of account and user', () => {
    const text = document.querySelector('[role=dialog]')?.textContent
    expect(text).toContain('Sign in to Head office')
    expect(text).toContain('Type the password of the IAM user company / auditor.')
  })

  it('can be put off', async () => {
    button('Not now').click()
    await flushPromises()
    expect(useAccountsStore().secretWanted).toBeNull()
    expect(desk.accounts.setSecret).not.toHaveBeenCalled()
  })

  it('closes the dialog once it signs in', async () => {
    desk.accounts.setSecret.mockResolvedValue(ok(null))
    type('Password', 'secret')
    await flushPromises()
    button('Sign in').click()
    await flushPromises()
    expect(useAccountsStore().secretWanted).toBeNull()
    expect(document.querySelector('[role=dialog]')).toBeNull()
  })
})

describe('the first run', () => {
  it('can be read in the other language at once, by whoever can’t read this one', async () => {
    desk.accounts.list.mockResolvedValue(ok({ accounts: [], selected: null }))
    desk.settings.setPreferences.mockImplementation((chosen) => Promise.resolve(ok(chosen)))
    await start()
    await expect.poll(() => button('简体中文')).toBeDefined()
    button('简体中文').click()
    await expect.poll(pageText).toContain('仅读取')
    button('English').click()
    await expect.poll(pageText).toContain('It only reads')
  })
})
