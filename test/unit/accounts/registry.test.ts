import { chmod, mkdir, mkdtemp, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { Registry } from '../../../src/main/accounts/registry.ts'
import { lastUsedFirst, type Account } from '../../../src/shared/model/account.ts'
import { AccountId, ProjectId } from '../../../src/shared/model/ids.ts'

const account = (name: string, demo = false): Account => ({
  id: AccountId.parse(crypto.randomUUID()),
  name,
  color: 'teal',
  region: 'cn-north-4',
  signIn: { method: 'password', domainName: 'audited', userName: 'auditor' },
  endpoints: {},
  projectId: ProjectId.parse('b9351f98c724428794ba7d105fa3558d'),
  projectName: 'cn-north-4',
  dbssTimeZone: 'UTC',
  refreshKillLog: false,
  demo,
})

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-'))
  path = join(folder, 'profile', 'accounts.json')
})

const openRegistry = async () => (await Registry.open(path)).registry
const namesOnDisk = async () =>
  (JSON.parse(await readFile(path, 'utf8')) as { accounts: Account[] }).accounts.map((a) => a.name)

describe('the registry of accounts', () => {
  it('is empty in a new profile', async () => {
    expect((await openRegistry()).list()).toEqual([])
  })

  it('reads an account of an earlier version as one that is not refreshed by itself', async () => {
    const { refreshKillLog: _, ...earlier } = account('A')
    await mkdir(join(folder, 'profile'))
    await writeFile(path, JSON.stringify({ version: 1, accounts: [earlier] }))
    expect((await openRegistry()).list()).toEqual([{ ...earlier, refreshKillLog: false }])
  })

  it('finds after a restart what it kept, in its order, and when each was last used', async () => {
    const registry = await openRegistry()
    const [a, b] = [account('A'), account('B')]
    await registry.put(a)
    await registry.put(b)
    const used = await registry.use(b.id)
    expect(Date.parse(used.lastUsedAt!)).toBeGreaterThan(Date.now() - 60_000)
    const list = (await openRegistry()).list()
    expect(list).toEqual([a, used])
    expect(lastUsedFirst(list).map(({ name }) => name)).toEqual(['B', 'A'])
  })

  it('reads a file of the first version, whose order is then the user’s', async () => {
    const [a, b] = [account('A'), account('B')]
    await mkdir(join(folder, 'profile'))
    await writeFile(path, JSON.stringify({ version: 1, accounts: [b, a] }))
    const registry = await openRegistry()
    expect(registry.list()).toEqual([b, a])
    await registry.use(a.id)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      version: 2,
      accounts: [{ name: 'B' }, { name: 'A' }],
    })
  })

  it('refuses a file of a later version in words, and leaves it as it is', async () => {
    const text = '{"version":3,"accounts":[{"id":"of another shape"}]}'
    await mkdir(join(folder, 'profile'))
    await writeFile(path, text)
    await expect(Registry.open(path)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining('written by a later version of Audit Desk') as string,
    })
    expect(await readFile(path, 'utf8')).toBe(text)
    expect(await readdir(join(folder, 'profile'))).toEqual(['accounts.json'])
  })

  it('puts accounts in another order and into groups at once', async () => {
    const registry = await openRegistry()
    const [a, b, c] = [account('A'), { ...account('B'), group: 'Old' }, account('C', true)]
    await registry.putAll([a, b, c])
    await registry.arrange([
      { accountId: c.id, group: null },
      { accountId: b.id, group: null },
      { accountId: a.id, group: 'Asia' },
    ])
    expect(registry.list().map(({ name, group }) => [name, group])).toEqual([
      ['C', undefined],
      ['B', undefined],
      ['A', 'Asia'],
    ])
    expect((await openRegistry()).list().map(({ name }) => name)).toEqual(['B', 'A'])
  })

  it.each<[string, (all: Account[]) => Account[]]>([
    ['leaves one out', ([a]) => [a!]],
    ['names one twice', ([a]) => [a!, a!]],
    ['names one that is gone', ([a]) => [a!, account('gone')]],
  ])('takes no order that %s, so that none is ever lost', async (_, choose) => {
    const registry = await openRegistry()
    const all = [account('A'), account('B')]
    await registry.putAll(all)
    const standings = choose(all).map(({ id }) => ({ accountId: id, group: null }))
    await expect(registry.arrange(standings)).rejects.toMatchObject({ code: 'input' })
    expect(registry.list()).toEqual(all)
  })

  it('locks an account, unlocks it, and brings none back that is gone', async () => {
    const registry = await openRegistry()
    const a = account('A')
    await registry.put(a)
    await registry.setLock(a.id, 'refused')
    expect((await openRegistry()).get(a.id).lock).toBe('refused')
    await registry.setLock(a.id, null)
    expect(registry.get(a.id)).toEqual(a)
    await registry.remove(a.id)
    await registry.setLock(a.id, 'refused')
    expect(registry.list()).toEqual([])
  })

  it('writes a file only its owner can read, and leaves nothing beside it', async () => {
    const registry = await openRegistry()
    await registry.put(account('A'))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(folder, 'profile'))).toEqual(['accounts.json'])
  })

  it('never writes demo tenants to the disk', async () => {
    const registry = await openRegistry()
    await registry.put(account('demo', true))
    await registry.put(account('A'))
    expect(registry.list()).toHaveLength(2)
    expect(await namesOnDisk()).toEqual(['A'])
  })

  it('keeps every account when many are added at once', async () => {
    const registry = await openRegistry()
    const names = Array.from({ length: 20 }, (_, index) => `account ${index}`)
    await Promise.all(names.map((name) => registry.put(account(name))))
    expect(await namesOnDisk()).toEqual(names)
  })

  it.each(['not JSON', '{"version": 0, "accounts": []}', '{"version":1,"accounts":[{"id":1}]}'])(
    'sets a file it can’t read aside, whole, and says where: %s',
    async (text) => {
      await openRegistry()
      await writeFile(path, text)
      const { registry, notice } = await Registry.open(path)
      expect(registry.list()).toEqual([])
      const aside = (await readdir(join(folder, 'profile'))).find((name) =>
        name.includes('damaged'),
      )
      expect(notice).toContain(aside)
      expect(await readFile(join(folder, 'profile', aside ?? ''), 'utf8')).toBe(text)
    },
  )

  it.skipIf(process.getuid?.() === 0)(
    'says so when it can’t be saved, and does not pretend it was',
    async () => {
      const registry = await openRegistry()
      await chmod(join(folder, 'profile'), 0o500)
      await expect(registry.put(account('A'))).rejects.toMatchObject({ code: 'file' })
      expect(registry.list()).toEqual([])
      await chmod(join(folder, 'profile'), 0o700)
    },
  )
})
