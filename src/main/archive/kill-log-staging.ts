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
 * and is read there on another thread.
 */
export const rowsAsTable = `(
  SELECT generate_subscripts(from_json($at, '["BIGINT"]'), 1) - 1 + $start::BIGINT AS position,
    ${shared('instance_id')}, ${shared('instance_name')}, ${shared('operator')},
    unnest(from_json($process_id, '["VARCHAR"]')) AS process_id,
    unnest(from_json($process_id_is_text, '["BOOLEAN"]')) AS process_id_is_text,
    unnest(from_json($raw_time, '["VARCHAR"]')) AS raw_time,
    make_timestamp_ms(unnest(from_json($at, '["BIGINT"]'))) AS killed_at,
    unnest(from_json($answer, '["INTEGER"]')) AS answer,
    unnest(from_json($raw_row, '["INTEGER"]')) AS raw_row)`

/** A column of few texts that many rows share. */
function shared(column: string): string {
  return `from_json($${column}_texts, '["VARCHAR"]')[unnest(from_json($${column}, '["INTEGER"]'))] AS ${column}`
}

/** The parameters of `rowsAsTable`, for so many rows at once as may be. */
export function* partsOf(
  rows: readonly ObtainedRow[],
): Generator<Record<string, string | bigint>, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce)
    const instanceIds = new Texts()
    const instanceNames = new Texts()
    const operators = new Texts()
    yield {
      start: BigInt(start),
      instance_id: JSON.stringify(part.map((row) => instanceIds.placeOf(row.instanceId))),
      instance_name: JSON.stringify(part.map((row) => instanceNames.placeOf(row.instanceName))),
      operator: JSON.stringify(part.map((row) => operators.placeOf(row.operator))),
      process_id: textsAsJson(part.map((row) => row.processId)),
      process_id_is_text: JSON.stringify(part.map((row) => row.processIdIsText)),
      raw_time: textsAsJson(part.map((row) => row.rawTime)),
      at: JSON.stringify(part.map((row) => row.at)),
      answer: JSON.stringify(part.map((row) => row.answer)),
      raw_row: JSON.stringify(part.map((row) => row.row)),
      instance_id_texts: instanceIds.json,
      instance_name_texts: instanceNames.json,
      operator_texts: operators.json,
    }
  }
}

/** Texts, each once; counted from 1, as DuckDB does. */
class Texts {
  readonly #places = new Map<string | null, number>()
  readonly #texts: (string | null)[] = []

  placeOf(text: string | null): number {
    let place = this.#places.get(text)
    if (place === undefined) {
      place = this.#texts.push(text)
      this.#places.set(text, place)
    }
    return place
  }

  get json(): string {
    return textsAsJson(this.#texts)
  }
}

/** Half of a surrogate pair is no character: DuckDB takes none, and gets U+FFFD in its place. */
function textsAsJson(texts: readonly (string | null)[]): string {
  const json = JSON.stringify(texts)
  return json.includes('\\ud')
    ? JSON.stringify(texts.map((text) => text && Buffer.from(text).toString()))
    : json
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
