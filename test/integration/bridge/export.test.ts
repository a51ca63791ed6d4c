import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exports as exported, type RowsToSave } from '../../../src/shared/contract/export.ts'
import { AccountId } from '../../../src/shared/model/ids.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

let desk: Desk
let folder: string
let accountId: AccountId

beforeEach(async () => {
  desk = await openDesk()
  folder = await mkdtemp(join(tmpdir(), 'audit-desk-rows-'))
  const { accounts } = await desk.handlers.accounts.list({})
  accountId = accounts[0]!.id
  desk.saveTo.path = join(folder, 'rows.csv')
})
afterEach(async () => {
  await desk.close()
  await rm(folder, { recursive: true, force: true })
})

function rowsToSave(changes: Partial<RowsToSave> = {}): RowsToSave {
  const asOf = '2026-11-20T23:30:00+08:00'
  return {
    kind: 'sessions',
    subject: '审计/“A”',
    columns: ['database_user', 'sessions'],
    parts: [{ accountId, asOf, notes: ['Only rows that contain “a”.'], rows: [['root', 33n]] }],
    ...changes,
  }
}

async function saved(toSave: RowsToSave): Promise<string[][]> {
  await desk.handlers.export.saveRows(toSave)
  const text = await readFile(join(folder, 'rows.csv'), 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  const lines = text.slice(1).trimEnd().split('\r\n')
  return lines.map((line) => line.split(','))
}

describe('rows of a table that are saved', () => {
  it('say in every line whose they are, as of when, and what to know besides', async () => {
    const lines = await saved(rowsToSave())
    expect(lines[0]).toEqual([
      'account_name',
      'region',
      'project_id',
      'database_user',
      'sessions',
      'as_of',
      'notes',
    ])
    const { accounts } = await desk.handlers.accounts.list({})
    const { name, region, projectId } = accounts[0]!
    expect(lines[1]?.slice(0, 6)).toEqual([
      name,
      region,
      projectId,
      'root',
      '33',
      '2026-11-20T23:30:00+08:00',
    ])
    expect(lines[1]?.[6]).toContain('Only rows that contain “a”.')
  })

  it('of a demo say so in the name of the file and in every line', async () => {
    const rows = [
      ['root', 33n],
      ['app', 2n],
    ]
    const parts = [{ accountId, asOf: null, notes: [], rows }]
    const lines = await saved(rowsToSave({ parts }))
    expect(desk.saveTo.proposed).toMatch(/^demo_sessions_/)
    for (const line of lines.slice(1)) expect(line.at(-1)).toContain('Demo data')
  })

  it('are proposed a name that every system takes, with the day of the answer in UTC', async () => {
    await saved(rowsToSave())
    expect(desk.saveTo.proposed).toMatch(/^demo_sessions_[^_]+_审计-“A”_2026-11-20\.csv$/)
  })

  it('can’t run as a formula, while a number keeps its sign and all its digits', async () => {
    const rows = [['=cmd|calc', -9_007_199_254_740_993n]]
    const parts = [{ accountId, asOf: null, notes: [], rows }]
    const lines = await saved(rowsToSave({ parts }))
    expect(lines[1]?.slice(3, 5)).toEqual(["'=cmd|calc", '-9007199254740993'])
  })

  it('name each account where there are several', async () => {
    const { accounts } = await desk.handlers.accounts.list({})
    const other = accounts[1]!
    const parts = [accountId, other.id].map((id) => ({
      ...{ accountId: id, asOf: null, notes: [] },
      rows: [['root', 1n]],
    }))
    const lines = await saved(rowsToSave({ subject: null, parts }))
    expect(lines.slice(1).map(([name]) => name)).toEqual([accounts[0]!.name, other.name])
    expect(desk.saveTo.proposed).toContain('-and-1')
  })

  it('leave nothing behind when the dialog is closed', async () => {
    desk.saveTo.path = null
    expect(await desk.handlers.export.saveRows(rowsToSave())).toBeNull()
    expect(await readdir(folder)).toEqual([])
  })

  it('are refused when a row has not as many cells as there are columns', () => {
    const parts = [{ accountId, asOf: null, notes: [], rows: [['root']] }]
    const { error } = exported.saveRows.input.safeParse(rowsToSave({ parts }))
    expect(error?.issues[0]).toMatchObject({
      path: ['parts'],
      message: 'must have as many cells in each row as there are columns',
    })
  })

  it('are refused for an account that isn’t there', async () => {
    const nobody = AccountId.parse('00000000-0000-4000-8000-00000000ffff')
    const parts = [{ accountId: nobody, asOf: null, notes: [], rows: [] }]
    await expect(desk.handlers.export.saveRows(rowsToSave({ parts }))).rejects.toThrow()
    expect(desk.saveTo.proposed).toBeNull()
  })
})
