import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ArchiveSize } from '../../shared/contract/accounts.ts'
import type { Notice } from '../../shared/contract/app.ts'
import type { Archive } from './archive.ts'
import { archiveError } from './errors.ts'
import { exists } from './files.ts'
import type { Migration } from './schema.ts'

/** Which part of the cloud an archive is about, and what the user calls it. */
export interface ArchiveSubject {
  region: string
  projectId: string
  endpoints: { dbss: string; ddm: string }
  accountName: string
}

/** A file in the folder of archives. */
export interface ArchiveFile {
  path: string
  /** Of the file and its .wal. */
  bytes: number
  /** Whose it is; `null` when it can't be opened. */
  subject: ArchiveSubject | null
  /** Why it can't be opened, in words; `null` when it can. */
  problem: string | null
}

export interface ArchivesOptions {
  folder: string
  /** Names this program to others that want an archive meanwhile. */
  program: string
  /** Told what the user must know, such as a damaged file that was set aside. */
  tell: (notice: Notice) => void
  /** The steps to the tables' latest version, if not the app's own. */
  migrations?: readonly Migration[]
}

const ours = /^[a-z0-9][a-z0-9-]*-[0-9a-f]{16}\.duckdb$/

/**
 * The archives of one folder, one file per project, however many accounts ask about it. Each file
 * is open once and shared. DuckDB itself is loaded when the first is opened, or with `prepare`.
 */
export class Archives {
  readonly folder: string
  readonly #program: string
  readonly #tell: (notice: Notice) => void
  readonly #migrations: readonly Migration[] | undefined
  readonly #open = new Map<string, Archive>()
  /** What goes on with a file, so that it isn't opened while it is being closed or deleted. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor({ folder, program, tell, migrations }: ArchivesOptions) {
    this.folder = folder
    this.#program = program
    this.#tell = tell
    this.#migrations = migrations
  }

  /**
   * Loads DuckDB, which takes a tenth of a second and would be waited for with the first archive; opens
   * nothing. Where it can't be loaded, opening an archive says so.
   */
  async prepare(): Promise<void> {
    await import('./archive.ts').catch(() => undefined)
  }

