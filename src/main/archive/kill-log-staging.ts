import {
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Session } from './database.ts'
import type { ObtainedRow } from './kill-log-types.ts'

/** How many rows go to DuckDB at once: more would hold up the event loop. */
const rowsAtOnce = 4096

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

/** The earliest and the latest instant of rows, in milliseconds since the epoch. */
export interface StagedTimes {
  first: number
  /** Before `first` when there is none. */
  last: number
  someMissing: boolean
}

export function timesOf(rows: readonly ObtainedRow[]): StagedTimes {
  let [first, last, someMissing] = [0, -1, false]
  for (const { at } of rows) {
    if (at === null) someMissing = true
    else if (last < first) [first, last] = [at, at]
    else if (at < first) first = at
    else if (at > last) last = at
  }
  return { first, last, someMissing }
}

/** The columns that cross into DuckDB, and what they are there. */
const crossing = {
  instance_id: 'VARCHAR',
  instance_name: 'VARCHAR',
  operator: 'VARCHAR',
  process_id: 'VARCHAR',
  process_id_is_text: 'BOOLEAN',
  raw_time: 'VARCHAR',
  milliseconds: 'BIGINT',
  answer: 'INTEGER',
  raw_row: 'INTEGER',
}

type Crossing = Record<keyof typeof crossing, (string | number | boolean | null)[]>

const structure = JSON.stringify(
  Object.fromEntries(Object.entries(crossing).map(([column, type]) => [column, [type]])),
)

/**
 * Rows as SQL: `position` (from 0), the fields of a record, and `answer` and `raw_row`. All columns
 * cross into DuckDB as one text, in a small part of the time that value by value takes, and are taken
 * apart there on another thread. The text stands here once, and what is made of it is made outside:
 * anything else takes DuckDB several times as long.
 */
export const rowsAsTable = `(
  SELECT * EXCLUDE (milliseconds), make_timestamp_ms(milliseconds) AS killed_at
  FROM (
    SELECT $start::BIGINT + generate_subscripts(c.answer, 1) - 1 AS position,
      ${Object.keys(crossing)
        .map((column) => `unnest(c.${column}) AS ${column}`)
        .join(', ')}
    FROM (SELECT from_json(columns, '${structure}') AS c FROM (SELECT $columns AS columns))))`

/** The parameters of `rowsAsTable`, for so many rows at once as may be. */
export function* partsOf(
  rows: readonly ObtainedRow[],
): Generator<{ start: bigint; columns: string }, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce)
    const columns: Crossing = {
      instance_id: part.map((row) => row.instanceId),
      instance_name: part.map((row) => row.instanceName),
      operator: part.map((row) => row.operator),
      process_id: part.map((row) => row.processId),
      process_id_is_text: part.map((row) => row.processIdIsText),
      raw_time: part.map((row) => row.rawTime),
      milliseconds: part.map((row) => row.at),
      answer: part.map((row) => row.answer),
      raw_row: part.map((row) => row.row),
    }
    yield { start: BigInt(start), columns: written(columns) }
  }
}

/** As JSON. Half of a surrogate pair, which no text in UTF-8 can hold, becomes U+FFFD. */
function written(columns: Crossing): string {
  const text = JSON.stringify(columns)
  if (!text.includes('\\ud')) return text
  return JSON.stringify(columns, (_column, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  )
}

/** Fills a table chunk by chunk, columns in the table's order. */
export async function append(
  { connection, attempt }: Session,
  { table, catalog = null }: { table: string; catalog?: string | null },
  types: readonly DuckDBType[],
  chunks: Iterable<readonly (readonly DuckDBValue[])[]>,
): Promise<void> {
  const appender = await attempt(() => connection.createAppender(table, 'main', catalog))
  try {
    for (const columns of chunks) {
      const chunk = DuckDBDataChunk.create(types)
      chunk.setColumns(columns)
      await attempt(() => appender.appendDataChunk(chunk))
      await breathe()
    }
    await attempt(() => appender.flushSync())
  } finally {
    await attempt(() => appender.closeSync())
  }
}
