import { stat } from 'node:fs/promises'
import type { Database } from './database.ts'
import { archiveError } from './errors.ts'
import { identifier } from './sql.ts'

/** What an archive holds. Times are ISO 8601 in UTC, `null` when there is nothing yet. */
export interface ArchiveInfo {
  path: string
  /** Of the file and its .wal. */
  bytes: number
  region: string
  projectId: string
  accountName: string
  createdAt: string
  schemaVersion: number
  duckdbVersion: string
  /** Rows of every table, by name. */
  tables: { name: string; rows: number }[]
  /** Of answers to screens: when the oldest and the newest were read. */
  answers: { count: number; oldest: string | null; newest: string | null }
  killLog: {
    records: number
    windows: number
    /** Times of the records. */
    oldest: string | null
    newest: string | null
    /** When a window was last collected. */
    lastCollected: string | null
  }
}

/** @throws AuditDeskError `file` */
export async function infoOf(database: Database): Promise<ArchiveInfo> {
  const bytes = await bytesOf(database.path)
  return database.snapshot(async ({ rows }) => {
    const one = async (sql: string): Promise<Record<string, unknown>> => (await rows(sql))[0] ?? {}
    const names = await rows(
      `SELECT table_name AS name FROM duckdb_tables()
       WHERE database_name = current_database() AND NOT temporary ORDER BY name`,
    )
    const tables: ArchiveInfo['tables'] = []
    for (const { name } of names) {
      const table = String(name)
      const { rows: count } = await one(`SELECT count(*) AS rows FROM ${identifier(table)}`)
      tables.push({ name: table, rows: Number(count) })
    }
    const about = await one('SELECT * FROM archive')
    const answers = await one(
      'SELECT count(*) AS count, min(fetched_at) AS oldest, max(fetched_at) AS newest FROM answer',
    )
    const records = await one(
      'SELECT count(*) AS count, min(killed_at) AS oldest, max(killed_at) AS newest FROM kill_record',
    )
    const windows = await one(
      'SELECT count(*) AS count, max(collected_at) AS newest FROM kill_window',
    )
    const { version: schema } = await one('SELECT max(version) AS version FROM schema_version')
    const { version: duckdb } = await one('SELECT version() AS version')
    return {
      path: database.path,
      bytes,
      region: String(about['region']),
      projectId: String(about['project_id']),
      accountName: String(about['account_name']),
      createdAt: instant(about['created_at']) ?? '',
      schemaVersion: Number(schema),
      duckdbVersion: String(duckdb),
      tables,
      answers: {
        count: Number(answers['count']),
        oldest: instant(answers['oldest']),
        newest: instant(answers['newest']),
      },
      killLog: {
        records: Number(records['count']),
        windows: Number(windows['count']),
        oldest: instant(records['oldest']),
        newest: instant(records['newest']),
        lastCollected: instant(windows['newest']),
      },
    }
  })
}

function instant(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : null
}

/** How much of the disk a file and its .wal take; 0 for what is in memory. */
export async function bytesOf(path: string): Promise<number> {
  let bytes = 0
  for (const file of [path, `${path}.wal`]) {
    try {
      bytes += (await stat(file)).size
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        throw archiveError(path, error)
      }
    }
  }
  return bytes
}
