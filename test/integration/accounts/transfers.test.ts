import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Registry } from '../../../src/main/accounts/registry.ts'
import { Transfers } from '../../../src/main/accounts/transfers.ts'
import { Vault } from '../../../src/main/accounts/vault.ts'
import type { ImportEntry } from '../../../src/shared/contract/accounts.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import { AccountId, ImportId, ProjectId } from '../../../src/shared/model/ids.ts'
import type { Secret, SignIn } from '../../../src/shared/model/sign-in.ts'
import { Canaries } from '../../support/canary.ts'

let folder: string
let registry: Registry
let transfers: Transfers
let chosen: string | null
let proposed: string | null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transfers-'))
  ;({ registry } = await Registry.open(join(folder, 'accounts.json')))
  chosen = join(folder, 'handed-on.json')
  proposed = null
  transfers = new Transfers({
    registry,
    askWhereToSave: (name) => {
      proposed = name
      return Promise.resolve(chosen)
    },
    askForFile: () => Promise.resolve(chosen),
  })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const user = { domainName: 'audited', userName: 'auditor' }
const ways: SignIn[] = [
  { method: 'password', ...user },
  { method: 'password-totp', ...user },
  { method: 'access-key', accessKey: 'AKEXAMPLE' },
  { method: 'temporary-access-key' },
  { method: 'agency', ...user, agencyDomainName: 'other', agencyName: 'agency' },
  { method: 'token' },
]

function account(name: string, changes: Partial<Account> = {}): Account {
  return {
    id: AccountId.parse(crypto.randomUUID()),
    name,
    color: 'teal',
    region: 'cn-north-4',
    signIn: ways[0]!,
    endpoints: {},
    projectId: ProjectId.parse('b9351f98c724428794ba7d105fa3558d'),
    projectName: 'cn-north-4',
    dbssTimeZone: 'Asia/Shanghai',
    refreshKillLog: true,
    demo: false,
    ...changes,
  }
}

/** Of every way to sign in, with everything that is handed on. */
const all = () =>
  ways.map((signIn, index) =>
    account(`Account ${index}`, {
      signIn,
      group: index % 2 === 0 ? 'Asia' : 'Europe',
      endpoints: index === 1 ? { iam: 'https://iam.private.example' } : {},
      lastUsedAt: '2026-11-20T10:00:00.000Z',
      lock: 'refused',
    }),
  )

async function exportAll(accounts: Account[]): Promise<string> {
  await registry.putAll(accounts)
  await transfers.export(accounts.map(({ id }) => id))
  return readFile(chosen ?? '', 'utf8')
}

describe('the file that accounts are handed on in', () => {
  it('has who signs in, where, and how it looks, and says what it is', async () => {
    const file = JSON.parse(await exportAll(all())) as { accounts: unknown[] }
    expect(file).toMatchObject({ format: 'audit-desk-accounts', version: 1 })
    expect(file.accounts[1]).toEqual({
      name: 'Account 1',
      color: 'teal',
      group: 'Europe',
      region: 'cn-north-4',
      projectId: 'b9351f98c724428794ba7d105fa3558d',
      projectName: 'cn-north-4',
      endpoints: { iam: 'https://iam.private.example' },
      dbssTimeZone: 'Asia/Shanghai',
      signIn: { method: 'password-totp', ...user },
    })
    expect(proposed).toMatch(/^audit-desk-accounts_\d{4}-\d{2}-\d{2}\.json$/)
    expect((await stat(chosen ?? '')).mode & 0o777).toBe(0o600)
  })

  it('never has a secret, of whatever way to sign in', async () => {
    const canaries = new Canaries()
    const core = (name: string) => `canary${name}7Qx`
    for (const name of ['Password', 'Passcode', 'Key', 'SecurityToken', 'Token']) {
      canaries.add(name, core(name))
    }
    const password = core('Password')
    const secrets: Secret[] = [
      { method: 'password', password },
      { method: 'password-totp', password, passcode: '739164' },
      { method: 'access-key', secretKey: core('Key') },
      {
        method: 'temporary-access-key',
        accessKey: 'AKTEMPORARY',
        secretKey: core('Key'),
        securityToken: core('SecurityToken'),
      },
      { method: 'agency', password },
      { method: 'token', token: core('Token') },
    ]
    const accounts = all()
    const vault = new Vault('test', () => Promise.reject(new Error('none in this test')))
    // As careless code might leave them: beside the account, in its object.
    const careless = await Promise.all(
      accounts.map(async (one, index) => {
        await vault.set(one.id, secrets[index]!)
        const secret = await vault.get(one.id)
        return { ...one, secret, signIn: { ...one.signIn, ...secret } } as Account
      }),
    )
    const text = await exportAll(careless)
    expect(JSON.stringify(careless)).toContain(core('Password'))
    expect(canaries.findIn(text)).toEqual([])
    expect(text).not.toContain('739164')
    expect(text).not.toMatch(/"(password|passcode|secretKey|securityToken|token|secret)":/i)
  })

  it('leaves demo tenants out, and is not written for them alone', async () => {
    const demo = account('Demo', { demo: true })
    const real = account('Real')
    expect(await exportAll([demo, real])).not.toContain('Demo')
    await expect(transfers.export([demo.id])).rejects.toMatchObject({ code: 'input' })
  })

  it('is not written when the user closes the dialog', async () => {
    const one = account('One')
    await registry.put(one)
    chosen = null
    expect(await transfers.export([one.id])).toBeNull()
  })
})

