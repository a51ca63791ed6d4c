import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  archivesIn,
  closedArchive,
  countKills,
  projectNamed,
  storeKills,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')

/** What a process that is killed leaves of that archive: its file, and 2000 more records in its .wal. */
async function killedWithRecordsInWal({ folder, path }: { folder: string; path: string }) {
  const { archives } = archivesIn(folder)
  const archive = await archives.open(subject)
  await storeKills(archive.database, { records: 2000, window: 2 })
  const [file, wal] = [await readFile(path), await readFile(`${path}.wal`)]
  await archives.closeAll()
  return { file, wal }
}

describe('An archive is set aside and told of', () => {
  const damagesOfWal: [string, (wal: Buffer) => void][] = [
    [
      'in its middle',
      (wal) => {
        wal[wal.length >> 1]! ^= 8
      },
    ],
    [
      'at its beginning',
      (wal) => {
        wal[0]! ^= 1
      },
    ],
    [
      'in the length of an entry',
      (wal) => {
        const second = 8 + 16 + Number(wal.readBigUInt64LE(8))
        wal[second + 7]! ^= 1
      },
    ],
  ]

  it.each(damagesOfWal)('whose .wal is damaged %s, together with it', async (_where, damage) => {
    const { folder, path } = await closedArchive(subject)
    const { file, wal } = await killedWithRecordsInWal({ folder, path })
    damage(wal)
    await writeFile(path, file)
    await writeFile(`${path}.wal`, wal)

    const { archives, told } = archivesIn(folder)
    expect(await countKills((await archives.open(subject)).database)).toBe(0)
    expect(told).toHaveLength(1)
    const names = await readdir(folder)
    const aside = names.find((name) => /\.damaged-[0-9TZ-]+$/.test(name))!
    expect(await readFile(join(folder, aside))).toEqual(file)
    expect(await readFile(join(folder, `${aside}.wal`))).toEqual(wal)
  })

  const leftByCrashes: [string, number, (wal: Buffer) => Buffer][] = [
    ['is whole', 2000, (wal) => wal],
    ['ends within its last entry', 0, (wal) => wal.subarray(0, -5)],
    ['ends within its beginning', 0, (wal) => wal.subarray(0, 5)],
    ['was made longer and not filled', 0, (wal) => Buffer.alloc(wal.length)],
    ['is empty', 0, () => Buffer.alloc(0)],
  ]

  it.each(leftByCrashes)(
    'but not one whose .wal %s, as a crash leaves it',
    async (_how, kept, leave) => {
      const { folder, path } = await closedArchive(subject)
      const { file, wal } = await killedWithRecordsInWal({ folder, path })
      await writeFile(path, file)
      await writeFile(`${path}.wal`, leave(wal))

      const { archives, told } = archivesIn(folder)
      expect(await countKills((await archives.open(subject)).database)).toBe(5000 + kept)
      expect(told).toEqual([])
    },
  )
})
