import type { Database } from './database.ts'
import { archiveError } from './errors.ts'
import { copyWhole } from './files.ts'
import type { Migration } from './schema.ts'

/**
 * The version of the tables in a file: how many migrations it has behind it. 0 for an empty file.
 * @returns `null` when the file has tables but no version: it isn't an archive
 * @throws AuditDeskError `file`
 */
export async function versionOf(database: Database): Promise<number | null> {
  return database.read(async ({ rows }) => {
    const tables = await rows(
      'SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()',
    )
    if (tables.length === 0) return 0
    if (!tables.some((table) => table['table_name'] === 'schema_version')) return null
    const [row] = await rows('SELECT max(version)::INTEGER AS version FROM schema_version')
    return typeof row?.['version'] === 'number' ? row['version'] : null
  })
}

/** Where the copy of a file lies that was made before it was brought to a version. */
export function backupBefore(path: string, version: number): string {
  return `${path}.before-version-${String(version)}`
}

/**
 * Brings a file to the latest version of the tables, each step in a transaction of its own and,
 * unless the file is empty, after a copy of the file as it was. A step that was cut off has not
 * happened; the next opening takes it again.
 * @throws AuditDeskError `file`; the file is then as it was before the step that failed
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  for (;;) {
    const version = await versionOf(database)
    const step = version === null ? undefined : migrations[version]
    if (version === null || step === undefined) return
    if (version > 0 && !database.isInMemory) {
      await backUp(database, version + 1)
      // While it was closed, another process may have been faster.
      if ((await versionOf(database)) !== version) continue
    }
    await database.write(async ({ run, rows }) => {
      if (version === 0) {
        await run(
          `CREATE TABLE schema_version (version INTEGER NOT NULL, migrated_at TIMESTAMP NOT NULL)`,
        )
      }
      for (const statement of step) await run(statement)
      await rows(`INSERT INTO schema_version VALUES (?, now() AT TIME ZONE 'UTC')`, [version + 1])
    })
  }
}

async function backUp(database: Database, version: number): Promise<void> {
  const { path } = database
  await database.whileClosed(async () => {
    try {
      await copyWhole(path, backupBefore(path, version))
    } catch (error) {
      throw archiveError(path, error)
    }
  })
}
