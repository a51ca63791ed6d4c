import { chmod, mkdir, mkdtemp, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { Registry } from '../../../src/main/accounts/registry.ts'
import type { Account } from '../../../src/shared/model/account.ts'
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

  it('finds after a restart what it kept, last used first', async () => {
    const registry = await openRegistry()
    const [a, b] = [account('A'), account('B')]
    await registry.put(a)
    await registry.put(b)
    await registry.use(b.id)
    expect((await openRegistry()).list()).toEqual([b, a])
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

  it.each(['not JSON', '{"version": 2, "accounts": []}', '{"version":1,"accounts":[{"id":1}]}'])(
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
