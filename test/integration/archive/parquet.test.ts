import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance, type Json } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import type { Archive } from '../../../src/main/archive/archive.ts'
import {
  archivesIn,
  projectNamed,
  storeKills,
  storeSummary,
  temporaryFolder,
} from '../../support/archive-files.ts'

async function archiveOf(accountName: string): Promise<Archive> {
  const { archives } = archivesIn(await temporaryFolder())
  const archive = await archives.open(projectNamed(accountName))
  await storeKills(archive.database, { records: 100 })
  await archive.database.write(({ run }) =>
    run(`UPDATE kill_record SET killed_at = TIMESTAMP '2026-06-30 23:59:59.999' WHERE raw_row = 0`),
  )
  await storeSummary(archive.database)
  return archive
}

/** Asks a DuckDB that knows nothing of the archive. */
async function elsewhere(sql: string): Promise<Record<string, Json>[]> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(`SET TimeZone = 'UTC'`)
  const reader = await connection.runAndReadAll(sql)
  const rows = reader.getRowObjectsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

/** The folders of an export, and how many files lie in each. */
async function layout(folder: string): Promise<Record<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const counts: Record<string, number> = {}
  for (const { parentPath } of files) {
    const name = parentPath.slice(folder.length + 1)
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

describe('An export as Parquet', () => {
  it('has folders by account and, for the kill log, by month, and says what it does', async () => {
    const archive = await archiveOf('Head office')
    const folder = join(await temporaryFolder(), 'export')
    const progress: string[] = []
    const exported = await archive.exportParquet(folder, {
      onProgress: ({ table, rows, tablesDone, tablesTotal }) => {
        progress.push(`${table}: ${String(rows)} (${String(tablesDone)} of ${String(tablesTotal)})`)
      },
    })
    expect(await layout(folder)).toEqual({
      '': 1,
      'kill_record/account=Head%20office/year_month=2026-05': 1,
      'kill_record/account=Head%20office/year_month=2026-06': 1,
      'kill_record/account=Head%20office/year_month=unknown': 1,
      'kill_window/account=Head%20office': 1,
      'answer/account=Head%20office': 1,
      'summary_project/account=Head%20office': 1,
    })
    expect(await readdir(folder)).toContain('_SUCCESS')
    expect(exported.folder).toBe(folder)
    expect(exported.tables).toEqual(
      expect.arrayContaining([
        { name: 'kill_record', rows: 100 },
        { name: 'session_share', rows: 0 },
      ]),
    )
    expect(progress[0]).toBe('kill_record: 100 (1 of 8)')
    expect(progress).toHaveLength(8)
  })

  it('stands alone: whose it is, when it was fetched, every digit, times in UTC', async () => {
    const archive = await archiveOf('Büro/1 = 北京')
    const folder = await temporaryFolder()
    await archive.exportParquet(folder)
    expect(
      await elsewhere(
        `SELECT account, account_name, region, project_id, fetched_at::VARCHAR AS fetched_at,
          total_sql::VARCHAR AS total_sql
        FROM read_parquet('${folder}/summary_project/*/*.parquet', hive_partitioning = true)`,
      ),
    ).toEqual([
      {
        account: 'Büro/1 = 北京',
        account_name: 'Büro/1 = 北京',
        region: 'cn-north-4',
        project_id: '0a1b2c3d',
        fetched_at: '2026-05-09 10:00:00+00',
        total_sql: '12345678901234567890123456789',
      },
    ])
    expect(
      await elsewhere(
        `SELECT year_month, count(*)::INTEGER AS records, count(killed_at)::INTEGER AS timed,
          max(killed_at)::VARCHAR AS last, any_value(collected_at)::VARCHAR AS collected
        FROM read_parquet('${folder}/kill_record/*/*/*.parquet', hive_partitioning = true)
        GROUP BY year_month ORDER BY year_month`,
      ),
    ).toEqual([
      {
        year_month: '2026-05',
        records: 89,
        timed: 89,
        last: '2026-05-01 01:38:00+00',
        collected: '2026-05-09 10:00:00+00',
      },
      {
        year_month: '2026-06',
        records: 1,
        timed: 1,
        last: '2026-06-30 23:59:59.999+00',
        collected: '2026-05-09 10:00:00+00',
      },
      {
        year_month: 'unknown',
        records: 10,
        timed: 0,
        last: null,
        collected: '2026-05-09 10:00:00+00',
      },
    ])
  })

  it('finds a folder’s name for the longest name of an account', async () => {
    const name = '数'.repeat(80)
    const archive = await archiveOf(name)
    const folder = await temporaryFolder()
    await archive.exportParquet(folder)
    expect(
      await elsewhere(
        `SELECT DISTINCT account_name FROM read_parquet('${folder}/kill_record/*/*/*.parquet')`,
      ),
    ).toEqual([{ account_name: name }])
  })

  it('goes to an empty folder only, and leaves what is in another', async () => {
    const archive = await archiveOf('Head office')
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'mine.txt'), 'mine')
    await expect(archive.exportParquet(folder)).rejects.toMatchObject({
      code: 'input',
      message: `The folder ${folder} is not empty; an export goes to an empty folder of its own.`,
    })
    expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine')
    await expect(archive.exportParquet(join(folder, 'mine.txt'))).rejects.toMatchObject({
      code: 'file',
    })
  })

  it('leaves nothing behind when it fails on the way', async () => {
    const archive = await archiveOf('Head office')
    const folder = join(await temporaryFolder(), 'export')
    await expect(
      archive.exportParquet(folder, {
        onProgress: () => {
          throw new Error('on the way')
        },
      }),
    ).rejects.toThrow('on the way')
    await expect(readdir(folder)).rejects.toThrow(/ENOENT/)
    const there = await temporaryFolder()
    // What is moved last is in its way.
    const blocked = archive.exportParquet(there, {
      onProgress: ({ tablesDone, tablesTotal }) => {
        if (tablesDone === tablesTotal) void mkdir(join(there, '_SUCCESS'))
      },
    })
    await expect(blocked).rejects.toMatchObject({
      code: 'file',
      message: expect.stringContaining(there) as string,
    })
    expect(await readdir(there)).toEqual([])
  })
})

describe('docs/archive.md', () => {
  it('has a query for DuckDB that runs as it stands', async () => {
    const text = await readFile('docs/archive.md', 'utf8')
    const query = /### DuckDB\n+```sql\n([^`]+)```/.exec(text)?.[1]
    const archive = await archiveOf('Head office')
    const folder = await temporaryFolder()
    await archive.exportParquet(folder)
    expect(await elsewhere(query!.replaceAll('DIR/', `${folder}/`))).toEqual([
      { account: 'Head office', operator: 'root', kills: '90' },
    ])
  })

  it('explains every table and every column there is', async () => {
    const text = await readFile('docs/archive.md', 'utf8')
    const archive = await archiveOf('Head office')
    const columns = await archive.database.rows(
      `SELECT table_name, column_name FROM duckdb_columns()
      WHERE database_name = current_database() AND column_name <> 'answer_id'`,
    )
    expect(columns.length).toBeGreaterThan(50)
    const unexplained = columns.flatMap(({ table_name: table, column_name: column }) =>
      [table, column].filter((name) => !text.includes(`\`${String(name)}\``)),
    )
    expect(unexplained).toEqual([])
  })
})
