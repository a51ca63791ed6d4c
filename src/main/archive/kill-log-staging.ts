import {
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import { breathe } from './breathe.ts'
import type { Session } from './database.ts'
import type { ObtainedRow } from './kill-log-types.ts'

/** How many rows go to DuckDB at once: more would hold up the event loop. */
const rowsAtOnce = 4096

/** An instant in milliseconds since the epoch, as DuckDB takes it. */
export function timestamp(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(milliseconds) * 1000n)
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

/** Columns of texts that many rows have in common: each text crosses into DuckDB once. */
const sharedTypes = { instance_id: 'VARCHAR', instance_name: 'VARCHAR', operator: 'VARCHAR' }

/** What each row has of its own, and where among the shared texts it finds its own, from 1. */
const ownTypes = {
  instance_id_at: 'INTEGER',
  instance_name_at: 'INTEGER',
  operator_at: 'INTEGER',
  process_id: 'VARCHAR',
  process_id_is_text: 'BOOLEAN',
  raw_time: 'VARCHAR',
  /** After those of `$epoch`: small numbers are written and read faster. */
  milliseconds: 'BIGINT',
  answer: 'INTEGER',
  raw_row: 'INTEGER',
}

type Columns<Types> = Record<keyof Types, (string | number | boolean | null)[]>

const structureOf = (types: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(types).map(([name, type]) => [name, [type]])))

/**
 * Rows as SQL: `position` (from 0), the fields of a record, and `answer` and `raw_row`. All columns
 * cross into DuckDB as two texts, in a small part of the time that value by value takes, and are taken
 * apart there on another thread; what is not ASCII is mostly in the small one. The texts stand here
 * once, and what is made of them is made outside: anything else takes DuckDB several times as long.
 */
export const rowsAsTable = `(
  SELECT position, ${Object.keys(sharedTypes)
    .map((column) => `s.${column}[${column}_at] AS ${column}`)
    .join(', ')},
    process_id, process_id_is_text, raw_time, answer, raw_row,
    make_timestamp_ms($epoch::BIGINT + milliseconds) AS killed_at
  FROM (
    SELECT $start::BIGINT + generate_subscripts(c.answer, 1) - 1 AS position, s,
      ${Object.keys(ownTypes)
        .map((column) => `unnest(c.${column}) AS ${column}`)
        .join(', ')}
    FROM (
      SELECT from_json(own, '${structureOf(ownTypes)}') AS c,
        from_json(shared, '${structureOf(sharedTypes)}') AS s
      FROM (SELECT $own AS own, $shared AS shared))))`

/** The parameters of `rowsAsTable`, for so many rows at once as may be. */
export function* partsOf(
  rows: readonly ObtainedRow[],
): Generator<{ start: bigint; epoch: bigint; own: string; shared: string }, void> {
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const part = rows.slice(start, start + rowsAtOnce)
    const epoch = part.find(({ at }) => at !== null)?.at ?? 0
    const instanceIds = share(part.map((row) => row.instanceId))
    const instanceNames = share(part.map((row) => row.instanceName))
    const operators = share(part.map((row) => row.operator))
    const own: Columns<typeof ownTypes> = {
      instance_id_at: instanceIds.places,
      instance_name_at: instanceNames.places,
      operator_at: operators.places,
      process_id: part.map((row) => row.processId),
      process_id_is_text: part.map((row) => row.processIdIsText),
      raw_time: part.map((row) => row.rawTime),
      milliseconds: part.map(({ at }) => (at === null ? null : at - epoch)),
      answer: part.map((row) => row.answer),
      raw_row: part.map((row) => row.row),
    }
    const texts: Columns<typeof sharedTypes> = {
      instance_id: instanceIds.texts,
      instance_name: instanceNames.texts,
      operator: operators.texts,
    }
    yield { start: BigInt(start), epoch: BigInt(epoch), own: written(own), shared: written(texts) }
  }
}

/** The different texts, and where among them each one stands, from 1. */
function share(column: readonly (string | null)[]): {
  texts: string[]
  places: (number | null)[]
} {
  const known = new Map<string, number>()
  let last: { text: string; place: number } | null = null
  const places = column.map((text) => {
    if (text === null) return null
    if (text !== last?.text) {
      const place = known.get(text) ?? known.size + 1
      known.set(text, place)
      last = { text, place }
    }
    return last.place
  })
  return { texts: [...known.keys()], places }
}

/** As JSON. Half of a surrogate pair, which no text in UTF-8 can hold, becomes U+FFFD. */
function written(columns: object): string {
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
