import type { Source } from '../../shared/model/answer.ts'
import { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Database } from './database.ts'
import { isoOf, textOf } from './kill-log-collections.ts'
import { toSpan } from './kill-log-coverage.ts'
import { eachChunk, readRecords, recordColumns } from './kill-log-reading.ts'
import { timestamp } from './kill-log-staging.ts'
import type { StoredKillRecord } from './kill-log-types.ts'
import { readBody, readSource } from './raw-answers.ts'

/** A record, and the answer of the API that brought it. */
export interface RecordOrigin {
  record: StoredKillRecord
  /** The instance that was asked for. */
  instanceId: DdmInstanceId
  windowId: number
  /** It was killed within, whatever its time says. */
  within: Bounds
  source: Source
  sha256: string
  body: Uint8Array
  /** The record's place in the answer's list, from 0. */
  row: number
}

/** A window of the archive in which a record may stand. */
export interface NearWindow {
  id: number
  window: Bounds
  /** Up to where it is proof, ISO 8601 in UTC. */
  coveredTo: string
  collectedAt: string
  missing: string | null
}

/**
 * Where a record is from; `null` when the log has none of this id.
 * @throws AuditDeskError `file` when the answer is not the one that was stored
 */
export async function readOrigin(database: Database, id: number): Promise<RecordOrigin | null> {
  return database.snapshot(async (session) => {
    const records: StoredKillRecord[] = []
    const sql = `SELECT ${recordColumns} FROM kill_record r WHERE r.id = $id`
    await eachChunk(database, session, sql, { id }, (chunk) => {
      records.push(...readRecords(chunk))
    })
    const [record] = records
    const [row] = await session.rows(
      `SELECT r.asked_instance_id, r.window_id, r.raw_row, r.seen_from, r.seen_to, a.*
      FROM kill_record r JOIN raw_answer a ON a.id = r.raw_answer_id WHERE r.id = $id`,
      { id },
    )
    if (record === undefined || row === undefined) return null
    return {
      record,
      instanceId: DdmInstanceId.parse(row['asked_instance_id']),
      windowId: Number(row['window_id']),
      within: { from: isoOf(row['seen_from']), to: isoOf(row['seen_to']) },
      source: readSource(row),
      sha256: String(row['sha256']),
      body: await readBody(row, `kill log, window ${Number(row['window_id'])}`),
      row: Number(row['raw_row']),
    }
  })
}

/** The windows of a record's log that overlap the time in which it was killed, newest first. */
export async function readNearWindows(
  database: Database,
  { instanceId, within }: Pick<RecordOrigin, 'instanceId' | 'within'>,
): Promise<NearWindow[]> {
  const { from, to } = toSpan(within)
  const rows = await database.rows(
    `SELECT * FROM kill_window WHERE asked_instance_id = $instanceId
      AND from_time <= $to AND to_time >= $from ORDER BY id DESC`,
    { instanceId, from: timestamp(from), to: timestamp(to) },
  )
  return rows.map((row) => ({
    id: Number(row['id']),
    window: { from: isoOf(row['from_time']), to: isoOf(row['to_time']) },
    coveredTo: isoOf(row['covered_to']),
    collectedAt: isoOf(row['collected_at']),
    missing: textOf(row['missing']),
  }))
}

/**
 * The answers of a window as received, one after the other.
 * @throws AuditDeskError `file` when one is not the one that was stored
 */
export async function* readWindowAnswers(
  database: Database,
  windowId: number,
): AsyncGenerator<Uint8Array> {
  const rows = await database.rows(
    'SELECT gzipped, sha256 FROM raw_answer WHERE kill_window_id = $windowId ORDER BY position',
    { windowId },
  )
  for (const row of rows) yield await readBody(row, `kill log, window ${windowId}`)
}
