import { execFile, execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ErrorReport } from '../../../src/shared/errors.ts'
import {
  archivesIn,
  countKills,
  projectNamed,
  storeKills,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')
const filler = new URL('../../support/fill-archive.ts', import.meta.url).pathname

interface Filled {
  /** Windows of 2000 records that were reported as stored. */
  stored: number
  records: number | null
  error: ErrorReport
}

/** Fills an archive in a process of its own, which may write files of so many KiB. */
async function fill(folder: string, { fileLimit }: { fileLimit?: number } = {}): Promise<Filled> {
  const limit = fileLimit === undefined ? '' : `trap '' XFSZ; ulimit -f ${String(fileLimit)};`
  const command = `${limit} exec "$0" "$@"`
  const args = ['-c', command, process.execPath, filler, folder, JSON.stringify(subject)]
  const { stdout } = await promisify(execFile)('bash', args)
  return JSON.parse(stdout) as Filled
}

function asRoot(command: string): void {
  execFileSync('bash', ['-c', command])
}

/** A small disk of its own; only root can make one. */
async function smallDisk(options: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'disk')
  await mkdir(folder)
  asRoot(`mount -t tmpfs -o ${options} tmpfs ${folder}`)
  onTestFinished(() => {
    asRoot(`umount --lazy ${folder}`)
  })
  return folder
}

const isRoot = process.getuid?.() === 0

// Windows has neither limit nor mount.
describe.skipIf(process.platform === 'win32')('Where files can grow no further', () => {
  it('what was reported as stored is there, once, and the error says what to do', async () => {
    const folder = await temporaryFolder()
    const { stored, records, error } = await fill(folder, { fileLimit: 3000 })
    expect(stored).toBeGreaterThan(3)
    expect(records).toBe(stored * 2000)
    expect(error).toMatchObject({
      code: 'file',
      message: expect.stringContaining(folder) as string,
      hint: expect.stringMatching(
        /^The file has reached the size that files may have there\./,
      ) as string,
    })
    // The next program finds it whole, and goes on.
    const again = await fill(folder, { fileLimit: 6000 })
    expect(again.stored).toBeGreaterThan(0)
    const { archives, told } = archivesIn(folder)
    const { database } = await archives.open(subject)
    expect(await countKills(database)).toBe((stored + again.stored) * 2000)
    const [ids] = await database.rows('SELECT count(DISTINCT id) AS ids FROM kill_record')
    expect(Number(ids?.['ids'])).toBe((stored + again.stored) * 2000)
    expect(told).toEqual([])
  })
})

// Who may not mount has the test above; continuous integration runs this one as root.
describe.skipIf(!isRoot)('On a full disk', () => {
  it('what was reported as stored is there, and goes on once there is room', async () => {
    const folder = await smallDisk('size=4m')
    const { stored, records, error } = await fill(folder)
    expect(stored).toBeGreaterThan(3)
    expect(records).toBe(stored * 2000)
    expect(error).toMatchObject({
      code: 'file',
      message: expect.stringMatching(
        /^The archive .* could not be used: .*No space left on device/,
      ) as string,
      hint: 'The disk is full. Free some space, then try again.',
    })
    asRoot(`mount -o remount,size=16m ${folder}`)
    const { archives, told } = archivesIn(folder)
    const { database } = await archives.open(subject)
    expect(await countKills(database)).toBe(stored * 2000)
    await storeKills(database, { records: 1000, window: 999 })
    expect(await countKills(database)).toBe(stored * 2000 + 1000)
    expect(told).toEqual([])
  })

  it('an archive that is open works again as soon as there is room', async () => {
    const folder = await smallDisk('size=4m')
    const { archives } = archivesIn(folder)
    const { database } = await archives.open(subject)
    await storeKills(database, { records: 1000 })
    const ballast = join(folder, 'ballast')
    await writeFile(ballast, Buffer.alloc(16e6)).catch(() => undefined)
    for (let window = 2; window < 12; window += 1) {
      await storeKills(database, { records: 2000, window }).catch(() => undefined)
    }
    await expect(storeKills(database, { records: 200_000, window: 99 })).rejects.toMatchObject({
      code: 'file',
      hint: 'The disk is full. Free some space, then try again.',
    })
    const before = await countKills(database)
    await rm(ballast)
    await storeKills(database, { records: 500, window: 100 })
    expect(await countKills(database)).toBe(before + 500)
  })

  it('backup, compacting and export fail whole, and say so', async () => {
    const folder = await smallDisk('size=6m')
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await storeKills(archive.database, { records: 20_000 })
    await archives.closeAll()
    const reopened = await archives.open(subject)
    await writeFile(join(folder, 'ballast'), Buffer.alloc(16e6)).catch(() => undefined)
    const full = { code: 'file', hint: expect.stringMatching(/^The disk is full\./) as string }
    await expect(reopened.backup(join(folder, 'backup.duckdb'))).rejects.toMatchObject(full)
    await expect(reopened.compact()).rejects.toMatchObject(full)
    await expect(reopened.exportParquet(join(folder, 'export'))).rejects.toMatchObject(full)
    expect(await countKills(reopened.database)).toBe(20_000)
    await archives.closeAll()
    expect((await readdir(folder)).sort()).toEqual(['ballast', expect.stringMatching(/\.duckdb$/)])
  })

  it('an archive on a disk that is read-only can be read, and writing says why not', async () => {
    const folder = await smallDisk('size=8m')
    const { archives, told } = archivesIn(folder)
    await storeKills((await archives.open(subject)).database, { records: 70 })
    await archives.closeAll()
    asRoot(`mount -o remount,ro ${folder}`)
    await expect(archives.open(subject)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(archives.pathOf(subject)) as string,
      hint: 'The disk is read-only. Make it writable, then try again.',
    })
    const archive = await archives.openExisting(subject, { readOnly: true })
    expect(await countKills(archive!.database)).toBe(70)
    expect(told).toEqual([])
  })
})
