import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Archive } from '../../../src/main/archive/archive.ts'
import { Archives } from '../../../src/main/archive/archives.ts'
import type { QueryResult, QueryValue } from '../../../src/main/archive/query.ts'
import {
  countKills,
  projectNamed,
  storeKills,
  storeSummary,
  temporaryFolder,
} from '../../support/archive-files.ts'

const subject = projectNamed('Head office')

/** An archive with records, as the command line opens it or as the app does. */
async function archiveToQuery(
  readOnly: boolean,
): Promise<{ archive: Archive; folder: string; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'))
  const archives = new Archives({ folder, program: 'a test', tell: () => undefined })
  const writable = await archives.open(subject)
  await storeKills(writable.database, { records: 1000 })
  await storeSummary(writable.database)
  if (readOnly) await archives.closeAll()
  const archive = await archives.openExisting(subject, { readOnly })
  const close = async (): Promise<void> => {
    await archives.closeAll()
    await rm(folder, { recursive: true })
  }
  return { archive: archive!, folder, close }
}

async function all({ rows }: QueryResult): Promise<QueryValue[][]> {
  const found: QueryValue[][] = []
  for await (const part of rows) found.push(...part)
  return found
}

async function ask(archive: Archive, sql: string): Promise<QueryValue[][]> {
  return all(await archive.query(sql))
}

