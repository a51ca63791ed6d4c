import {
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import { breathe } from './breathe.ts'
import type { Session } from './database.ts'
import { columnTypes, type RowBatch, type SharedTexts } from './kill-log-batch.ts'

/** How many rows go to DuckDB at once: those of a whole window, as a rule. */
const rowsAtOnce = 16_384

/** An instant in milliseconds since the epoch, as DuckDB takes it. */
export function timestamp(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(milliseconds) * 1000n)
}

/** As `from_json` wants it. */
const structureOf = (types: object): string => JSON.stringify(types)

const sharedTypes = {
  instance_id: ['VARCHAR'],
  instance_name: ['VARCHAR'],
  operator: ['VARCHAR'],
}

/** The columns that have a value for each row. */
const lists = Object.entries(columnTypes).flatMap(([name, type]) =>
  typeof type === 'string' ? [] : [name],
)

/**
 * Rows as SQL: `position` (from 0), the fields of a record, and `answer` and `raw_row`. Batches cross
 * into DuckDB as two texts, in a small part of the time that value by value takes, and are taken apart
 * there on another thread; what is not ASCII is mostly in the small one. The texts stand here once, and
 * what is made of them is made outside: anything else takes DuckDB several times as long.
 */
export const rowsAsTable = `(
  SELECT position, ${Object.keys(sharedTypes)
    .map((column) => `s.${column}[${column}_at] AS ${column}`)
    .join(', ')},
    process_id, coalesce(process_id_is_text, false) AS process_id_is_text, raw_time, answer,
    coalesce(raw_row, place) AS raw_row, make_timestamp_ms(epoch + milliseconds) AS killed_at
  FROM (
    SELECT b.start + generate_subscripts(b.process_id, 1) - 1 AS position, s,
      b.answer AS answer, b.epoch AS epoch, generate_subscripts(b.process_id, 1) - 1 AS place,
      ${lists.map((column) => `unnest(b.${column}) AS ${column}`).join(', ')}
    FROM (
      SELECT unnest(from_json(batches, '[${structureOf({ start: 'BIGINT', ...columnTypes })}]')) AS b,
        from_json(shared, '${structureOf(sharedTypes)}') AS s
      FROM (SELECT $batches AS batches, $shared AS shared))))`

/** The parameters of `rowsAsTable`, for so many rows at once as may be. */
export function* partsOf(
  batches: readonly RowBatch[],
): Generator<Record<'batches' | 'shared', string>, void> {
  let position = 0
  let [part, rows]: [string[], number] = [[], 0]
  let texts: SharedTexts | null = null
  for (const batch of batches) {
    if (texts !== null && (texts !== batch.texts || rows + batch.count > rowsAtOnce)) {
      yield { batches: `[${part.join(',')}]`, shared: texts.written() }
      part = []
      rows = 0
    }
    part.push(`{"start":${position},${batch.columns}}`)
    texts = batch.texts
    rows += batch.count
    position += batch.count
  }
  if (texts !== null) yield { batches: `[${part.join(',')}]`, shared: texts.written() }
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
