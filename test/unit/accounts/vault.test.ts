import { describe, expect, it } from 'vitest'
import { Vault, type Keychain } from '../../../src/main/accounts/vault.ts'
import { AccountId } from '../../../src/shared/model/ids.ts'
import type { Secret } from '../../../src/shared/model/sign-in.ts'

const a = AccountId.parse(crypto.randomUUID())
const b = AccountId.parse(crypto.randomUUID())

const secretA: Secret = { method: 'password', password: 'secret a' }
const secretB: Secret = { method: 'access-key', secretKey: 'secret b' }

/** A keychain in memory, which can be made to refuse. */
function fakeKeychain() {
  const entries = new Map<string, string>()
  const refuse = { with: null as Error | null }
  const attempt = <T>(act: () => T): Promise<T> =>
    refuse.with === null ? Promise.resolve(act()) : Promise.reject(refuse.with)
  const keychain: Keychain = {
    getPassword: (service, name) => attempt(() => entries.get(`${service}/${name}`) ?? null),
    setPassword: (service, name, password) =>
      attempt(() => {
        entries.set(`${service}/${name}`, password)
      }),
    deletePassword: (service, name) => attempt(() => entries.delete(`${service}/${name}`)),
  }
  return { keychain, entries, refuse }
}

describe('the vault', () => {
  it('keeps each account’s password in the keychain under its own name', async () => {
    const { keychain, entries } = fakeKeychain()
    const vault = new Vault('desk', () => Promise.resolve(keychain))
    await vault.set(a, secretA)
    await vault.set(b, secretB)
    expect(await vault.backend()).toEqual({ kind: 'keychain' })
    expect([...entries]).toEqual([
      [`desk/${a}`, JSON.stringify(secretA)],
      [`desk/${b}`, JSON.stringify(secretB)],
    ])
    expect(await vault.get(a)).toEqual(secretA)
    await vault.delete(a)
    await expect(vault.get(a)).rejects.toMatchObject({ code: 'no-secret' })
    expect(await vault.get(b)).toEqual(secretB)
  })

  it.each([
    ['can’t be loaded', () => Promise.reject(new Error('no libsecret'))],
    [
      'has no service behind it',
      () => {
        const { keychain, refuse } = fakeKeychain()
        refuse.with = new Error('no libsecret')
        return Promise.resolve(keychain)
      },
    ],
  ])('keeps passwords for this run, and says why, where the keychain %s', async (_name, load) => {
    const vault = new Vault('desk', load)
    expect(await vault.backend()).toEqual({ kind: 'memory', reason: 'no libsecret' })
    await vault.set(a, secretA)
    expect(await vault.get(a)).toEqual(secretA)
    const afterRestart = new Vault('desk', load)
    await expect(afterRestart.get(a)).rejects.toMatchObject({ code: 'no-secret' })
  })

  it('says so when the keychain refuses later on, and keeps nothing elsewhere', async () => {
    const { keychain, refuse } = fakeKeychain()
    const vault = new Vault('desk', () => Promise.resolve(keychain))
    await vault.backend()
    refuse.with = new Error('the keychain is locked')
    const error: unknown = await vault.set(a, secretA).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'keychain' })
    expect(JSON.stringify(error)).not.toContain('secret a')
    refuse.with = null
    await expect(vault.get(a)).rejects.toMatchObject({ code: 'no-secret' })
  })

  it.each<Secret>([
    { method: 'password-totp', password: 'secret', passcode: '123456' },
    {
      method: 'temporary-access-key',
      accessKey: 'key',
      secretKey: 'secret',
      securityToken: 'x'.repeat(4000),
    },
    { method: 'token', token: 'x'.repeat(8000) },
  ])('keeps what soon means nothing for this run only: $method', async (secret) => {
    const { keychain, entries } = fakeKeychain()
    const vault = new Vault('desk', () => Promise.resolve(keychain))
    await vault.set(a, secret)
    expect(await vault.get(a)).toEqual(secret)
    expect(entries.size).toBe(0)
  })

  it('takes an entry it can’t read for none', async () => {
    const { keychain, entries } = fakeKeychain()
    const vault = new Vault('desk', () => Promise.resolve(keychain))
    entries.set(`desk/${a}`, 'not ours')
    await expect(vault.get(a)).rejects.toMatchObject({ code: 'no-secret' })
  })

  it('keeps the proxy’s password beside the accounts’', async () => {
    const { keychain } = fakeKeychain()
    const vault = new Vault('desk', () => Promise.resolve(keychain))
    expect(await vault.getProxyPassword()).toBe('')
    await vault.setProxyPassword('of the proxy')
    expect(await vault.getProxyPassword()).toBe('of the proxy')
    await vault.deleteProxyPassword()
    expect(await vault.getProxyPassword()).toBe('')
  })

  it('keeps a demo tenant’s password out of the keychain', async () => {
    const { keychain, entries } = fakeKeychain()
    const vault = new Vault('desk', () => Promise.resolve(keychain))
    vault.setForThisRun(a, secretA)
    expect(await vault.get(a)).toEqual(secretA)
    expect(entries.size).toBe(0)
  })
})