describe('taking accounts in', () => {
  /** What another profile wrote. */
  async function fileOf(accounts: Account[]): Promise<void> {
    await exportAll(accounts)
    for (const { id } of accounts) await registry.remove(id)
  }

  it('shows what will be added, adds what was chosen, locked and without habits', async () => {
    const accounts = all()
    await fileOf(accounts)
    const preview = (await transfers.preview())!
    expect(preview.fileName).toBe('handed-on.json')
    expect(preview.entries.map(({ verdict }) => verdict)).toEqual(ways.map(() => 'new'))
    expect(preview.entries[1]).toMatchObject({
      name: 'Account 1',
      who: 'audited / auditor',
      group: 'Europe',
      endpoints: ['https://iam.private.example'],
    })
    expect(registry.list()).toEqual([])
    const added = await transfers.import(preview.importId, [0, 2])
    expect(added.map(({ name }) => name)).toEqual(['Account 0', 'Account 2'])
    expect(added[0]).toEqual({
      ...accounts[0],
      id: added[0]!.id,
      lock: 'no-secret',
      refreshKillLog: false,
      lastUsedAt: undefined,
    })
    expect(added[0]!.id).not.toBe(accounts[0]!.id)
    const { registry: again } = await Registry.open(join(folder, 'accounts.json'))
    expect(again.list()).toEqual(registry.list())
  })

  it('knows an account that is there by what it asks, where and as whom, not by its name', async () => {
    const [here, elsewhere] = [account('Here'), account('Elsewhere', { region: 'eu-west-101' })]
    await fileOf([here, elsewhere])
    await registry.put({
      ...here,
      name: 'Called otherwise',
      // The one that is derived from the region anyway.
      endpoints: { iam: 'https://iam.cn-north-4.myhuaweicloud.com' },
    })
    const { entries, importId } = (await transfers.preview())!
    expect(entries).toMatchObject([
      { verdict: 'known', as: 'Called otherwise' },
      { verdict: 'new', name: 'Elsewhere' },
    ])
    expect(await transfers.import(importId, [0, 1])).toHaveLength(1)
  })

  it('takes an account that is in the file twice once', async () => {
    await fileOf([account('One'), account('The same')])
    const { entries, importId } = (await transfers.preview())!
    expect(entries).toMatchObject([{ verdict: 'new' }, { verdict: 'repeated', earlier: 0 }])
    expect(await transfers.import(importId, [0, 1])).toHaveLength(1)
  })

  it('adds what was shown, not what the file has become since, and each once', async () => {
    await fileOf([account('Shown')])
    const { importId } = (await transfers.preview())!
    await writeFile(chosen ?? '', 'something else')
    expect(await transfers.import(importId, [0])).toMatchObject([{ name: 'Shown' }])
    expect(await transfers.import(importId, [0])).toEqual([])
    const other = ImportId.parse(crypto.randomUUID())
    await expect(transfers.import(other, [0])).rejects.toMatchObject({ code: 'not-found' })
  })

  it('does nothing when the user closes the dialog', async () => {
    chosen = null
    expect(await transfers.preview()).toBeNull()
  })
})

