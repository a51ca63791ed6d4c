import { execFile, spawnSync } from 'node:child_process'
import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Ledger } from '../../../src/main/report/bundle/ledger.ts'
import type { LedgerEntry } from '../../../src/shared/model/evidence.ts'
import { temporaryFolder } from '../../support/bundles.ts'

const run = promisify(execFile)
const appender = new URL('../../support/append-to-ledger.ts', import.meta.url).pathname

function entry(number: number): LedgerEntry {
  return {
    at: `2026-11-21T12:00:0${number}.000Z`,
    author: 'Li Lei',
    what: `${number} accounts, 2026-05-01 – 2026-07-01`,
    where: `/home/li/报告 ${number}`,
    digest: String(number).repeat(64),
    key: 'f'.repeat(64),
  }
}

async function ledgerOf(count: number): Promise<{ path: string; ledger: Ledger }> {
  const path = join(await temporaryFolder(), 'profile', 'ledger.jsonl')
  const ledger = new Ledger(path)
  for (let number = 1; number <= count; number++) await ledger.append(entry(number))
  return { path, ledger }
}

/** Changes the lines of the file. */
async function meddle(path: string, change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  await writeFile(
    path,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  )
}

async function problems(ledger: Ledger): Promise<string[]> {
  return (await ledger.read()).problems.map(({ text }) => text)
}

