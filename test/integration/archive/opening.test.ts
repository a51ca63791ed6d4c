import { chmod, mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import {
  archivesIn,
  closedArchive,
  countKills,
  projectNamed,
  storeKills,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')

async function change(path: string, alter: (bytes: Buffer) => void): Promise<void> {
  const bytes = await readFile(path)
  alter(bytes)
  await writeFile(path, bytes)
}

/** DuckDB's own checksum of a header block, which is 4096 bytes with the sum in front. */
function headerChecksum(block: Buffer): bigint {
  let sum = 5381n
  for (let offset = 8; offset < 4096; offset += 8) {
    sum ^= BigInt.asUintN(64, block.readBigUInt64LE(offset) * 0xbf58476d1ce4e5b9n)
  }
  return sum
}

describe('An archive', () => {
  it('is one file in a folder, and both are for their owner only', async () => {
    const folder = join(await temporaryFolder(), 'archive')
    const { archives } = archivesIn(folder)
    const archive = await archives.open(subject)
    await storeKills(archive.database, { records: 10 })
    expect(basename(archive.path)).toMatch(/^cn-north-4-[0-9a-f]{16}\.duckdb$/)
    const modes: Record<string, string> = {}
    for (const path of [folder, ...(await readdir(folder)).map((name) => join(folder, name))]) {
      modes[path.replace(archive.path, '…')] = ((await stat(path)).mode & 0o777).toString(8)
    }
    expect(modes).toEqual({
      [folder]: '700',
      '…': '600',
      '….wal': '600',
      [`….held-by-${String(process.pid)}.json`]: '600',
      '….tmp': '700',
    })
  })

  it('leaves nothing beside its file once it is closed', async () => {
    const { folder, path } = await closedArchive(subject)
    expect(await readdir(folder)).toEqual([basename(path)])
  })

  it('is the same file for whoever asks about the project, under whatever name', async () => {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const [first, second] = await Promise.all([
      archives.open(subject),
      archives.open(projectNamed('The same, by an access key')),
    ])
    expect(second).toBe(first)
    const other = await archives.open(projectNamed('Head office', 'another'))
    expect(other.path).not.toBe(first.path)
  })

  it('is not opened, nor made, only to look whether it is there', async () => {
    const folder = join(await temporaryFolder(), 'archive')
    const { archives } = archivesIn(folder)
    expect(await archives.openExisting(subject)).toBeNull()
    expect(await archives.openExisting(subject, { readOnly: true })).toBeNull()
    expect(await archives.size(subject)).toBeNull()
    expect(await archives.list()).toEqual([])
    await expect(stat(folder)).rejects.toThrow(/ENOENT/)
  })

  it('can be read from by a program that may not write', async () => {
    const { folder } = await closedArchive(subject)
    const { archives } = archivesIn(folder)
    const archive = await archives.openExisting(subject, { readOnly: true })
    expect(await countKills(archive!.database)).toBe(5000)
    await expect(storeKills(archive!.database, { records: 1, window: 2 })).rejects.toThrow(
      /read-only/,
    )
  })

  it('refuses to be that of another project', async () => {
    const { folder, path } = await closedArchive(subject)
    const { archives } = archivesIn(folder)
    const other = projectNamed('Branch', 'another')
    await writeFile(archives.pathOf(other), await readFile(path))
    await expect(archives.open(other)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(
        /is about the project 0a1b2c3d in cn-north-4, not about another/,
      ) as string,
    })
  })
})

describe('A file that can’t be an archive is set aside and told of, and a new one made:', () => {
  const damages: [string, (path: string) => Promise<unknown>][] = [
    ['junk', (path) => writeFile(path, 'junk '.repeat(10_000))],
    ['nothing at all', (path) => truncate(path, 0)],
    ['cut off in its header', (path) => truncate(path, 5000)],
    ['cut off in the middle', async (path) => truncate(path, (await stat(path)).size / 2)],
    [
      'a bit that has flipped in its header',
      (path) =>
        change(path, (bytes) => {
          bytes[20]! ^= 1
        }),
    ],
    [
      'a bit that has flipped in its tables',
      (path) =>
        change(path, (bytes) => {
          bytes[4096 + 20]! ^= 1
          bytes[8192 + 20]! ^= 1
        }),
    ],
  ]

  it.each(damages)('%s', async (_what, damage) => {
    const { folder, path } = await closedArchive(subject)
    await damage(path)
    const damaged = await readFile(path)
    const { archives, told } = archivesIn(folder)
    const archive = await archives.open(subject)
    expect(await countKills(archive.database)).toBe(0)
    const [aside] = (await readdir(folder)).filter((name) => name.includes('.damaged-'))
    expect(await readFile(join(folder, aside!))).toEqual(damaged)
    expect(told).toEqual([
      {
        kind: 'warning',
        text: expect.stringMatching(/is damaged and could not be read\. It was kept as /) as string,
      },
    ])
    expect(told[0]!.text).toContain(join(folder, aside!))
  })

  it('one of a newer DuckDB', async () => {
    const { folder, path } = await closedArchive(subject)
    await change(path, (bytes) => {
      expect(bytes.readBigUInt64LE(0)).toBe(headerChecksum(bytes))
      bytes.writeBigUInt64LE(9999n, 12)
      bytes.writeBigUInt64LE(headerChecksum(bytes), 0)
    })
    const { archives, told } = archivesIn(folder)
    expect(await countKills((await archives.open(subject)).database)).toBe(0)
    expect(told[0]!.text).toMatch(
      /was written by a newer version of Audit Desk .*It was kept as .*\.newer-.*Update Audit Desk/,
    )
  })

  it('one of a newer version of Audit Desk', async () => {
    const { folder, path } = await closedArchive(subject)
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(`INSERT INTO schema_version VALUES (99, now() AT TIME ZONE 'UTC')`)
    connection.closeSync()
    instance.closeSync()
    const { archives, told } = archivesIn(folder)
    expect(await countKills((await archives.open(subject)).database)).toBe(0)
    expect(told[0]!.text).toMatch(/newer version of Audit Desk .*Update Audit Desk/)
    expect((await readdir(folder)).join(' ')).toMatch(/\.duckdb\.newer-/)
  })

  it('a database of somebody else', async () => {
    const folder = await temporaryFolder()
    const { archives, told } = archivesIn(folder)
    const instance = await DuckDBInstance.create(archives.pathOf(subject))
    const connection = await instance.connect()
    await connection.run('CREATE TABLE recipes (name VARCHAR)')
    connection.closeSync()
    instance.closeSync()
    await archives.open(subject)
    expect(told[0]!.text).toMatch(/is not one of Audit Desk’s\. It was kept as /)
  })

  it('each of several, in the same second, under a name of its own', async () => {
    const { folder, path } = await closedArchive(subject)
    for (const junk of ['one', 'two', 'three']) {
      await writeFile(path, junk.repeat(5000))
      const { archives } = archivesIn(folder)
      await archives.open(subject)
      await archives.closeAll()
    }
    const aside = (await readdir(folder)).filter((name) => name.includes('.damaged-'))
    const contents = await Promise.all(aside.map((name) => readFile(join(folder, name), 'utf8')))
    expect(contents.map((text) => text.slice(0, 3)).sort()).toEqual(['one', 'thr', 'two'])
  })

  it('also where it was only to be read, and then there is none', async () => {
    const { folder, path } = await closedArchive(subject)
    await writeFile(path, 'junk '.repeat(10_000))
    const { archives, told } = archivesIn(folder)
    expect(await archives.openExisting(subject, { readOnly: true })).toBeNull()
    expect(told).toHaveLength(1)
  })
})

it('Rows on a damaged part of the disk are never made up: reading them fails, and says what to do', async () => {
  const { path } = await closedArchive(subject)
  const whole = await readFile(path)
  const header = 3 * 4096
  const block = 256 * 1024
  const outcomes: string[] = []
  for (let at = header; at < whole.length; at += block) {
    const folder = await temporaryFolder()
    const { archives } = archivesIn(folder)
    const bytes = Buffer.from(whole)
    bytes[at + 1000]! ^= 4
    await writeFile(archives.pathOf(subject), bytes)
    const { database } = await archives.open(subject)
    const outcome = await database
      .rows('SELECT count(*) AS records, sum(hash(k)) AS hash FROM kill_record k')
      .then(([row]) => String(row?.['records']), archiveError)
    outcomes.push(outcome)
  }
  // A block that holds nothing now, one that holds the tables (set aside), one that holds rows.
  expect(new Set(outcomes)).toEqual(new Set(['5000', '0', 'file: A part of the file is damaged.']))
})

function archiveError(error: unknown): string {
  expect(error).toBeInstanceOf(AuditDeskError)
  const { code, hint } = error as AuditDeskError
  return `${code}: ${hint!.split(' Copy')[0]!}`
}

describe('A file that may be whole is never set aside, but told what is wrong:', () => {
  it('a folder in its place', async () => {
    const folder = await temporaryFolder()
    const { archives, told } = archivesIn(folder)
    await mkdir(archives.pathOf(subject))
    await expect(archives.open(subject)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(archives.pathOf(subject)) as string,
      hint: 'It is a folder. Move the folder away, then try again.',
    })
    expect(told).toEqual([])
  })

  it('a file in place of its folder', async () => {
    const folder = join(await temporaryFolder(), 'archive')
    await writeFile(folder, '')
    const { archives } = archivesIn(folder)
    await expect(archives.open(subject)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(archives.pathOf(subject)) as string,
      hint: 'The name is taken by something else. Move that away, then try again.',
    })
  })

  // The rights of files don't bind root.
  it.skipIf(process.getuid?.() === 0)('a file one may not read', async () => {
    const { folder, path } = await closedArchive(subject)
    const before = await readFile(path)
    await chmod(path, 0)
    const { archives, told } = archivesIn(folder)
    await expect(archives.open(subject)).rejects.toMatchObject({
      code: 'file',
      hint: expect.stringMatching(/^You may not write there\. Give yourself the right/) as string,
    })
    await chmod(path, 0o600)
    expect(await readFile(path)).toEqual(before)
    expect(told).toEqual([])
  })
})
