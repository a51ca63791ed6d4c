import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { archivesIn, countKills, projectNamed, storeKills } from '../support/archive-files.ts'
import { fill } from '../support/filled-archive.ts'
import { canMakeDisks, smallDisk } from '../support/small-disk.ts'

const subject = projectNamed('Head office')

describe.skipIf(!canMakeDisks)('An archive on a full disk', () => {
  it('what was reported as stored is there, and goes on once there is room', async () => {
    const { folder, remount } = await smallDisk('4m')
    const { stored, records, error } = await fill(subject, folder)
    expect(stored).toBeGreaterThan(3)
    expect(records).toBe(stored * 2000)
    expect(error).toMatchObject({
      code: 'file',
      message: expect.stringMatching(
        /^The archive .* could not be used: .*No space left on device/,
      ) as string,
      hint: 'The disk is full. Free some space, then try again.',
    })
    remount('size=16m')
    const { archives, told } = archivesIn(folder)
    const { database } = await archives.open(subject)
    expect(await countKills(database)).toBe(stored * 2000)
    await storeKills(database, { records: 1000, window: 999 })
    expect(await countKills(database)).toBe(stored * 2000 + 1000)
    expect(told).toEqual([])
  })

  it('an archive that is open works again as soon as there is room', async () => {
    const { folder } = await smallDisk('4m')
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
    const { folder } = await smallDisk('6m')
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
    const { folder, remount } = await smallDisk('8m')
    const { archives, told } = archivesIn(folder)
    await storeKills((await archives.open(subject)).database, { records: 70 })
    await archives.closeAll()
    remount('ro')
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
