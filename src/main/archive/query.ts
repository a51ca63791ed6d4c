import {
  DuckDBArrayValue,
  DuckDBListValue,
  DuckDBStructValue,
  StatementType,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Database, Session } from './database.ts'
import { archiveError, troubleOf } from './errors.ts'

/**
 * A value of a result. Integers of up to 32 bits and floating-point numbers are numbers, wider
 * integers bigint; lists and structs keep their form; all else (times in UTC, decimals, bytes) is
 * text as DuckDB writes it.
 */
export type QueryValue =
  null | boolean | number | bigint | string | QueryValue[] | { [key: string]: QueryValue }

export interface QueryResult {
  /** Types by DuckDB's names, such as `TIMESTAMP`. */
  columns: { name: string; type: string }[]
  /** The rows, some thousand at a time, as they are computed. Runs the statement; to be read once. */
  rows: AsyncIterable<QueryValue[][]>
}

/** Statements that can only read. `EXPLAIN ANALYZE` runs what it explains, but may not change anything. */
const reading: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN]

/**
 * What a SELECT could call to change DuckDB itself, to run what is put together meanwhile, or to read
 * the archive's file as bytes (closing which would let go of the lock on it).
 */
const forbidden =
  /\b(?:enable_logging|disable_logging|truncate_duckdb_logs|force_checkpoint|json_execute_serialized_sql|(?:checkpoint|query|read_\w+)(?=\s*"?\s*\())/i

/** What DuckDB's binding says of a text without a statement. */
const nothing = 'Error in native callback'

/**
 * Runs one statement that changes nothing, in a transaction that may not.
 * @throws AuditDeskError `input` for what isn't one or is wrong, with what DuckDB says; `file`;
 * `cancelled`. While the rows are read, too.
 */
export async function query(
  database: Database,
  sql: string,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const columns = await database.read(async ({ connection }) => {
    const statement = await attempt(database, () => prepare(connection, sql))
    try {
      return Array.from({ length: statement.columnCount }, (_, index) => ({
        name: statement.columnName(index),
        type: statement.columnType(index).toString(),
      }))
    } finally {
      statement.destroySync()
    }
  }, signal)
  const rows = database.readEach((session) => rowsOf(database, session, sql), signal)
  return { columns, rows }
}

async function* rowsOf(
  database: Database,
  { connection, run }: Session,
  sql: string,
): AsyncGenerator<QueryValue[][]> {
  await run('BEGIN TRANSACTION READ ONLY')
  try {
    const statement = await attempt(database, () => prepare(connection, sql))
    try {
      const result = await attempt(database, () => statement.stream())
      for (;;) {
        const chunk = await attempt(database, () => result.fetchChunk())
        if (chunk === null || chunk.rowCount === 0) break
        yield chunk.getRows().map((row) => row.map(plain))
      }
    } finally {
      statement.destroySync()
    }
  } finally {
    await run('ROLLBACK')
  }
}

async function prepare(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const called = forbidden.exec(sql)?.[0]
  if (called !== undefined)
    throw refused(`The query must not call ${called}: the archive is only read.`)
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    const isEmpty = error instanceof Error && error.message === nothing
    throw isEmpty ? refused('The query is empty.', error) : error
  })
  if (statements.count !== 1) {
    throw refused(`The query has ${String(statements.count)} statements; it must be exactly one.`)
  }
  const statement = await statements.prepare(0)
  if (!reading.includes(statement.statementType)) {
    statement.destroySync()
    throw refused('The query must be a SELECT: the archive is only read.')
  }
  if (statement.parameterCount > 0) {
    statement.destroySync()
    throw refused('The query must have no parameters (? or $name).')
  }
  return statement
}

async function attempt<T>(database: Database, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AuditDeskError) throw error
    // What is neither the file's nor the machine's fault is the statement's.
    if (troubleOf(error).kind !== 'other') throw archiveError(database.path, error)
    const said = error instanceof Error ? error.message.trimEnd() : String(error)
    throw refused(`The query is wrong: ${said}`, error)
  }
}

function refused(message: string, cause?: unknown): AuditDeskError {
  return new AuditDeskError({ code: 'input', message, retryable: false }, { cause })
}

function plain(value: DuckDBValue): QueryValue {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    return value.items.map(plain)
  }
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(
      Object.entries(value.entries).map(([key, entry]) => [key, plain(entry)]),
    )
  }
  return value.toString()
}
