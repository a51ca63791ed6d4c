import { AuditDeskError } from '../../shared/errors.ts'
import { Answers } from './answers.ts'
import type { ArchiveSubject } from './archives.ts'
import { backUp, compact } from './copies.ts'
import { Database } from './database.ts'
import { removeNote } from './holder.ts'
import { infoOf, type ArchiveInfo } from './info.ts'
import { KillLogStore } from './kill-log.ts'
import { migrate } from './migrate.ts'
import { openFile, type OpenOptions } from './open-file.ts'
import { exportParquet, type ExportedFiles, type ExportProgress } from './parquet.ts'
import { query, type QueryResult } from './query.ts'
import { migrations } from './schema.ts'

/** Everything that was fetched of one project, and with it where it came from. */
export class Archive {
  readonly database: Database
  readonly answers: Answers
  readonly killLog: KillLogStore

  private constructor(database: Database) {
    this.database = database
    this.answers = new Answers(database)
    this.killLog = new KillLogStore(database)
  }

  /**
   * Opens the file, or makes it (see `openFile`).
   * @returns `null` when it is to be read only and there is none
   * @throws AuditDeskError `file`
   */
  static async open(
    path: string,
    subject: ArchiveSubject,
    options: OpenOptions,
  ): Promise<Archive | null> {
    const database = await openFile(path, options)
    if (database === null) return null
    const archive = new Archive(database)
    try {
      await archive.#claim(subject)
    } catch (error) {
      await archive.close()
      throw error
    }
    return archive
  }

  /** One that is gone when it is closed. */
  static async inMemory(subject: ArchiveSubject): Promise<Archive> {
    const database = await Database.inMemory()
    await migrate(database, migrations)
    const archive = new Archive(database)
    await archive.#claim(subject)
    return archive
  }

  get path(): string {
    return this.database.path
  }

  /** What it holds. @throws AuditDeskError `file` */
  async info(): Promise<ArchiveInfo> {
    return infoOf(this.database)
  }

  /**
   * Writes a copy that is an archive itself, while this one stays in use. Replaces a file that is
   * there.
   * @returns the size of the copy in bytes
   * @throws AuditDeskError `file`
   */
  async backup(path: string): Promise<{ path: string; bytes: number }> {
    return backUp(this.database, path)
  }

  /** Writes the file anew without what deletions left; sizes in bytes. @throws AuditDeskError `file` */
  async compact(): Promise<{ before: number; after: number }> {
    return compact(this.database)
  }

  /**
   * Runs one statement of the user's that changes nothing.
   * @throws AuditDeskError `input` for what isn't one or is wrong; `file`
   */
  async query(sql: string, signal?: AbortSignal): Promise<QueryResult> {
    return query(this.database, sql, signal)
  }

  /**
   * Writes all typed tables as Parquet, in folders by account and, for the kill log, month.
   * @param folder made if it isn't there; must be empty
   * @throws AuditDeskError `input` or `file`; the folder is then as it was
   */
  async exportParquet(
    folder: string,
    options: { onProgress?: (progress: ExportProgress) => void } = {},
  ): Promise<ExportedFiles> {
    return exportParquet(this.database, folder, options)
  }

  async close(): Promise<void> {
    await this.database.close()
    if (!this.database.isInMemory) await removeNote(this.path)
  }

  /** Notes whose it is in a new one; refuses one of another project. */
  async #claim({ region, projectId, endpoints, accountName }: ArchiveSubject): Promise<void> {
    const [about] = await this.database.rows('SELECT * FROM archive')
    if (about === undefined) {
      await this.database.write(({ run }) =>
        run(`INSERT INTO archive VALUES (?, ?, ?, ?, ?, now() AT TIME ZONE 'UTC')`, [
          region,
          projectId,
          accountName,
          endpoints.dbss,
          endpoints.ddm,
        ]),
      )
      return
    }
    if (about['region'] !== region || about['project_id'] !== projectId) {
      throw new AuditDeskError({
        code: 'file',
        message: `The archive ${this.path} is about the project ${String(about['project_id'])} in ${String(about['region'])}, not about ${projectId} in ${region}.`,
        retryable: false,
        hint: 'Move the file away, then try again.',
      })
    }
    if (about['account_name'] !== accountName && !this.database.readOnly) {
      await this.database.write(({ run }) =>
        run('UPDATE archive SET account_name = ?', [accountName]),
      )
    }
  }
}
