import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PreferencesStore } from '../../../src/main/settings/preferences.ts'
import { defaultPreferences, type Preferences } from '../../../src/shared/model/preferences.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-desk-preferences-'))
  path = join(folder, 'preferences.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const chinese: Preferences = { language: 'zh-CN', theme: 'dark' }

describe('the preferences', () => {
  it('are the system’s until something is chosen', async () => {
    const apply = vi.fn()
    const { store, notice } = await PreferencesStore.open(path, apply)
    expect(store.current).toEqual(defaultPreferences)
    expect(notice).toBeNull()
    expect(apply).toHaveBeenCalledWith(defaultPreferences)
  })

  it('are applied at once and outlast the run', async () => {
    const apply = vi.fn()
    const { store } = await PreferencesStore.open(path, apply)
    await store.set(chinese)
    expect(apply).toHaveBeenLastCalledWith(chinese)
    const { store: next } = await PreferencesStore.open(path, apply)
    expect(next.current).toEqual(chinese)
  })

  it('keep the last of many changes, and leave no half file', async () => {
    const { store } = await PreferencesStore.open(path, () => undefined)
    await Promise.all([
      store.set(chinese),
      store.set({ language: 'en', theme: 'light' }),
      store.set({ language: 'en', theme: 'dark' }),
    ])
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ language: 'en', theme: 'dark' })
    expect(await readdir(folder)).toEqual(['preferences.json'])
  })

  it.each(['{', '{"language":"fr","theme":"dark"}', '[]'])(
    'that are damaged (%s) are set aside and told, and the start goes on',
    async (text) => {
      await writeFile(path, text)
      const { store, notice } = await PreferencesStore.open(path, () => undefined)
      expect(store.current).toEqual(defaultPreferences)
      expect(notice).toMatch(/^The file of preferences could not be read\. It was kept as /)
      expect(await readdir(folder)).toHaveLength(1)
    },
  )

  it('that can’t be read are told, and the start goes on', async () => {
    await mkdir(path)
    const { store, notice } = await PreferencesStore.open(path, () => undefined)
    expect(store.current).toEqual(defaultPreferences)
    expect(notice).toBe(`${path} could not be read.`)
  })

  it('hold for the run where they can’t be written', async () => {
    const apply = vi.fn()
    const { store } = await PreferencesStore.open(join(folder, 'gone', 'preferences.json'), apply)
    await rm(join(folder, 'gone'), { recursive: true })
    await expect(store.set(chinese)).rejects.toMatchObject({ code: 'file' })
    expect(store.current).toEqual(chinese)
    expect(apply).toHaveBeenLastCalledWith(chinese)
  })
})
