import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import type { Session } from './database.ts'
import type { ObtainedRow } from './kill-log-types.ts'
import type { RawAnswer } from './raw-answer.ts'

/** How many rows go to DuckDB at once: more would hold up the event loop. */
const rowsAtOnce = 512
/** How many answers are packed at once, for the same reason. */
const packedAtOnce = 8

/** An instant in milliseconds since the epoch, as DuckDB takes it. */
export function timestamp(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(milliseconds) * 1000n)
}

/** Lets the event loop do what waits. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/** The instant of a row of `kill_staged`, as SQL. */
export const killedAt = 'make_timestamp_ms(milliseconds::BIGINT)'

/** The earliest and the latest instant of rows, in milliseconds since the epoch. */
export interface StagedTimes {
  first: number
  /** Before `first` when there is none. */
  last: number
  someMissing: boolean
}

/**
 * Puts a window's rows into the temporary table `kill_staged`, numbered by `position` from 0. Texts
 * that many rows share cross into DuckDB once, for that is where the time goes.
 */
export async function stageRows(
  session: Session,
  rows: readonly ObtainedRow[],
): Promise<StagedTimes> {
  let [first, last, someMissing] = [0, -1, false]
  const names = new Names()
  await session.run(`
    CREATE OR REPLACE TEMP TABLE kill_read (
      position INTEGER, name INTEGER, process_id VARCHAR, process_id_is_text BOOLEAN,
      raw_time VARCHAR, milliseconds DOUBLE, answer INTEGER, raw_row INTEGER);
    CREATE OR REPLACE TEMP TABLE kill_name (
      name INTEGER, instance_id VARCHAR, instance_name VARCHAR, operator VARCHAR);
    CREATE OR REPLACE TEMP VIEW kill_staged AS
      SELECT * FROM kill_read JOIN kill_name USING (name)`)
  const chunks = (function* () {
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      const part = rows.slice(start, start + rowsAtOnce)
      for (const { at } of part) {
        if (at === null) someMissing = true
        else if (last < first) [first, last] = [at, at]
        else [first, last] = [Math.min(first, at), Math.max(last, at)]
      }
      yield [
        part.map((_, index) => start + index),
        part.map((row) => names.placeOf(row)),
        part.map((row) => row.processId),
        part.map((row) => row.processIdIsText),
        part.map((row) => row.rawTime),
        part.map((row) => row.at),
        part.map((row) => row.answer),
        part.map((row) => row.row),
      ]
    }
  })()
  const types = [INTEGER, INTEGER, VARCHAR, BOOLEAN, VARCHAR, DOUBLE, INTEGER, INTEGER]
  await append(session, { table: 'kill_read', catalog: 'temp' }, types, chunks)
  await append(
    session,
    { table: 'kill_name', catalog: 'temp' },
    [INTEGER, VARCHAR, VARCHAR, VARCHAR],
    names.chunks(),
  )
  return { first, last, someMissing }
}

/** The names in rows, each combination once. */
class Names {
  readonly #places = new Map<string, number>()
  readonly #rows: ObtainedRow[] = []
  #latest: { row: ObtainedRow; place: number } | null = null

  placeOf(row: ObtainedRow): number {
    if (this.#latest !== null && isNamedAlike(row, this.#latest.row)) return this.#latest.place
    const key = JSON.stringify([row.operator, row.instanceName, row.instanceId])
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.#rows.push(row) - 1
      this.#places.set(key, place)
    }
    this.#latest = { row, place }
    return place
  }

  *chunks() {
    for (let start = 0; start < this.#rows.length; start += rowsAtOnce) {
      const part = this.#rows.slice(start, start + rowsAtOnce)
      yield [
        part.map((_, index) => start + index),
        part.map((row) => row.instanceId),
        part.map((row) => row.instanceName),
        part.map((row) => row.operator),
      ]
    }
  }
}

function isNamedAlike(a: ObtainedRow, b: ObtainedRow): boolean {
  return (
    a.operator === b.operator && a.instanceName === b.instanceName && a.instanceId === b.instanceId
  )
}

/** Fills a table chunk by chunk, columns in the table's order. */
export async function append(
  { connection }: Session,
  { table, catalog = null }: { table: string; catalog?: string | null },
  types: readonly DuckDBType[],
  chunks: Iterable<readonly (readonly DuckDBValue[])[]>,
): Promise<void> {
  const appender = await connection.createAppender(table, 'main', catalog)
  try {
    for (const columns of chunks) {
      const chunk = DuckDBDataChunk.create(types)
      chunk.setColumns(columns)
      appender.appendDataChunk(chunk)
      await breathe()
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

const pack = promisify(gzip)
/** Pages of rows that differ little pack well even so, and packing must not slow collecting down. */
const packing = { level: 1 }
/** An answer of so many bytes is packed in less time than it takes to have another thread do it. */
const small = 64 * 1024

/** A raw answer as the archive keeps it. */
export interface PackedAnswer {
  answer: RawAnswer
  sha256: string
  gzipped: Uint8Array
}

export async function packAnswers(answers: readonly RawAnswer[]): Promise<PackedAnswer[]> {
  const packed: PackedAnswer[] = []
  for (const answer of answers) {
    const { body } = answer
    const gzipped = body.length <= small ? gzipSync(body, packing) : await pack(body, packing)
    const sha256 = createHash('sha256').update(body).digest('hex')
    packed.push({ answer, sha256, gzipped })
    if (packed.length % packedAtOnce === 0) await breathe()
  }
  return packed
}

const rawAnswerTypes = [
  BIGINT,
  BIGINT,
  BIGINT,
  INTEGER,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  VARCHAR,
  TIMESTAMP,
  TIMESTAMP,
  BIGINT,
  VARCHAR,
  BLOB,
]

/** Stores the raw answers of a window; the first gets the id `firstId`, the others those after it. */
export async function storeRawAnswers(
  session: Session,
  windowId: number,
  firstId: number,
  packed: readonly PackedAnswer[],
): Promise<void> {
  const chunks = (function* () {
    const atOnce = 16
    for (let start = 0; start < packed.length; start += atOnce) {
      const part = packed.slice(start, start + atOnce)
      yield [
        part.map((_, index) => BigInt(firstId + start + index)),
        part.map(() => null),
        part.map(() => BigInt(windowId)),
        part.map((_, index) => start + index),
        part.map(({ answer }) => answer.request),
        part.map(({ answer }) => answer.source.service),
        part.map(({ answer }) => answer.source.method),
        part.map(({ answer }) => answer.source.url),
        part.map(() => null),
        part.map(({ answer }) => answer.source.requestId),
        part.map(({ answer }) => instant(answer.source.serverDate)),
        part.map(({ answer }) => instant(answer.source.fetchedAt)),
        part.map(({ answer }) => BigInt(answer.body.length)),
        part.map(({ sha256 }) => sha256),
        part.map(({ gzipped }) => new DuckDBBlobValue(gzipped)),
      ]
    }
  })()
  await append(session, { table: 'raw_answer' }, rawAnswerTypes, chunks)
}

function instant(text: string | null): DuckDBTimestampValue | null {
  return text === null ? null : timestamp(Date.parse(text))
}