describe('The ledger', () => {
  it('is empty before the first bundle', async () => {
    const { ledger } = await ledgerOf(0)
    expect(await ledger.read()).toEqual({ entries: [], problems: [] })
  })

  it('lists every bundle, newest first, and finds its chain whole', async () => {
    const { ledger } = await ledgerOf(4)
    expect(await ledger.read()).toEqual({ entries: [4, 3, 2, 1].map(entry), problems: [] })
  })

  it('is only ever added to', async () => {
    const { path, ledger } = await ledgerOf(2)
    const before = await readFile(path, 'utf8')
    await ledger.append(entry(3))
    expect((await readFile(path, 'utf8')).startsWith(before)).toBe(true)
  })

  it('names the line that was changed', async () => {
    const { path, ledger } = await ledgerOf(4)
    await meddle(path, (lines) => lines.map((line) => line.replace('2 accounts', '9 accounts')))
    expect(await ledger.read()).toMatchObject({
      problems: [{ line: 2, text: 'Line 2 was changed.' }],
    })
  })

  it('names the line after one that was changed and given a new hash', async () => {
    const { path, ledger } = await ledgerOf(3)
    const forged = await ledgerOf(1)
    const other = new Ledger(forged.path)
    await other.append({ ...entry(2), author: 'Somebody else' })
    const [, line] = (await readFile(forged.path, 'utf8')).split('\n')
    await meddle(path, ([one, , three]) => [one!, line!, three!])
    expect(await problems(ledger)).toEqual([
      'Line 3 follows an entry that isn’t there: what came before it was removed or changed.',
    ])
  })

  it('names the line before which one was removed', async () => {
    const { path, ledger } = await ledgerOf(4)
    await meddle(path, ([one, , three, four]) => [one!, three!, four!])
    expect(await problems(ledger)).toEqual([
      'Line 2 follows an entry that isn’t there: what came before it was removed or changed.',
    ])
  })

  it('names lines that changed places, and one that was written twice', async () => {
    const moved = await ledgerOf(4)
    await meddle(moved.path, ([one, two, three, four]) => [one!, three!, two!, four!])
    expect((await problems(moved.ledger)).join('\n')).toContain(
      'Line 2 belongs after line 3: lines were moved, added or written twice.',
    )
    const twice = await ledgerOf(3)
    await meddle(twice.path, ([one, two, three]) => [one!, two!, two!, three!])
    expect(await problems(twice.ledger)).toEqual([
      'Line 3 belongs after line 1: lines were moved, added or written twice.',
    ])
  })

  it('notices that the last entries were removed, also after a new one was added', async () => {
    const { path, ledger } = await ledgerOf(4)
    await meddle(path, ([one, two]) => [one!, two!])
    expect(await problems(ledger)).toEqual([
      'There were 4 entries; 2 are left: entries were removed.',
    ])
    await ledger.append(entry(5))
    await ledger.append(entry(6))
    expect(await problems(ledger)).toEqual([
      'Line 3 follows an entry that isn’t there: what came before it was removed or changed.',
    ])
  })

  it('notices that the whole list was removed', async () => {
    const { path, ledger } = await ledgerOf(4)
    await rm(path)
    expect(await problems(ledger)).toEqual([
      'There were 4 entries; 0 are left: entries were removed.',
    ])
  })

  it('notices that the note of its end was removed', async () => {
    const { path, ledger } = await ledgerOf(2)
    await rm(`${path}.head`)
    expect(await problems(ledger)).toEqual([
      'The note of the last entry is missing or damaged: entries after it may have been removed.',
    ])
  })

  it('says that its last line was cut off, and goes on behind it', async () => {
    const { path, ledger } = await ledgerOf(2)
    const text = await readFile(path, 'utf8')
    await appendFile(path, '{"at":"2026-11-21T12:00:0')
    expect(await ledger.read()).toMatchObject({
      entries: [entry(2), entry(1)],
      problems: [{ line: 3, text: expect.stringContaining('Line 3 is cut off') as string }],
    })
    await ledger.append(entry(3))
    expect((await readFile(path, 'utf8')).startsWith(text)).toBe(true)
    expect(await ledger.read()).toMatchObject({
      entries: [entry(3), entry(2), entry(1)],
      problems: [{ line: 3, text: 'Line 3 can’t be read: it was cut off or changed.' }],
    })
  })

  it('takes an entry whose note a crash prevented for what it is', async () => {
    const { path, ledger } = await ledgerOf(2)
    const head = await readFile(`${path}.head`, 'utf8')
    await ledger.append(entry(3))
    await writeFile(`${path}.head`, head)
    expect(await problems(ledger)).toEqual([])
    await ledger.append(entry(4))
    expect(await problems(ledger)).toEqual([])
  })

  it('notices every change of a single byte', async () => {
    const { path, ledger } = await ledgerOf(2)
    const whole = await readFile(path)
    for (let position = 0; position < whole.length; position += 7) {
      const changed = Buffer.from(whole)
      changed.writeUInt8(whole.readUInt8(position) ^ 1, position)
      await writeFile(path, changed)
      expect([position, (await problems(ledger)).length > 0]).toEqual([position, true])
    }
  })

  it('keeps every entry of processes that add at once, in one chain', async () => {
    const { path, ledger } = await ledgerOf(0)
    const names = ['one', 'two', 'three']
    await Promise.all(names.map((name) => run(process.execPath, [appender, path, name, '15'])))
    const { entries, problems } = await ledger.read()
    expect(problems).toEqual([])
    for (const name of names) {
      const theirs = entries.filter(({ author }) => author === name).map(({ what }) => what)
      expect(theirs).toEqual(Array.from({ length: 15 }, (_, index) => String(14 - index)))
    }
  })

  it('isn’t held up by a lock that a dead process left', async () => {
    const { path, ledger } = await ledgerOf(1)
    const { pid } = spawnSync(process.execPath, ['--version'])
    await writeFile(`${path}.lock`, `${pid} ${hostname()} left\n`)
    await ledger.append(entry(2))
    expect((await ledger.read()).entries).toHaveLength(2)
    const left = await readdir(join(path, '..'))
    expect(left.sort()).toEqual(['ledger.jsonl', 'ledger.jsonl.head'])
  })

  it.skipIf(process.platform === 'win32')('is for its owner’s eyes', async () => {
    const { path } = await ledgerOf(1)
    const { stdout } = await run('stat', ['-c', '%a', path])
    expect(stdout.trim()).toBe('600')
  })
})
