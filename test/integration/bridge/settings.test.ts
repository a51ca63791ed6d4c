import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const kept = (name: string): Promise<unknown> =>
  readFile(join(desk.profileFolder, name), 'utf8').then(JSON.parse)

it('The preferences that are set are the ones asked for, and in a file of their own', async () => {
  const { settings } = desk.handlers
  expect(await settings.preferences({})).toEqual({ language: 'system', theme: 'system' })
  await settings.setPreferences({ language: 'zh-CN', theme: 'dark' })
  expect(await settings.preferences({})).toEqual({ language: 'zh-CN', theme: 'dark' })
  expect(await kept('preferences.json')).toEqual({ language: 'zh-CN', theme: 'dark' })
})

it('A reset puts back the looks, and leaves accounts, archive and network settings', async () => {
  const { settings, accounts } = desk.handlers
  await accounts.openDemo({})
  const network = await settings.network({})
  const changed = { ...network, pace: { dbssPerSecond: 3, ddmPerMinute: 30 } }
  await settings.setNetwork({ network: changed, proxyPassword: null })
  await settings.setPreferences({ language: 'zh-CN', theme: 'dark' })
  const before = await accounts.list({})
  await mkdir(join(desk.profileFolder, 'archive'), { recursive: true })
  await writeFile(join(desk.profileFolder, 'archive', 'kept'), 'all')

  expect(await settings.reset({})).toEqual({ language: 'system', theme: 'system' })
  expect(await settings.network({})).toEqual(changed)
  expect(await accounts.list({})).toEqual(before)
  expect(await readFile(join(desk.profileFolder, 'archive', 'kept'), 'utf8')).toBe('all')
})

it('The folders are measured and shown, each by its name alone', async () => {
  const { app } = desk.handlers
  await mkdir(join(desk.profileFolder, 'archive'), { recursive: true })
  await writeFile(join(desk.profileFolder, 'archive', 'a.duckdb'), Buffer.alloc(5000))
  const { archive } = await app.folders({})
  expect(archive).toEqual({ path: join(desk.profileFolder, 'archive'), files: 1, bytes: 5000 })
  await app.showFolder({ folder: 'archive' })
  expect(desk.shown).toEqual([join(desk.profileFolder, 'archive')])
})
