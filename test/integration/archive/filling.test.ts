import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, describe, expect, it } from 'vitest'
import { Database } from '../../../src/main/archive/database.ts'
import { temporaryFolder } from '../../support/archive-files.ts'
import { deferred } from '../../support/deferred.ts'

/** What DuckDB keeps of the file once it is told to let go, at most, in bytes. */
const little = 9e6

async function openDatabase(): Promise<Database> {
  const database = await Database.open(join(await temporaryFolder(), 'a.duckdb'))
  onTestFinished(() => database.close())
  await database.write(({ run }) => run('CREATE TABLE kept (id BIGINT, text VARCHAR)'))
  return database
}

/** Stores 4 MB, most of which no compression takes away. */
async function storeSome(database: Database, part: number): Promise<void> {
  const texts = Array.from('abcdef', (letter) => `md5('${letter}' || i)`).join(' || ')
  await database.write(({ run }) =>
    run(
      `INSERT INTO kept SELECT i, ${texts} FROM range(${part * 20_000}, ${(part + 1) * 20_000}) r(i)`,
    ),
  )
}

/** Stores enough for two checkpoints or more, of which the first comes after 32 MB. */
async function storeMuch(database: Database): Promise<void> {
  for (let part = 0; part < 18; part++) await storeSome(database, part)
}

/** Bytes of the file that lie in memory. */
async function blocksInMemory(database: Database): Promise<number> {
  const [row] = await database.rows(
    `SELECT memory_usage_bytes AS bytes FROM duckdb_memory() WHERE tag = 'BASE_TABLE'`,
  )
  return Number(row?.['bytes'])
}

async function settings(database: Database): Promise<Record<string, string>> {
  const rows = await database.rows(
    `SELECT name, value FROM duckdb_settings()
    WHERE name IN ('max_vacuum_tasks', 'memory_limit', 'checkpoint_threshold')`,
  )
  return Object.fromEntries(rows.map(({ name, value }) => [String(name), String(value)]))
}

/** DuckDB tells in units of 1024 what was set in units of 1000. */
const usual = {
  max_vacuum_tasks: '1',
  memory_limit: '488.2 MiB',
  checkpoint_threshold: '30.5 MiB',
}

describe('A file that much is stored in', () => {
  it('leaves nothing in memory of what its checkpoints wrote', async () => {
    const database = await openDatabase()
    await database.whileFilling(async () => {
      await storeMuch(database)
      await storeSome(database, 18)
    })
    expect(await blocksInMemory(database)).toBeLessThan(little)
    const [row] = await database.rows(
      'SELECT count(*) AS rows, count(DISTINCT text) AS texts FROM kept',
    )
    expect(row).toEqual({ rows: 380_000n, texts: 380_000n })
  })

  it('has its first checkpoint late, and the others often', async () => {
    const database = await openDatabase()
    await database.whileFilling(async () => {
      for (let part = 0; part < 7; part++) await storeSome(database, part)
      expect(await settings(database)).toMatchObject({ checkpoint_threshold: '30.5 MiB' })
      for (let part = 7; part < 10; part++) await storeSome(database, part)
      expect(await settings(database)).toMatchObject({
        memory_limit: '488.2 MiB',
        checkpoint_threshold: '7.6 MiB',
      })
    })
    expect(await settings(database)).toEqual(usual)
  })

  it('needs no checkpoint to be opened after a crash, either', async () => {
    const database = await openDatabase()
    for (let part = 0; part < 6; part++) await storeSome(database, part)
    const copy = database.path.replace('a.duckdb', 'b.duckdb')
    for (const end of ['', '.wal']) await copyFile(database.path + end, copy + end)
    const { size } = await stat(`${copy}.wal`)
    const opened = await Database.open(copy)
    onTestFinished(() => opened.close())
    expect(await opened.rows('SELECT count(*) AS rows FROM kept')).toEqual([{ rows: 120_000n }])
    expect(await stat(`${copy}.wal`)).toMatchObject({ size })
  })

  it('keeps it otherwise, for the next question', async () => {
    const database = await openDatabase()
    await storeMuch(database)
    expect(await blocksInMemory(database)).toBeGreaterThan(2 * little)
  })

  it('merges what was written only once nobody stores much any more', async () => {
    const database = await openDatabase()
    expect(await settings(database)).toEqual(usual)
    const [first, second] = [deferred<null>(), deferred<null>()]
    const fillings = [first, second].map(({ promise }) => database.whileFilling(() => promise))
    const filling = { ...usual, max_vacuum_tasks: '0' }
    await expect.poll(() => settings(database)).toEqual(filling)
    first.resolve(null)
    await fillings[0]
    expect(await settings(database)).toEqual(filling)
    await database.whileClosed(() => Promise.resolve())
    expect(await settings(database)).toEqual(filling)
    second.reject(new Error('the network is gone'))
    await expect(fillings[1]).rejects.toThrow('the network is gone')
    expect(await settings(database)).toEqual(usual)
  })

  it('lets a question under way have its memory, and drops the blocks after it', async () => {
    const database = await openDatabase()
    await database.whileFilling(async () => {
      const answered = deferred<null>()
      const question = database.read(async ({ rows }) => {
        await answered.promise
        return rows('SELECT count(*) AS rows FROM kept')
      })
      await storeMuch(database)
      expect(await blocksInMemory(database)).toBeGreaterThan(little)
      answered.resolve(null)
      expect(await question).toEqual([{ rows: 360_000n }])
      await storeSome(database, 18)
      await storeSome(database, 19)
      expect(await blocksInMemory(database)).toBeLessThan(little)
    })
  })

  it('ends well when it is closed meanwhile', async () => {
    const database = await openDatabase()
    await database.whileFilling(() => database.close())
  })
})
