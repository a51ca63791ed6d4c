import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  archivesIn,
  projectNamed,
  storeKills,
  storeSummary,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')

describe('The archives of a folder', () => {
  it('say what each holds', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await storeKills(archive.database, { records: 30 })
    await storeSummary(archive.database)
    expect(await archive.info()).toEqual({
      path: archive.path,
      bytes: expect.any(Number) as number,
      region: 'cn-north-4',
      projectId: '0a1b2c3d',
      accountName: 'Head office',
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      schemaVersion: 1,
      duckdbVersion: expect.stringMatching(/^v1\./) as string,
      tables: expect.arrayContaining([
        { name: 'kill_record', rows: 30 },
        { name: 'kill_window', rows: 1 },
        { name: 'raw_answer', rows: 0 },
      ]) as unknown,
      answers: { count: 1, oldest: '2026-05-09T10:00:00.000Z', newest: '2026-05-09T10:00:00.000Z' },
      killLog: {
        records: 30,
        windows: 1,
        oldest: '2026-05-01T00:00:00.000Z',
        newest: '2026-05-01T00:28:00.000Z',
        lastCollected: '2026-05-09T10:00:00.000Z',
      },
    })
    expect((await archive.info()).bytes).toBeGreaterThan(10_000)
  })

  it('say how much there is to delete, open or closed', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await storeKills(archive.database, { records: 30 })
    await storeSummary(archive.database)
    const size = { path: archive.path, answers: 1, killRecords: 30 }
    expect(await archives.size(subject)).toMatchObject(size)
    await archives.close(subject)
    expect(await archives.size(subject)).toMatchObject(size)
    expect(await readdir(folder)).toHaveLength(1)
  })

  it('are listed with whose they are, the latest name of it, and those that can’t be read', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    await archives.open(subject)
    await archives.open(projectNamed('Branch', 'another'))
    await archives.close(subject)
    await archives.open(projectNamed('Headquarters'))
    await archives.close(subject)
    const broken = join(folder, 'eu-west-101-0123456789abcdef.duckdb')
    await writeFile(broken, 'junk')
    await writeFile(join(folder, 'notes.txt'), '')
    const list = await archives.list()
    expect(list.map(({ subject: whose }) => whose?.accountName).sort()).toEqual([
      'Branch',
      'Headquarters',
      undefined,
    ])
    expect(list.find(({ path }) => path === broken)!.problem).toMatch(/not a valid DuckDB database/)
  })

  it('are deleted with everything that was made of them, and nothing of another', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    const other = await archives.open(projectNamed('Branch', 'another'))
    for (const end of ['.before-version-2', '.damaged-2026-11-21T101112Z', '.held-by-77.json']) {
      await writeFile(archive.path + end, '')
    }
    await archives.delete(subject)
    await archives.close(projectNamed('Branch', 'another'))
    expect((await readdir(folder)).map((name) => join(folder, name))).toEqual([other.path])
    expect(await archives.openExisting(subject)).toBeNull()
  })

  it('close once what is being stored is stored', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const { database } = await archives.open(subject)
    const storing = Promise.all(
      [1, 2, 3].map((window) => storeKills(database, { records: 9, window })),
    )
    await archives.closeAll()
    await storing
    expect(await archives.size(subject)).toMatchObject({ killRecords: 27 })
  })

  it('interrupt what is being asked when they close', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const { database } = await archives.open(subject)
    const endless = database.rows(
      'SELECT sum(hash(a.range + b.range)) AS sum FROM range(1000000) a, range(1000000) b',
    )
    const ended = expect(endless).rejects.toMatchObject({ code: 'cancelled' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const before = performance.now()
    await archives.closeAll()
    await ended
    expect(performance.now() - before).toBeLessThan(2000)
    await expect(database.rows('SELECT 1')).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/is closed/) as string,
    })
  })
})

describe('A question to an archive', () => {
  it('is interrupted when nobody wants its answer any more, and the next is answered', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const { database } = await archives.open(subject)
    const controller = new AbortController()
    setTimeout(() => {
      controller.abort()
    }, 200)
    await expect(
      database.rows(
        'SELECT sum(hash(a.range + b.range)) AS sum FROM range(1000000) a, range(1000000) b',
        [],
        controller.signal,
      ),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(await database.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('is answered from one moment while something else is stored', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const { database } = await archives.open(subject)
    await database.read(async ({ run, rows }) => {
      await run('BEGIN TRANSACTION READ ONLY')
      const count = async (): Promise<unknown> => rows('SELECT count(*) AS n FROM kill_record')
      expect(await count()).toEqual([{ n: 0n }])
      await storeKills(database, { records: 5 })
      expect(await count()).toEqual([{ n: 0n }])
      await run('ROLLBACK')
      expect(await count()).toEqual([{ n: 5n }])
    })
  })
})