describe('a file that is not what it should be', () => {
  const good = {
    name: 'Good',
    color: 'teal',
    region: 'cn-north-4',
    projectId: 'b9351f98c724428794ba7d105fa3558d',
    projectName: 'cn-north-4',
    endpoints: {},
    dbssTimeZone: 'UTC',
    signIn: { method: 'password', ...user },
  }
  const file = (accounts: unknown[], changes: object = {}) => ({
    format: 'audit-desk-accounts',
    version: 1,
    exportedAt: '2026-11-21T08:00:00.000Z',
    accounts,
    ...changes,
  })
  const preview = async (content: string | Buffer) => {
    await writeFile(chosen ?? '', content)
    return (await transfers.preview())!
  }

  it.each<[string, string | Buffer, string]>([
    ['no JSON', 'name: Head office', 'file: is not JSON'],
    ['no text', Buffer.from([0x7b, 0xff, 0xfe]), 'file: is not text in UTF-8'],
    ['another file', '{"accounts":[]}', 'format: is not a file of accounts'],
    ['a list', '[]', 'format: is not a file of accounts'],
    [
      'a later one',
      JSON.stringify(file([], { version: 2, accounts: 'of another shape' })),
      'version: is 2, which a later Audit Desk wrote',
    ],
    ['no list of accounts', JSON.stringify(file([], { accounts: 7 })), 'accounts: '],
    ['one with more fields', JSON.stringify(file([], { secrets: [] })), 'secrets'],
    [
      'too many',
      JSON.stringify(file(Array.from({ length: 2001 }, () => 0))),
      'accounts: must be 2000 or fewer',
    ],
    [
      'one that reaches for a prototype',
      JSON.stringify(file([])).replace('"version"', '"__proto__":{"x":1},"version"'),
      '__proto__: is not a field',
    ],
    ['one without a bottom', '['.repeat(400_000), 'file: is not JSON'],
  ])('is refused by field and rule: %s', async (_, content, rule) => {
    await expect(preview(content)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining(rule) as string,
    })
    expect(registry.list()).toEqual([])
  })

  it('is not read to its end when it is huge', async () => {
    await writeFile(chosen ?? '', '{')
    await truncate(chosen ?? '', 8 * 1024 ** 3)
    const started = Date.now()
    await expect(transfers.preview()).rejects.toMatchObject({
      message: 'file: is larger than 1 MB',
    })
    expect(Date.now() - started).toBeLessThan(1_000)
  })

  it('that is gone or a folder is told', async () => {
    chosen = join(folder, 'gone.json')
    await expect(transfers.preview()).rejects.toMatchObject({ code: 'file' })
    chosen = folder
    await expect(transfers.preview()).rejects.toMatchObject({ code: 'file' })
  })

  it.each<[string, object, string]>([
    [
      'a name with a line break',
      { name: 'Head\noffice' },
      'name: must not hold control characters',
    ],
    ['a name that turns round', { name: 'Head \u202Eeciffo' }, 'name: must not hold control'],
    ['no name', { name: ' ' }, 'name: must not be empty'],
    ['a name that is a number', { name: 7 }, 'name: '],
    ['a long name', { name: 'x'.repeat(81) }, 'name: must be 80 characters or fewer'],
    ['a very long name', { name: 'x'.repeat(3000) }, 'name: must be 2048 characters or fewer'],
    ['a group with a null', { group: 'A\0B' }, 'group: must not hold control characters'],
    ['a region that is a host', { region: 'evil.example/' }, 'region: must be a region id'],
    ['a script for an endpoint', { endpoints: { iam: 'javascript:alert(1)' } }, 'endpoints.iam: '],
    ['a file for an endpoint', { endpoints: { iam: 'file:///etc/passwd' } }, 'endpoints.iam: '],
    [
      'an endpoint in the clear',
      { endpoints: { iam: 'http://iam.example' } },
      'endpoints.iam: must start with https://',
    ],
    [
      'an endpoint with a password',
      { endpoints: { ddm: 'https://user:pass@ddm.example' } },
      'endpoints.ddm: must be a base URL',
    ],
    [
      'an endpoint of another service',
      { endpoints: { obs: 'https://obs.example' } },
      'endpoints: ',
    ],
    ['no region', { region: undefined }, 'region: is missing'],
    ['an unknown colour', { color: 'url(https://evil.example)' }, 'color: '],
    ['an unknown way', { signIn: { method: 'saml' } }, 'signIn.method: '],
    [
      'a password',
      { signIn: { method: 'password', ...user, password: 'secret' } },
      'signIn: Unrecognized key: "password"',
    ],
    ['a secret', { secret: { method: 'password', password: 'x' } }, 'Unrecognized key: "secret"'],
    ['an id', { id: crypto.randomUUID() }, 'Unrecognized key: "id"'],
    ['a demo', { demo: true }, 'Unrecognized key: "demo"'],
    [
      'much in much',
      { endpoints: JSON.parse('{"a":'.repeat(20) + '1' + '}'.repeat(20)) as object },
      'endpoints.a.a: is nested too deeply',
    ],
  ])('has the account with %s refused, and the others not', async (_, changes, rule) => {
    const { entries } = await preview(JSON.stringify(file([{ ...good, ...changes }, good])))
    expect(entries[0]).toMatchObject({ verdict: 'refused', index: 0 })
    const { rules } = entries[0] as Extract<ImportEntry, { verdict: 'refused' }>
    expect(rules.join('; ')).toContain(rule)
    expect(entries[1]).toMatchObject({ verdict: 'new', name: 'Good' })
  })

  it('has an account that reaches for a prototype refused', async () => {
    const bad = JSON.stringify(good).replace('"color"', '"__proto__":{"demo":true},"color"')
    const { entries, importId } = await preview(
      JSON.stringify(file([])).replace('[]', `[${bad},null,7]`),
    )
    expect(entries).toMatchObject([
      { verdict: 'refused', name: 'Good', rules: ['__proto__: is not a field'] },
      { verdict: 'refused', name: null },
      { verdict: 'refused', name: null },
    ])
    expect(await transfers.import(importId, [0, 1, 2])).toEqual([])
  })
})
