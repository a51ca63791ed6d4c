import { chmod } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { AuditDeskError } from '../../shared/errors.ts'
import { archiveError, isFatal, troubleOf } from './errors.ts'
import { Filling } from './filling.ts'
import { Gate } from './gate.ts'
import { heldError } from './holder.ts'
import { literal } from './sql.ts'
import { dropTemporaryFolder, makeTemporaryFolder } from './temporaries.ts'

/** What can be passed in place of `?` or `$name`. */
export type Parameters = readonly DuckDBValue[] | Readonly<Record<string, DuckDBValue>>
/** A row by column; BIGINT and HUGEINT come as bigint, TIMESTAMP as Date, LIST as array, BLOB as bytes. */
export type Row = Readonly<Record<string, unknown>>

/** A connection, while it is ours. */
export interface Session {
  readonly run: (sql: string, parameters?: Parameters) => Promise<void>
  readonly rows: (sql: string, parameters?: Parameters) => Promise<Row[]>
  /** Does something else with the connection; what DuckDB throws is an error of the archive. */
  readonly attempt: <T>(work: () => T | Promise<T>) => Promise<T>
  readonly connection: DuckDBConnection
}

export interface DatabaseOptions {
  readOnly?: boolean
}

/** DuckDB's own name for a database that is nowhere on the disk. */
const inMemory = ':memory:'

/** How long closing waits for questions that don't heed being interrupted, in milliseconds. */
const patience = 2000

/**
 * One DuckDB file. Reads run beside each other; writes run one after the other, each in a
 * transaction of its own. DuckDB works on threads of its own, so nothing here holds up the event loop.
 *
 * Whatever SQL is run, it can reach no other file, no network and no setting: only this file and its
 * folder of temporary files, to which DuckDB also spills what exceeds its memory (512 MB).
 * Every error is an AuditDeskError `file` that names the file, or `cancelled`.
 */
export class Database {
  readonly path: string
  readonly readOnly: boolean
  /** Where DuckDB spills and SQL may write files; its owner's only, and gone after closing. */
  readonly temporaryFolder: string
  #instance: DuckDBInstance | null = null
  #writer: DuckDBConnection | null = null
  #readers: DuckDBConnection[] = []
  readonly #busy = new Set<DuckDBConnection>()
  readonly #gate = new Gate()
  readonly #filling: Filling
  #writing: Promise<unknown> = Promise.resolve()
  #givenUp = false
  #closed = false

  private constructor(path: string, readOnly: boolean, temporaryFolder: string) {
    this.path = path
    this.readOnly = readOnly
    this.temporaryFolder = temporaryFolder
    this.#filling = new Filling(path)
  }

  /** Opens the file, or makes it. @throws AuditDeskError `file` */
  static async open(path: string, { readOnly = false }: DatabaseOptions = {}): Promise<Database> {
    const temporaryFolder = await makeTemporaryFolder(path === inMemory ? null : path)
    const database = new Database(path, readOnly, temporaryFolder)
    try {
      await database.#open()
    } catch (error) {
      await dropTemporaryFolder(temporaryFolder)
      throw error
    }
    return database
  }

  /** One that lies in memory and is gone when it is closed. */
  static async inMemory(): Promise<Database> {
    return Database.open(inMemory)
  }

  get isInMemory(): boolean {
    return this.path === inMemory
  }

  /** The rows of one statement that changes nothing. */
  async rows(sql: string, parameters?: Parameters, signal?: AbortSignal): Promise<Row[]> {
    return this.read((session) => session.rows(sql, parameters), signal)
  }

