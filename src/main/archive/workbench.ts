import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Row } from './database.ts'
import { archiveError } from './errors.ts'
import { literal } from './sql.ts'

/** A DuckDB that holds nothing of its own: it reads files, works on their rows and writes files. */
export interface Workbench {
  connection: DuckDBConnection
  /** The rows of a statement, some thousand at a time, no faster than they are taken. */
  each(sql: string): AsyncIterable<readonly Row[]>
  close(): void
}

/** A second one may be open, for whoever makes a report meanwhile: half of what an archive takes. */
const memoryLimit = '256MB'

/**
 * Opens one that can reach no file, no network and no setting but what is in these folders.
 * @param temporaryFolder where it puts what exceeds its memory
 * @param folders absolute paths
 * @throws AuditDeskError `file`
 */
export async function openWorkbench(
  temporaryFolder: string,
  folders: readonly string[],
): Promise<Workbench> {
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: memoryLimit,
      temp_directory: temporaryFolder,
      // One core is left to the window, and to who formats what DuckDB reads.
      threads: String(Math.max(1, availableParallelism() - 1)),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    const connection = await instance.connect()
    const allowed = folders.map((folder) => literal(`${resolve(folder)}/`)).join(', ')
    await connection.run(`SET GLOBAL TimeZone = 'UTC'`)
    await connection.run(`SET GLOBAL allowed_directories = [${allowed}]`)
    // This can't be taken back.
    await connection.run('SET GLOBAL enable_external_access = false')
    return {
      connection,
      async *each(sql) {
        const result = await connection.stream(sql)
        yield* result.yieldRowObjectJs()
      },
      close() {
        connection.closeSync()
        instance.closeSync()
      },
    }
  } catch (error) {
    throw archiveError(temporaryFolder, error)
  }
}
