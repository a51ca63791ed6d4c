import { randomUUID } from 'node:crypto'
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

/**
 * Rows as SQL: `position` (from 0), the fields of a record, and `answer` and `raw_row`. A column is
 * one parameter, which crosses into DuckDB in a hundredth of the time that its values one by one take,
 * and is taken apart there on another thread. Each parameter stands here once, and what is made of the
 * parts is made outside: anything else takes DuckDB several times as long.
 */
export const rowsAsTable = `(
  SELECT position,
    ${['instance_id', 'instance_name', 'operator', 'process_id', 'raw_time']
      .map((column) => `nullif(${column}, absent) AS ${column}`)
      .join(', ')},
    process_id_is_text::BOOLEAN AS process_id_is_text,
    make_timestamp_ms(nullif(milliseconds, '')::BIGINT) AS killed_at,
    answer::INTEGER AS answer, raw_row::INTEGER AS raw_row
  FROM (
    SELECT unnest(range($start::BIGINT, $end::BIGINT)) AS position, $absent AS absent,
      ${['instance_id', 'instance_name', 'operator', 'process_id', 'raw_time']
        .map((column) => `unnest(string_split($${column}, separator)) AS ${column}`)
        .join(', ')},
      unnest(string_split($process_id_is_text, ',')) AS process_id_is_text,
      unnest(string_split($milliseconds, ',')) AS milliseconds,
      unnest(string_split($answer, ',')) AS answer,
      unnest(string_split($raw_row, ',')) AS raw_row
    FROM (SELECT $separator AS separator)))`

/** The parameters of `rowsAsTable`, for so many rows at once as may be. */
export function* partsOf(
  rows: readonly ObtainedRow[],
): Generator<Record<string, string | bigint>, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce)
    const texts = {
      instance_id: part.map((row) => row.instanceId),
      instance_name: part.map((row) => row.instanceName),
      operator: part.map((row) => row.operator),
      process_id: part.map((row) => row.processId),
      raw_time: part.map((row) => row.rawTime),
    }
    const columns = Object.entries(texts)
    const separator = unused('\u001f', columns)
    const absent = unused('\u001e', columns)
    const joined = columns.map(([column, values]): [string, string] => [
      column,
      values.map((text) => text ?? absent).join(separator),
    ])
    yield {
      ...Object.fromEntries(joined),
      start: BigInt(start),
      end: BigInt(start + part.length),
      separator,
      absent,
      process_id_is_text: part.map((row) => row.processIdIsText).join(','),
      // What is `null` joins as nothing.
      milliseconds: part.map((row) => row.at).join(','),
      answer: part.map((row) => row.answer).join(','),
      raw_row: part.map((row) => row.row).join(','),
    }
  }
}

/** The character, or what begins with it, so that it stands in no text. */
function unused(
  character: string,
  columns: readonly [string, readonly (string | null)[]][],
): string {
  let mark = character
  while (columns.some(([, texts]) => texts.some((text) => text?.includes(mark)))) {
    mark = character + randomUUID()
  }
  return mark
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
