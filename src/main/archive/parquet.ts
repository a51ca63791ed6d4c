import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { AuditDeskError } from '../../shared/errors.ts'
import { chosenFileError, isFileError } from '../file-error.ts'
import type { Database, Session } from './database.ts'
import { identifier, literal } from './sql.ts'

export interface ExportProgress {
  /** The table that was just written. */
  table: string
  rows: number
  tablesDone: number
  tablesTotal: number
}

export interface ExportedFiles {
  folder: string
  tables: { name: string; rows: number }[]
}

/** Tables whose rows belong to an answer, and are exported with when and to which question. */
const ofAnswers = [
  'summary_project',
  'summary_instance',
  'session_share',
  'risk_point',
  'analysis',
] as const

/** Stands in a folder that is whole, as Hadoop's programs have it. */
const marker = '_SUCCESS'

/**
 * Writes every typed table as Parquet under `folder/<table>/account=<account's name>/`, the kill log
 * also by `year_month=2026-05` of the record's time in UTC (`unknown` for those without). Times are
 * instants in UTC, counts DECIMAL(38,0).
 * @param folder made if it isn't there; must be empty
 * @throws AuditDeskError `input` when it isn't empty, `file`; the folder is then as it was
 */
export async function exportParquet(
  database: Database,
  folder: string,
  { onProgress }: { onProgress?: (progress: ExportProgress) => void } = {},
): Promise<ExportedFiles> {
  const to = resolve(folder)
  const wasThere = await refuseUnlessEmpty(to)
  const staging = join(database.temporaryFolder, randomUUID())
  try {
    const tables = await database.snapshot((session) => writeTables(session, staging, onProgress))
    await moveFiles(staging, to)
    await writeFile(join(to, marker), '')
    return { folder: to, tables }
  } catch (error) {
    await clear(to, wasThere)
    throw isFileError(error) ? chosenFileError(to, error) : error
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

/** @returns whether it is there */
async function refuseUnlessEmpty(folder: string): Promise<boolean> {
  try {
    const names = await readdir(folder)
    if (names.length === 0) return true
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return false
    throw isFileError(error) ? chosenFileError(folder, error) : error
  }
  throw new AuditDeskError({
    code: 'input',
    message: `The folder ${folder} is not empty; an export goes to an empty folder of its own.`,
    retryable: false,
    hint: 'Choose another folder, or empty it first.',
  })
}

async function writeTables(
  { rows }: Session,
  staging: string,
  onProgress: ((progress: ExportProgress) => void) | undefined,
): Promise<ExportedFiles['tables']> {
  await mkdir(staging, { recursive: true, mode: 0o700 })
  const tables = await selections(rows)
  const written: ExportedFiles['tables'] = []
  for (const { name, select, partitions } of tables) {
    const [copied] = await rows(
      `COPY (${select}) TO ${literal(join(staging, name))} (
        FORMAT parquet, COMPRESSION zstd,
        PARTITION_BY (${partitions.join(', ')}), FILENAME_PATTERN 'part-{uuid}')`,
    )
    const count = Number(copied?.['Count'])
    written.push({ name, rows: count })
    onProgress?.({
      table: name,
      rows: count,
      tablesDone: written.length,
      tablesTotal: tables.length,
    })
  }
  return written
}

interface Selection {
  name: string
  select: string
  partitions: string[]
}

async function selections(rows: Session['rows']): Promise<Selection[]> {
  const [about] = await rows('SELECT account_name, project_id FROM archive')
  const account = partitionName(String(about?.['account_name']), String(about?.['project_id']))
  const whose = `${literal(account)} AS account, archive.account_name, archive.region, archive.project_id`
  const columns = (table: string, left: readonly string[] = []): Promise<string> =>
    exportedColumns(rows, table, left)
  const answered = await Promise.all(
    ofAnswers.map(async (name) => ({
      name,
      select: `SELECT ${whose}, ${await columns('answer', ['id', 'kind'])}, ${await columns(name)}
        FROM archive, ${name} JOIN answer ON answer.id = ${name}.answer_id`,
      partitions: ['account'],
    })),
  )
  return [
    {
      name: 'kill_record',
      select: `SELECT ${whose}, coalesce(strftime(kill_record.killed_at, '%Y-%m'), 'unknown') AS year_month,
          ${await columns('kill_record')},
          ${await columns('kill_window', ['id', 'asked_instance_id'])}
        FROM archive, kill_record JOIN kill_window ON kill_window.id = kill_record.window_id`,
      partitions: ['account', 'year_month'],
    },
    {
      name: 'kill_window',
      select: `SELECT ${whose}, ${await columns('kill_window')} FROM archive, kill_window`,
      partitions: ['account'],
    },
    {
      name: 'answer',
      select: `SELECT ${whose}, ${await columns('answer')} FROM archive, answer`,
      partitions: ['account'],
    },
    ...answered,
  ]
}

/** Parquet has no HUGEINT, and only times that know they are in UTC mean the same to everyone. */
async function exportedColumns(
  rows: Session['rows'],
  table: string,
  left: readonly string[],
): Promise<string> {
  const columns = await rows(
    `SELECT column_name AS name, data_type AS type FROM duckdb_columns()
     WHERE database_name = current_database() AND table_name = ? ORDER BY column_index`,
    [table],
  )
  return columns
    .filter(({ name }) => !left.includes(String(name)))
    .map(({ name, type }) => {
      const column = identifier(String(name))
      const value = `${table}.${column}`
      if (type === 'HUGEINT') return `CAST(${value} AS DECIMAL(38, 0)) AS ${column}`
      if (type === 'TIMESTAMP') return `${value} AT TIME ZONE 'UTC' AS ${column}`
      return `${value} AS ${column}`
    })
    .join(', ')
}

/** DuckDB encodes the name as a URL would, and the name of a folder may have 255 bytes. */
function partitionName(account: string, projectId: string): string {
  const longest = 200
  if (encodeURIComponent(account).length <= longest) return account
  const letters = Array.from(account)
  const end = `~${projectId}`
  while (encodeURIComponent(letters.join('') + end).length > longest) letters.pop()
  return letters.join('') + end
}

async function moveFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name)
    const target = join(to, relative(from, file))
    await mkdir(dirname(target), { recursive: true })
    try {
      await rename(file, target)
    } catch (error) {
      // A rename doesn't lead to another disk.
      if (!(isFileError(error) && error.code === 'EXDEV')) throw error
      await copyFile(file, target)
    }
  }
}

async function clear(folder: string, wasThere: boolean): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
  if (!wasThere) await rmdir(folder).catch(() => undefined)
}
