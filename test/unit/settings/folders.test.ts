import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderService } from '../../../src/main/settings/folders.ts'

let profile: string
let shown: string[]
const service = (problem = ''): FolderService =>
  new FolderService(
    { profile, archive: join(profile, 'archive'), logs: join(profile, 'logs') },
    (path) => {
      shown.push(path)
      return Promise.resolve(problem)
    },
  )

beforeEach(async () => {
  profile = await mkdtemp(join(tmpdir(), 'audit-desk-folders-'))
  shown = []
})
afterEach(() => rm(profile, { recursive: true, force: true }))

describe('the folders of the app', () => {
  it('are measured with all that lies in them', async () => {
    await mkdir(join(profile, 'archive', 'deep'), { recursive: true })
    await writeFile(join(profile, 'archive', 'a.duckdb'), Buffer.alloc(3000))
    await writeFile(join(profile, 'archive', 'deep', 'b'), Buffer.alloc(1000))
    await writeFile(join(profile, 'accounts.json'), '[]')
    expect(await service().measure()).toEqual({
      profile: { path: profile, files: 3, bytes: 4002 },
      archive: { path: join(profile, 'archive'), files: 2, bytes: 4000 },
      logs: { path: join(profile, 'logs'), files: 0, bytes: 0 },
    })
  })

  it('are made before they are shown', async () => {
    await service().show('archive')
    expect(shown).toEqual([join(profile, 'archive')])
    expect((await stat(join(profile, 'archive'))).isDirectory()).toBe(true)
  })

  it('say why they can’t be shown', async () => {
    await expect(service('No program opens folders.').show('logs')).rejects.toMatchObject({
      code: 'file',
      message: `${join(profile, 'logs')} could not be shown: No program opens folders.`,
    })
  })
})
