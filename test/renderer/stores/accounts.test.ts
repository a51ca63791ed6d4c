import { createPinia, setActivePinia } from 'pinia'
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { deferred } from '../../support/deferred.ts'
import { account, appInfo, failed, installDesk, ok } from '../support/desk.ts'

const a = account(1)
const b = account(2)
const demo = account(3, { demo: true })

let desk: ReturnType<typeof installDesk>
let accounts: ReturnType<typeof useAccountsStore>

beforeEach(() => {
  desk = installDesk()
  setActivePinia(createPinia())
  accounts = useAccountsStore()
  desk.accounts.list.mockResolvedValue(ok({ accounts: [a, b], selected: a.id }))
  desk.accounts.select.mockImplementation(({ accountId }) =>
    Promise.resolve(ok(accountId === a.id ? a : b)),
  )
})

describe('the start', () => {
  it('shows the account that is selected', async () => {
    desk.accounts.list.mockResolvedValue(ok({ accounts: [a, b], selected: b.id }))
    await accounts.load()
    expect(accounts.selected).toEqual(b)
    expect(desk.accounts.select).not.toHaveBeenCalled()
  })

  it('selects the account last used when none is', async () => {
    desk.accounts.list.mockResolvedValue(ok({ accounts: [b, a], selected: null }))
    await accounts.load()
    expect(accounts.selected).toEqual(b)
    expect(desk.accounts.select).toHaveBeenCalledExactlyOnceWith({ accountId: b.id })
  })

  it('selects nothing when there is no account', async () => {
    desk.accounts.list.mockResolvedValue(ok({ accounts: [], selected: null }))
    await accounts.load()
    expect(accounts.selected).toBeNull()
    expect(accounts.status.kind).toBe('ready')
  })

  it('knows where passwords are kept and what the start found', async () => {
    const secrets = { kind: 'memory', reason: 'No keyring is running.' } as const
    desk.app.info.mockResolvedValue(ok(appInfo({ secrets, notices: ['A file was set aside.'] })))
    await accounts.load()
    expect(accounts.secrets).toEqual(secrets)
    expect(accounts.notices).toEqual(['A file was set aside.'])
  })

  it('shows the accounts before it is known where passwords are kept', async () => {
    desk.app.info.mockReturnValue(deferred<never>().promise)
    void accounts.load()
    await flushPromises()
    expect(accounts.status.kind).toBe('ready')
    expect(accounts.selected).toEqual(a)
  })

  it('says so when it can’t be known what the start found', async () => {
    desk.app.info.mockResolvedValueOnce(failed({ code: 'internal' }))
    await accounts.load()
    expect(accounts.status).toMatchObject({ kind: 'failed', error: { code: 'internal' } })
  })

  it('says what went wrong when the accounts can’t be read, and can be tried again', async () => {
    desk.accounts.list.mockResolvedValueOnce(failed({ code: 'file', message: 'accounts.json' }))
    await accounts.load()
    expect(accounts.status).toMatchObject({ kind: 'failed', error: { code: 'file' } })
    await accounts.load()
    expect(accounts.status.kind).toBe('ready')
  })
})

describe('switching', () => {
  beforeEach(() => accounts.load())

  it('tells the main process', async () => {
    await accounts.select(b.id)
    expect(accounts.selected).toEqual(b)
    expect(desk.accounts.select).toHaveBeenCalledExactlyOnceWith({ accountId: b.id })
  })

  it('does nothing for the account that is shown', async () => {
    await accounts.select(a.id)
    expect(desk.accounts.select).not.toHaveBeenCalled()
  })

  it('goes back when the main process can’t follow', async () => {
    desk.accounts.select.mockResolvedValue(failed({ code: 'file' }))
    await expect(accounts.select(b.id)).rejects.toMatchObject({ code: 'file' })
    expect(accounts.selected).toEqual(a)
  })

  it('keeps the later of two switches when the first fails after it', async () => {
    const first = deferred<ReturnType<typeof failed>>()
    const c = account(4)
    desk.accounts.select.mockReturnValueOnce(first.promise)
    desk.accounts.select.mockResolvedValueOnce(ok(c))
    accounts.accounts = [a, b, c]
    const toB = accounts.select(b.id)
    await accounts.select(c.id)
    first.resolve(failed({ code: 'file' }))
    await expect(toB).rejects.toMatchObject({ code: 'file' })
    expect(accounts.selected).toEqual(c)
  })

  it('stops asking for the secret of the account before', async () => {
    accounts.wantSecret(a.id)
    await accounts.select(b.id)
    expect(accounts.secretWanted).toBeNull()
  })

  it('keeps the places of the accounts, so that Ctrl+2 stays the same one', async () => {
    await accounts.select(b.id)
    expect(accounts.accounts.map(({ name }) => name)).toEqual(['Account 1', 'Account 2'])
  })
})

describe('the list', () => {
  beforeEach(() => accounts.load())

  it('shows an account that was added', async () => {
    const c = account(4, { name: 'New' })
    desk.accounts.add.mockResolvedValue(ok(c))
    desk.accounts.select.mockResolvedValue(ok(c))
    const { id: _id, demo: _demo, ...profile } = c
    await accounts.add({ ...profile, secret: { method: 'password', password: 'secret' } })
    expect(accounts.accounts).toEqual([a, b, c])
    expect(accounts.selected).toEqual(c)
  })

  it('keeps no account that could not be added', async () => {
    desk.accounts.add.mockResolvedValue(failed({ code: 'keychain' }))
    const { id: _id, demo: _demo, ...profile } = account(4)
    await expect(
      accounts.add({ ...profile, secret: { method: 'password', password: 'secret' } }),
    ).rejects.toMatchObject({
      code: 'keychain',
    })
    expect(accounts.accounts).toEqual([a, b])
  })

  it('takes in place what was edited', async () => {
    const renamed = { ...a, name: 'Head office', color: 'red' as const }
    desk.accounts.edit.mockResolvedValue(ok(renamed))
    await accounts.edit(a.id, {
      name: 'Head office',
      color: 'red',
      group: null,
      dbssTimeZone: 'UTC',
      refreshKillLog: false,
    })
    expect(accounts.accounts).toEqual([renamed, b])
    expect(accounts.selected).toEqual(renamed)
  })

  it('shows the next account when the one shown is removed', async () => {
    desk.accounts.remove.mockResolvedValue(ok({ deletes: [], archive: null }))
    await accounts.remove(a.id, false)
    expect(accounts.accounts).toEqual([b])
    expect(accounts.selected).toEqual(b)
    expect(desk.accounts.select).toHaveBeenCalledExactlyOnceWith({ accountId: b.id })
  })

  it('shows none when the last one is removed', async () => {
    desk.accounts.remove.mockResolvedValue(ok({ deletes: [], archive: null }))
    await accounts.remove(b.id, false)
    await accounts.remove(a.id, false)
    expect(accounts.selected).toBeNull()
  })

  it('lists the demo tenants once and shows the first', async () => {
    desk.accounts.openDemo.mockResolvedValue(ok([demo]))
    desk.accounts.select.mockResolvedValue(ok(demo))
    await accounts.openDemo()
    await accounts.openDemo()
    expect(accounts.accounts).toEqual([a, b, demo])
    expect(accounts.selected).toEqual(demo)
  })
})