  /** Where the archive of a project lies, whether it exists or not. */
  pathOf({ region, projectId, endpoints }: ArchiveSubject): string {
    const key = JSON.stringify([region, projectId, endpoints.dbss, endpoints.ddm])
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 16)
    return join(this.folder, `${region}-${hash}.duckdb`)
  }

  /** The project's archive, made if need be. @throws AuditDeskError `file` */
  async open(subject: ArchiveSubject): Promise<Archive> {
    const archive = await this.#turn(this.pathOf(subject), () => this.#opened(subject, false))
    if (archive === null) throw new Error('An archive that is made is there')
    return archive
  }

  /**
   * The project's archive, if there is one.
   * @param options `readOnly` where nothing is to be stored: several programs may read at a time
   * @returns `null` when there is none
   * @throws AuditDeskError `file`
   */
  async openExisting(
    subject: ArchiveSubject,
    { readOnly = false }: { readOnly?: boolean } = {},
  ): Promise<Archive | null> {
    const path = this.pathOf(subject)
    return this.#turn(path, async () => {
      if (!this.#open.has(path) && !(await exists(path))) return null
      return this.#opened(subject, readOnly)
    })
  }

  /**
   * Works with the project's archive and leaves it as it was, open or closed: for who passes through
   * many, each of which costs memory while it is open.
   * @returns `null` when there is none and it isn't to be made
   * @throws AuditDeskError `file`; what `work` throws, as it is
   */
  async visit<T>(
    subject: ArchiveSubject,
    { make }: { make: boolean },
    work: (archive: Archive) => Promise<T>,
  ): Promise<T | null> {
    const path = this.pathOf(subject)
    return this.#turn(path, async () => {
      if (!make && !this.#open.has(path) && !(await exists(path))) return null
      return this.#briefly(subject, work)
    })
  }

  /**
   * How much the project's archive holds; leaves it as it was, open or closed.
   * @returns `null` when there is none
   * @throws AuditDeskError `file`
   */
  async size(subject: ArchiveSubject): Promise<ArchiveSize | null> {
    const path = this.pathOf(subject)
    return this.#turn(path, async () => {
      if (!this.#open.has(path) && !(await exists(path))) return null
      const info = await this.#briefly(subject, (archive) => archive.info())
      if (info === null) return null
      return {
        path,
        bytes: info.bytes,
        answers: info.answers.count,
        killRecords: info.killLog.records,
      }
    })
  }

  /**
   * Closes and deletes the project's archive and everything beside it that was made of it: the copies
   * from before migrations and those that were set aside.
   * @throws AuditDeskError `file`, such as when another process holds it; it is then whole
   */
  async delete(subject: ArchiveSubject): Promise<void> {
    const path = this.pathOf(subject)
    await this.#turn(path, async () => {
      await this.#close(path)
      // Whoever has it open would go on writing into a file that is nowhere.
      if (await exists(path)) await this.#briefly(subject, () => Promise.resolve())
      const names = await readdir(this.folder).catch(() => [])
      // The archive itself goes last: a deletion that was cut off can be made good.
      const beside = names.filter((name) => name.startsWith(`${basename(path)}.`))
      for (const name of [...beside, basename(path)]) await remove(join(this.folder, name))
    })
  }

  /** Every archive in the folder, by name; those not open are opened for a moment. */
  async list(): Promise<ArchiveFile[]> {
    const names = await readdir(this.folder).catch(() => [])
    const files: ArchiveFile[] = []
    for (const name of names.filter((each) => ours.test(each)).sort()) {
      files.push(await this.#describe(join(this.folder, name)))
    }
    return files
  }

  async close(subject: ArchiveSubject): Promise<void> {
    const path = this.pathOf(subject)
    await this.#turn(path, () => this.#close(path))
  }

  /** Waits for what is being stored, then closes all. */
  async closeAll(): Promise<void> {
    const paths = new Set([...this.#open.keys(), ...this.#turns.keys()])
    await Promise.all([...paths].map((path) => this.#turn(path, () => this.#close(path))))
  }

  /** One thing at a time with each file. */
  async #turn<T>(path: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(path) ?? Promise.resolve()).then(work)
    const settled = turn.catch(() => undefined)
    this.#turns.set(path, settled)
    void settled.then(() => {
      if (this.#turns.get(path) === settled) this.#turns.delete(path)
    })
    return turn
  }

  async #opened(subject: ArchiveSubject, readOnly: boolean): Promise<Archive | null> {
    const path = this.pathOf(subject)
    const open = this.#open.get(path)
    if (open !== undefined && (readOnly || !open.database.readOnly)) return open
    await this.#close(path)
    const archive = await this.#load(subject, readOnly)
    if (archive !== null) this.#open.set(path, archive)
    return archive
  }

  async #load(subject: ArchiveSubject, readOnly: boolean): Promise<Archive | null> {
    const { Archive } = await import('./archive.ts')
    return Archive.open(this.pathOf(subject), subject, {
      program: this.#program,
      tell: (text) => {
        this.#tell({ kind: 'warning', text })
      },
      readOnly,
      ...(this.#migrations === undefined ? {} : { migrations: this.#migrations }),
    })
  }

  /** Works with an archive that is there, and leaves it open or closed as it was. */
  async #briefly<T>(
    subject: ArchiveSubject,
    work: (archive: Archive) => Promise<T>,
  ): Promise<T | null> {
    const open = this.#open.get(this.pathOf(subject))
    if (open !== undefined) return work(open)
    const archive = await this.#load(subject, false)
    if (archive === null) return null
    try {
      return await work(archive)
    } finally {
      await archive.close()
    }
  }

  async #close(path: string): Promise<void> {
    const archive = this.#open.get(path)
    this.#open.delete(path)
    await archive?.close()
  }

  async #describe(path: string): Promise<ArchiveFile> {
    const { describeFile } = await import('./describe.ts')
    return this.#turn(path, () => describeFile(path, this.#open.get(path)))
  }
}

/** @throws AuditDeskError `file` */
async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    throw archiveError(path, error)
  }
}
