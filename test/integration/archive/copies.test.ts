import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Archive } from '../../../src/main/archive/archive.ts'
import {
  archivesIn,
  countKills,
  projectNamed,
  storeKills,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')
const quiet = { program: 'a test', tell: () => undefined }

describe('A backup', () => {
  it('is an archive itself, as of one moment, made while the archive is read and written', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await storeKills(archive.database, { records: 20_000 })
    const to = join(await temporaryFolder(), 'backup.duckdb')
    const [made] = await Promise.all([
      archive.backup(to),
      storeKills(archive.database, { records: 1000, window: 2 }),
      countKills(archive.database),
    ])
    expect(made).toEqual({ path: to, bytes: (await stat(to)).size })
    expect((await stat(to)).mode & 0o777).toBe(0o600)
    expect(await countKills(archive.database)).toBe(21_000)

    const backup = await Archive.open(to, subject, quiet)
    const records = await countKills(backup!.database)
    const [windows] = await backup!.database.rows(
      'SELECT sum(obtained)::INTEGER AS obtained FROM kill_window',
    )
    expect([20_000, 21_000]).toContain(records)
    expect(windows).toEqual({ obtained: records })
    // What the tables forbid, they forbid in the copy.
    await expect(
      backup!.database.write(({ run }) => run('INSERT INTO kill_window (id) VALUES (NULL)')),
    ).rejects.toThrow(/NOT NULL/)
    await backup!.close()
  })

  it('is made of an archive that is only read, too', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    await storeKills((await archives.open(subject)).database, { records: 12 })
    await archives.closeAll()
    const archive = await archives.openExisting(subject, { readOnly: true })
    const to = join(folder, 'backup.duckdb')
    await archive!.backup(to)
    const backup = await Archive.open(to, subject, { ...quiet, readOnly: true })
    expect(await countKills(backup!.database)).toBe(12)
    await backup!.close()
  })

  it('replaces no file', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    const to = join(folder, 'mine.txt')
    await writeFile(to, 'mine')
    await expect(archive.backup(to)).rejects.toMatchObject({
      code: 'input',
      message: `${to} is already there; a backup replaces no file.`,
    })
    await expect(archive.backup(archive.path)).rejects.toMatchObject({ code: 'input' })
    expect(await readFile(to, 'utf8')).toBe('mine')
  })

  it('leaves nothing behind where it can’t be made', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await expect(archive.backup(join(folder, 'missing', 'backup.duckdb'))).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(join(folder, 'missing', 'backup.duckdb')) as string,
      hint: 'The folder does not exist. Choose another one.',
    })
    await archives.closeAll()
    expect(await readdir(folder)).toEqual([basename(archive.path)])
  })
})

describe('Compacting', () => {
  it('gives back what deleted rows took, while others wait and then go on', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    const { database } = archive
    await storeKills(database, { records: 300_000 })
    await storeKills(database, { records: 100, window: 2 })
    await database.write(({ run }) => run('DELETE FROM kill_record WHERE window_id = 1'))
    const [sizes, , counted] = await Promise.all([
      archive.compact(),
      storeKills(database, { records: 50, window: 3 }),
      countKills(database),
    ])
    expect(sizes.after).toBeLessThan(sizes.before / 2)
    expect([100, 150]).toContain(counted)
    expect(await countKills(database)).toBe(150)
    await archives.closeAll()
    expect(await readdir(folder)).toEqual([basename(archive.path)])
    expect((await stat(archive.path)).mode & 0o777).toBe(0o600)
    expect(await archives.size(subject)).toMatchObject({ killRecords: 150 })
  })
})

it('An archive that is closed for a moment is open again, whatever went wrong meanwhile', async () => {
  const { archives } = archivesIn(await temporaryFolder())
  const { database } = await archives.open(subject)
  await storeKills(database, { records: 100 })
  const failed = database.whileClosed(() => Promise.reject(new Error('in the middle')))
  const counted = countKills(database)
  await expect(failed).rejects.toThrow('in the middle')
  expect(await counted).toBe(100)
})
