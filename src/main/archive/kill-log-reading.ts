import { TransformStream } from 'node:stream/web'
import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import type { KillRecordColumns } from '../../shared/contract/kill-log.ts'
import { breathe } from './breathe.ts'
import type { Database, Session } from './database.ts'
import { archiveError } from './errors.ts'
import type { StoredKillRecord } from './kill-log-types.ts'

/** The columns of `r` that a record is made of; see `readColumns`. */
export const recordColumns = `r.id::DOUBLE AS id, r.instance_id, r.instance_name, r.process_id,
  r.process_id_is_text, r.operator, r.raw_time, epoch_ms(r.killed_at)::DOUBLE AS killed_at`

/** Records column by column, with their ids. */
export interface RecordColumns extends KillRecordColumns {
  id: number[]
  processIdIsText: boolean[]
}

/** A chunk of a statement that selects `recordColumns`. */
export function readColumns(chunk: DuckDBDataChunk): RecordColumns {
  const texts = (index: number) => chunk.getColumnValues(index) as (string | null)[]
  const times = chunk.getColumnValues(7) as (number | null)[]
  return {
    id: chunk.getColumnValues(0) as number[],
    instanceId: texts(1),
    instanceName: texts(2),
    processId: texts(3),
    processIdIsText: chunk.getColumnValues(4) as boolean[],
    operator: texts(5),
    rawTime: texts(6),
    at: times.map((time) => (time === null ? null : new Date(time).toISOString())),
  }
}

export function readRecords(chunk: DuckDBDataChunk): StoredKillRecord[] {
  const columns = readColumns(chunk)
  return columns.id.map((id, index) => ({
    id,
    instanceId: columns.instanceId[index] ?? null,
    instanceName: columns.instanceName[index] ?? null,
    processId: columns.processId[index] ?? null,
    processIdIsText: columns.processIdIsText[index] ?? false,
    operator: columns.operator[index] ?? null,
    rawTime: columns.rawTime[index] ?? null,
    at: columns.at[index] ?? null,
  }))
}

/** How many chunks that lie ready are taken one after the other: more would hold up the event loop. */
const chunksAtOnce = 32

/**
 * Reads a statement's rows chunk by chunk (2048 rows), no faster than they are taken.
 * @throws AuditDeskError `file`
 */
export async function eachChunk(
  database: Database,
  { connection }: Session,
  sql: string,
  parameters: Readonly<Record<string, DuckDBValue>>,
  take: (chunk: DuckDBDataChunk) => void | Promise<void>,
): Promise<void> {
  try {
    const result = await connection.stream(sql, { ...parameters })
    for (let taken = 1; ; taken++) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) return
      await take(chunk)
      if (taken % chunksAtOnce === 0) await breathe()
    }
  } catch (error) {
    throw archiveError(database.path, error)
  }
}

/** The same as something to iterate over; the connection is free again when it ends, or is left. */
export async function* chunksOf<T>(
  database: Database,
  sql: string,
  parameters: Readonly<Record<string, DuckDBValue>>,
  read: (chunk: DuckDBDataChunk) => T,
): AsyncGenerator<T> {
  const { readable, writable } = new TransformStream<T, T>()
  const writer = writable.getWriter()
  const pass = async (chunk: DuckDBDataChunk): Promise<void> => {
    await writer.write(read(chunk))
  }
  const reading = database
    .read((session) => eachChunk(database, session, sql, parameters, pass))
    .then(() => writer.close())
    .catch((error: unknown) => writer.abort(error))
  yield* readable
  await reading
}