  /**
   * Several reads over one connection, such as of a temporary table. Connections are used again, so
   * what is left behind on one (tables, a transaction) is met by others: leave nothing.
   * @param signal interrupts the statement under way
   */
  async read<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const reader = await this.#reader(signal)
    try {
      return await work(reader.session)
    } catch (error) {
      throw signal?.aborted === true ? stopped(signal, error) : error
    } finally {
      reader.leave()
    }
  }

  /** Like `read`, and all statements see the same data, whatever is stored meanwhile. */
  async snapshot<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.read(async (session) => {
      await session.run('BEGIN TRANSACTION READ ONLY')
      try {
        return await work(session)
      } finally {
        // A transaction that DuckDB has ended itself can't be rolled back again.
        await session.run('ROLLBACK').catch(() => undefined)
      }
    }, signal)
  }

  /** Like `read`, for what comes piece by piece; the connection is taken until the last is fetched. */
  async *readEach<T>(
    work: (session: Session) => AsyncIterable<T>,
    signal?: AbortSignal,
  ): AsyncGenerator<T> {
    const reader = await this.#reader(signal)
    try {
      yield* work(reader.session)
    } catch (error) {
      throw signal?.aborted === true ? stopped(signal, error) : error
    } finally {
      reader.leave()
    }
  }

  /** Runs in one transaction, after those before it: all of it is stored, or nothing. */
  async write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#writing.then(async () => {
      await this.#enter()
      try {
        return await this.#transact(work)
      } finally {
        this.#gate.leave()
      }
    })
    this.#writing = turn.then(() => this.#dropBlocks()).catch(() => undefined)
    return turn
  }

  /** Does what stores much, in many writes, and keeps DuckDB's memory small meanwhile. */
  async whileFilling<T>(work: () => Promise<T>): Promise<T> {
    this.#filling.begin()
    await this.#applyFilling()
    try {
      return await work()
    } finally {
      this.#filling.end()
      await this.#applyFilling()
    }
  }

  /**
   * Closes the file while `work` runs, for what can't be done to an open one; reads and writes wait
   * meanwhile. What connections held, such as temporary tables, is gone afterwards.
   */
  async whileClosed<T>(work: () => Promise<T>): Promise<T> {
    return this.#gate.alone(async () => {
      await this.#shut()
      try {
        return await work()
      } finally {
        if (!this.#closed) {
          // Somebody else may have been faster; whoever asks next tries again.
          this.#givenUp = true
          await this.#open()
        }
      }
    })
  }

  /** Waits for writes under way, interrupts reads, then closes the file. */
  async close(): Promise<void> {
    if (this.#closed) return
    await this.#writing
    this.#closed = true
    for (const connection of this.#busy) connection.interrupt()
    await Promise.race([this.#gate.alone(async () => this.#shut()), expiry(patience)])
    await this.#shut()
    await dropTemporaryFolder(this.temporaryFolder)
  }

  async #open(): Promise<void> {
    const { path, readOnly, temporaryFolder } = this
    try {
      const instance = await DuckDBInstance.create(path, {
        ...(readOnly ? { access_mode: 'READ_ONLY' } : {}),
        ...this.#filling.settings,
        // One core is left to the event loop, which would be kept waiting by threads that never rest.
        threads: String(Math.max(1, availableParallelism() - 1)),
        temp_directory: temporaryFolder,
        // Nothing may be fetched behind anybody's back.
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      })
      const writer = await instance.connect()
      await writer.run(`SET GLOBAL TimeZone = 'UTC'`)
      await writer.run(`SET GLOBAL allowed_directories = [${literal(`${temporaryFolder}/`)}]`)
      // This can't be taken back.
      await writer.run('SET GLOBAL enable_external_access = false')
      this.#instance = instance
      this.#writer = writer
      this.#givenUp = false
    } catch (error) {
      const trouble = troubleOf(error)
      if (trouble.kind === 'held') throw await heldError(path, trouble.pid, error)
      throw archiveError(path, error)
    }
  }

  /** A file that is closed has it applied when it is opened; one that is broken needs it no more. */
  async #applyFilling(): Promise<void> {
    const apply = async (): Promise<void> => {
      await this.#enter()
      try {
        if (this.#writer !== null) await this.#filling.apply(this.#writer)
      } finally {
        this.#gate.leave()
      }
    }
    await apply().catch(() => undefined)
  }

  /** Leaves it for the next write while a question is under way, which needs what there is. */
  async #dropBlocks(): Promise<void> {
    if (!(await this.#filling.isDue()) || !this.#gate.isEmpty) return
    await this.#gate.alone(async () => {
      if (this.#writer !== null) await this.#filling.drop(this.#writer)
    })
  }

  async #shut(): Promise<void> {
    const [instance, writer] = [this.#instance, this.#writer]
    if (instance === null || writer === null) return
    this.#instance = null
    this.#writer = null
    // Closing would do it too, but on this thread. What can't be checkpointed stays in the .wal.
    if (!this.readOnly && !this.isInMemory && !this.#givenUp) {
      await writer.run('CHECKPOINT').catch(() => undefined)
    }
    for (const connection of [writer, ...this.#readers]) connection.closeSync()
    this.#readers = []
    instance.closeSync()
  }

  async #enter(): Promise<DuckDBInstance> {
    if (this.#givenUp && !this.#closed) await this.#reopen()
    await this.#gate.enter()
    if (this.#instance !== null && !this.#closed) return this.#instance
    this.#gate.leave()
    throw closed(this.path)
  }

  async #reader(signal: AbortSignal | undefined): Promise<{ session: Session; leave: () => void }> {
    const instance = await this.#enter()
    try {
      if (signal?.aborted === true) throw stopped(signal)
      const connection = this.#readers.pop() ?? (await this.#attempt(() => instance.connect()))
      const interrupt = (): void => {
        connection.interrupt()
      }
      signal?.addEventListener('abort', interrupt)
      this.#busy.add(connection)
      const leave = (): void => {
        signal?.removeEventListener('abort', interrupt)
        this.#busy.delete(connection)
        this.#readers.push(connection)
        this.#gate.leave()
      }
      return { session: this.#session(connection), leave }
    } catch (error) {
      this.#gate.leave()
      throw error
    }
  }

  /** After a failure such as a full disk DuckDB answers nothing more; the file is as it was. */
  async #reopen(): Promise<void> {
    await this.#gate.alone(async () => {
      if (!this.#givenUp || this.#closed) return
      await this.#shut()
      await this.#open()
    })
  }

  async #transact<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#writer === null) throw closed(this.path)
    const session = this.#session(this.#writer)
    await session.run('BEGIN TRANSACTION')
    try {
      const result = await work(session)
      await session.run('COMMIT')
      await this.#hide()
      return result
    } catch (error) {
      // A transaction that DuckDB has ended itself can't be rolled back again.
      await session.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }

  /** DuckDB makes the .wal anew after each checkpoint, for everybody to read. */
  async #hide(): Promise<void> {
    if (!this.isInMemory) await chmod(`${this.path}.wal`, 0o600).catch(() => undefined)
  }

  #session(connection: DuckDBConnection): Session {
    // Planned anew each time: a plan rests on what the tables held when it was made, and one that is
    // used again finds the same greatest id for ever.
    const run = (sql: string, parameters: Parameters | undefined) =>
      this.#attempt(() => connection.run(sql, copy(parameters)))
    return {
      connection,
      attempt: (work) => this.#attempt(work),
      run: async (sql, parameters) => {
        await run(sql, parameters)
      },
      rows: async (sql, parameters) => {
        const result = await run(sql, parameters)
        return this.#attempt(() => result.getRowObjectsJS())
      },
    }
  }

  async #attempt<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (isFatal(error)) this.#givenUp = true
      throw archiveError(this.path, error)
    }
  }
}

function closed(path: string): AuditDeskError {
  return new AuditDeskError({
    code: 'file',
    message: `The archive ${path} is closed.`,
    retryable: false,
    hint: 'Try again; if it stays closed, start the program again.',
  })
}

function stopped(signal: AbortSignal, cause: unknown = signal.reason): AuditDeskError {
  if (cause instanceof AuditDeskError && cause.code === 'cancelled') return cause
  return new AuditDeskError(
    { code: 'cancelled', message: 'The question to the archive was stopped.', retryable: true },
    { cause },
  )
}

async function expiry(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })
}

/** DuckDB's types want what they could change. */
function copy(
  parameters: Parameters | undefined,
): DuckDBValue[] | Record<string, DuckDBValue> | undefined {
  if (parameters === undefined) return undefined
  return Array.isArray(parameters)
    ? [...(parameters as readonly DuckDBValue[])]
    : { ...(parameters as Readonly<Record<string, DuckDBValue>>) }
}
