import { randomUUID } from 'node:crypto'
import { chmod, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { AuditDeskError } from '../../shared/errors.ts'
import { chosenFileError, isFileError } from '../file-error.ts'
import { Database, type Session } from './database.ts'
import { archiveError } from './errors.ts'
import { copyWhole, exists, syncFolder } from './files.ts'
import { identifier, literal } from './sql.ts'

/**
 * Writes a copy that is an archive itself, as of one moment, while the archive stays in use.
 * @param to must not be there yet
 * @throws AuditDeskError `input` when it is, `file`; there is then no copy
 */
export async function backUp(
  database: Database,
  to: string,
): Promise<{ path: string; bytes: number }> {
  const path = resolve(to)
  if (await exists(path)) {
    throw new AuditDeskError({
      code: 'input',
      message: `${path} is already there; a backup replaces no file.`,
      retryable: false,
      hint: 'Choose another name, or delete it first.',
    })
  }
  const copy = await copyOf(database)
  try {
    await move(copy, path)
    return { path, bytes: (await stat(path)).size }
  } catch (error) {
    throw isFileError(error) ? chosenFileError(path, error) : error
  } finally {
    await rm(copy, { force: true })
  }
}

/**
 * Writes the archive anew, without the room that rows no longer there have left, and puts it in the
 * place of the old one by renaming: whatever happens, there is one or the other. Reads and writes
 * wait meanwhile.
 * @returns sizes in bytes
 * @throws AuditDeskError `file`; the archive is then as it was
 */
export async function compact(database: Database): Promise<{ before: number; after: number }> {
  const { path } = database
  return database.whileClosed(async () => {
    // Its rows would be in both the new file and the .wal.
    if (await exists(`${path}.wal`)) {
      throw archiveError(path, new Error(`${path}.wal could not be merged into it`))
    }
    const old = await Database.open(path, { readOnly: true })
    try {
      const copy = await copyOf(old)
      const [before, after] = [(await stat(path)).size, (await stat(copy)).size]
      // While it is open nobody else can start to write to the old one; but Windows renames over
      // no open file.
      if (process.platform === 'win32') await old.close()
      await rename(copy, path)
      await syncFolder(dirname(path))
      return { before, after }
    } catch (error) {
      throw archiveError(path, error)
    } finally {
      await old.close()
    }
  })
}

/** A whole copy among the temporary files, flushed to the disk and checked. @throws AuditDeskError `file` */
async function copyOf(database: Database): Promise<string> {
  const copy = join(database.temporaryFolder, `${randomUUID()}.duckdb`)
  const counts = await database.read(async (session) => {
    const name = identifier(randomUUID())
    await session.run(`ATTACH ${literal(copy)} AS ${name} (READ_WRITE)`)
    try {
      await session.run('BEGIN TRANSACTION')
      const [current] = await session.rows('SELECT current_database() AS name')
      const from = identifier(String(current?.['name']))
      await session.run(`COPY FROM DATABASE ${from} TO ${name}`)
      const counted = await countRows(session)
      await session.run('COMMIT')
      return counted
    } catch (error) {
      await session.run('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      await session.run(`DETACH ${name}`)
    }
  })
  const check = await Database.open(copy, { readOnly: true })
  try {
    const found = await check.read(countRows)
    if (found !== counts) {
      throw archiveError(database.path, new Error(`a copy of it holds ${found}, not ${counts}`))
    }
  } finally {
    await check.close()
  }
  const file = await open(copy, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(copy, 0o600)
  return copy
}

/** How many rows each table has, as one text. */
async function countRows({ rows }: Session): Promise<string> {
  const names = await rows(
    `SELECT table_name AS name FROM duckdb_tables()
     WHERE database_name = current_database() ORDER BY name`,
  )
  const counts: string[] = []
  for (const { name } of names) {
    const [row] = await rows(`SELECT count(*) AS rows FROM ${identifier(String(name))}`)
    counts.push(`${String(name)}: ${String(row?.['rows'])}`)
  }
  return counts.join(', ')
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
    await syncFolder(dirname(to))
  } catch (error) {
    // A rename doesn't lead to another disk.
    if (!(isFileError(error) && error.code === 'EXDEV')) throw error
    await copyWhole(from, to)
  }
}
