import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { migrations, type Migration } from '../../../src/main/archive/schema.ts'
import {
  archivesIn,
  countKills,
  projectNamed,
  storeKills,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')
const second: Migration = [
  'ALTER TABLE kill_record ADD COLUMN note VARCHAR',
  `UPDATE kill_record SET note = 'second'`,
]
const third: Migration = [
  'CREATE TABLE remark (id BIGINT NOT NULL)',
  'INSERT INTO remark VALUES (3)',
]

async function firstVersion(): Promise<{ folder: string; path: string }> {
  const folder = await temporaryFolder()
  const { archives } = archivesIn(folder)
  const archive = await archives.open(subject)
  await storeKills(archive.database, { records: 3000 })
  await archives.closeAll()
  return { folder, path: archive.path }
}

/** What a copy from before a migration has, by DuckDB alone. */
async function inCopy(path: string, sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(sql)
  const rows = reader.getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows[0]![0]
}

describe('A file of an older version', () => {
  it('is brought to the latest step by step, with a copy from before each beside it', async () => {
    const { folder, path } = await firstVersion()
    const { archives, told } = archivesIn(folder, { migrations: [...migrations, second, third] })
    const archive = await archives.open(subject)
    expect(await countKills(archive.database)).toBe(3000)
    expect(await archive.database.rows('SELECT DISTINCT note FROM kill_record')).toEqual([
      { note: 'second' },
    ])
    expect(await archive.database.rows('SELECT id FROM remark')).toEqual([{ id: 3n }])
    expect((await archive.info()).schemaVersion).toBe(3)
    expect(told).toEqual([])
    await archives.closeAll()

    expect((await readdir(folder)).sort()).toEqual(
      ['', '.before-version-2', '.before-version-3'].map((end) => basename(path) + end),
    )
    const before = [`${path}.before-version-2`, `${path}.before-version-3`] as const
    expect(await inCopy(before[0], 'SELECT max(version) FROM schema_version')).toBe(1)
    expect(await inCopy(before[1], 'SELECT max(version) FROM schema_version')).toBe(2)
    expect(await inCopy(before[1], 'SELECT count(note) FROM kill_record')).toBe('3000')
    for (const copy of before) expect((await stat(copy)).mode & 0o777).toBe(0o600)
  })

  it('is left as it is by one that is up to date', async () => {
    const { folder, path } = await firstVersion()
    const { archives } = archivesIn(folder)
    await archives.open(subject)
    await archives.closeAll()
    expect(await readdir(folder)).toEqual([basename(path)])
  })

  it('is whole, in the version before, when a step fails', async () => {
    const { folder } = await firstVersion()
    const failing: Migration = ['DELETE FROM kill_record', 'SELECT * FROM no_such_table']
    const { archives } = archivesIn(folder, { migrations: [...migrations, second, failing] })
    await expect(archives.open(subject)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/no_such_table/) as string,
    })
    const { archives: good } = archivesIn(folder, { migrations: [...migrations, second, third] })
    const archive = await good.open(subject)
    expect(await countKills(archive.database)).toBe(3000)
    expect((await archive.info()).schemaVersion).toBe(3)
  })

  it('is brought up to date first when it is only to be read', async () => {
    const { folder } = await firstVersion()
    const { archives } = archivesIn(folder, { migrations: [...migrations, second] })
    const archive = await archives.openExisting(subject, { readOnly: true })
    expect(archive!.database.readOnly).toBe(true)
    expect(await archive!.database.rows('SELECT DISTINCT note FROM kill_record')).toEqual([
      { note: 'second' },
    ])
  })

  it('loses nothing that was still in its .wal', async () => {
    const { folder, path } = await firstVersion()
    const { archives: first } = archivesIn(folder)
    const archive = await first.open(subject)
    await storeKills(archive.database, { records: 500, window: 2 })
    const [file, wal] = [await readFile(path), await readFile(`${path}.wal`)]
    await first.closeAll()
    // As a process that was killed leaves them.
    await writeFile(path, file)
    await writeFile(`${path}.wal`, wal)

    const { archives } = archivesIn(folder, { migrations: [...migrations, second] })
    expect(await countKills((await archives.open(subject)).database)).toBe(3500)
    const copied = await inCopy(`${path}.before-version-2`, 'SELECT count(*) FROM kill_record')
    expect(copied).toBe('3500')
  })

  it('has its copy made anew after one that was cut off', async () => {
    const { folder, path } = await firstVersion()
    await writeFile(`${path}.before-version-2.tmp`, 'half a copy')
    const { archives } = archivesIn(folder, { migrations: [...migrations, second] })
    await archives.open(subject)
    await archives.closeAll()
    expect((await readdir(folder)).sort()).toEqual([
      basename(path),
      `${basename(path)}.before-version-2`,
    ])
  })
})
