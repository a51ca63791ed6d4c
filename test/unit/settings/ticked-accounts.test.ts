import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TickedAccounts } from '../../../src/main/settings/ticked-accounts.ts'
import { AccountId } from '../../../src/shared/model/ids.ts'

let folder: string
let path: string
let told: string[]
const [a, b] = [
  AccountId.parse('00000000-0000-4000-8000-000000000001'),
  AccountId.parse('00000000-0000-4000-8000-000000000002'),
]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-desk-ticks-'))
  path = join(folder, 'all-accounts.json')
  told = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (): TickedAccounts => new TickedAccounts(path, (notice) => told.push(notice))

describe('the accounts that are ticked', () => {
  it('are none at first, and those that were kept in the next run', async () => {
    const ticks = open()
    expect(await ticks.list()).toEqual([])
    await ticks.set([a, b], [b])
    expect(await ticks.list()).toEqual([a, b])
    expect(await open().list()).toEqual([b])
  })

  it('are those of the last change, however fast they came', async () => {
    const ticks = open()
    await Promise.all([ticks.set([a], [a]), ticks.set([a, b], [a, b]), ticks.set([b], [b])])
    expect(await ticks.list()).toEqual([b])
    expect(await open().list()).toEqual([b])
  })

  it('are none when the file is damaged, which is set aside and told', async () => {
    await writeFile(path, '{"version":1,"accounts":["everybody"]}')
    expect(await open().list()).toEqual([])
    expect(told.join()).toContain('could not be read')
    const [aside] = await readdir(folder)
    expect(await readFile(join(folder, aside ?? ''), 'utf8')).toContain('everybody')
  })

  it('hold for the run when they can’t be kept', async () => {
    const ticks = open()
    await rm(folder, { recursive: true })
    await expect(ticks.set([a], [a])).rejects.toMatchObject({ code: 'file' })
    expect(await ticks.list()).toEqual([a])
  })
})