describe.each([
  { readOnly: true, opened: 'an archive opened to be read' },
  { readOnly: false, opened: 'an archive in use' },
])('A query over $opened', ({ readOnly }) => {
  let archive: Archive
  let folder: string
  let close: () => Promise<void>
  beforeAll(async () => {
    ;({ archive, folder, close } = await archiveToQuery(readOnly))
  })
  afterAll(() => close())

  it('brings columns with names and types, and values that lose nothing', async () => {
    const result = await archive.query(
      `SELECT min(killed_at) AS first, count(*) AS kills, (SELECT total_sql FROM summary_project) AS total,
        1.50::DECIMAL(9, 2) AS price, true AS yes, 0.5::DOUBLE AS half, [1, 2] AS list,
        {'name': 'x'} AS struct, NULL AS nothing, 7::INTEGER AS seven FROM kill_record`,
    )
    expect(result.columns).toEqual([
      { name: 'first', type: 'TIMESTAMP' },
      { name: 'kills', type: 'BIGINT' },
      { name: 'total', type: 'HUGEINT' },
      { name: 'price', type: 'DECIMAL(9,2)' },
      { name: 'yes', type: 'BOOLEAN' },
      { name: 'half', type: 'DOUBLE' },
      { name: 'list', type: 'INTEGER[]' },
      { name: 'struct', type: 'STRUCT("name" VARCHAR)' },
      { name: 'nothing', type: 'INTEGER' },
      { name: 'seven', type: 'INTEGER' },
    ])
    expect(await all(result)).toEqual([
      [
        '2026-05-01 00:00:00',
        1000n,
        12345678901234567890123456789n,
        '1.50',
        true,
        0.5,
        [1, 2],
        { name: 'x' },
        null,
        7,
      ],
    ])
  })

  it.each([
    'FROM kill_record LIMIT 1',
    'WITH k AS (SELECT * FROM kill_record) SELECT * FROM k LIMIT 1',
    'EXPLAIN SELECT 1',
    'DESCRIBE kill_record',
    'SHOW TABLES',
    'SUMMARIZE archive',
    'SELECT 1; ',
  ])('may be %s', async (sql) => {
    expect((await ask(archive, sql)).length).toBeGreaterThan(0)
  })

  it.each([
    ['', /The query is empty/],
    ['-- nothing', /The query is empty/],
    ['SELECT 1; SELECT 2', /has 2 statements; it must be exactly one/],
    ['SELECT ?', /must have no parameters/],
    ['SELEC 1', /The query is wrong: .*syntax error/],
    ['SELECT * FROM no_such_table', /The query is wrong: .*no_such_table/],
    ["SELECT CAST('x' AS INTEGER)", /The query is wrong: .*Could not convert/],
    ['DELETE FROM kill_record', /must be a SELECT/],
    ['INSERT INTO kill_record SELECT * FROM kill_record', /must be a SELECT/],
    ['DROP TABLE kill_record', /must be a SELECT/],
    ['CREATE TEMP TABLE mine AS SELECT 1', /must be a SELECT/],
    ['CHECKPOINT', /must be a SELECT/],
    ['SET memory_limit = 0', /must be a SELECT/],
    ["PRAGMA memory_limit = '1GB'", /must be a SELECT/],
    ['INSTALL httpfs', /must be a SELECT/],
    ['BEGIN', /must be a SELECT/],
    ['EXPLAIN ANALYZE DELETE FROM kill_record', /The query is wrong: .*read-only/],
    ["FROM enable_logging('QueryLog')", /must not call enable_logging/],
    ['FROM "checkpoint" ()', /must not call checkpoint/],
    ["FROM query('SELECT 1')", /must not call query/],
  ])('may not be %s', async (sql, says) => {
    await expect(ask(archive, sql)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(says) as string,
    })
    expect(await countKills(archive.database)).toBe(1000)
  })

  it('reaches no other file and no network, to read or to write', async () => {
    const elsewhere = await temporaryFolder()
    const secret = join(elsewhere, 'secret.csv')
    await writeFile(secret, 'a\n1\n')
    for (const sql of [
      `SELECT * FROM '${secret}'`,
      `SELECT * FROM read_csv('${secret}')`,
      `SELECT * FROM read_text('${secret}')`,
      `SELECT * FROM glob('${elsewhere}/*')`,
      `SELECT * FROM sniff_csv('${secret}')`,
      `SELECT * FROM parquet_schema('${secret}')`,
      `SELECT * FROM read_blob('${archive.path}')`,
      `COPY kill_record TO '${elsewhere}/stolen.csv'`,
      `ATTACH '${elsewhere}/other.duckdb'`,
      `EXPORT DATABASE '${elsewhere}/all'`,
      `SELECT * FROM 'https://127.0.0.1:1/x.parquet'`,
    ]) {
      await expect(ask(archive, sql), sql).rejects.toMatchObject({ code: 'input' })
    }
    expect(await readdir(elsewhere)).toEqual(['secret.csv'])
    expect((await readdir(folder)).join()).not.toMatch(/csv|other/)
  })

  it('can be left in the middle of its rows, or never be read', async () => {
    await archive.query('SELECT 1')
    for await (const part of (await archive.query('FROM range(10000000)')).rows) {
      expect(part.length).toBeLessThanOrEqual(2048)
      break
    }
    expect(await ask(archive, 'SELECT count(*) FROM kill_record')).toEqual([[1000n]])
  })

  it('can be stopped', async () => {
    const controller = new AbortController()
    const result = await archive.query(
      'SELECT sum(hash(a.range + b.range)) FROM range(1000000) a, range(1000000) b',
      controller.signal,
    )
    setTimeout(() => {
      controller.abort()
    }, 100)
    await expect(all(result)).rejects.toMatchObject({ code: 'cancelled' })
  })
})

it('A result far larger than the memory allowed comes piece by piece', async () => {
  const { archive, close } = await archiveToQuery(true)
  onTestFinished(close)
  const { rows } = await archive.query(`SELECT repeat('x', 1000) FROM range(2000000)`)
  let count = 0
  let peak = 0
  for await (const part of rows) {
    count += part.length
    if (count % (2048 * 50) === 0) peak = Math.max(peak, process.memoryUsage().rss)
  }
  expect(count).toBe(2_000_000)
  // The rows are 2 GB of text.
  expect(peak).toBeLessThan(1.2e9)
})
