import type { Database, Session } from './database.ts'
import { doubt } from './kill-log-doubt.ts'
import {
  killedAt,
  packAnswers,
  stageRows,
  storeRawAnswers,
  timestamp,
  type PackedAnswer,
} from './kill-log-staging.ts'
import type { ObtainedWindow, StoredWindow } from './kill-log-types.ts'
import { findSame } from './kill-log-union.ts'

/**
 * Stores a window in one transaction: its rows that the log doesn't have, its answers as received,
 * and what it proves.
 * @throws AuditDeskError `file`; nothing of the window is stored then
 */
export async function storeWindow(
  database: Database,
  obtained: ObtainedWindow,
): Promise<StoredWindow> {
  const packed = await packAnswers(obtained.answers)
  return database.write((session) => store(session, obtained, packed))
}

async function store(
  session: Session,
  obtained: ObtainedWindow,
  packed: readonly PackedAnswer[],
): Promise<StoredWindow> {
  const { instanceId, window, missing, rows } = obtained
  // What happens within the second in which it was asked may come after it was answered.
  const coveredTo = Math.min(window.to, Math.floor(obtained.askedAt / 1000) * 1000)
  const ids = await nextIds(session)
  const times = await stageRows(session, rows)
  const isComplete = missing === null
  const staged = { instanceId, window, coveredTo, isComplete, times }
  const { same, doubtful } = await findSame(session, staged)
  if (same > 0) await narrow(session, obtained)
  await insertNew(session, obtained, ids, same > 0)
  await storeRawAnswers(session, ids.window, ids.rawAnswer, packed)
  await session.run(
    `INSERT INTO kill_window VALUES
      ($id, $instanceId, $from, $to, $coveredTo, $expected, $obtained, $missing, $collectedAt)`,
    {
      id: ids.window,
      instanceId,
      from: timestamp(window.from),
      to: timestamp(window.to),
      coveredTo: timestamp(coveredTo),
      expected: obtained.expected,
      obtained: rows.length,
      missing: missing ?? doubt(doubtful),
      collectedAt: timestamp(Date.parse(obtained.collectedAt)),
    },
  )
  if (obtained.collectionId !== null) {
    await session.run('UPDATE kill_collection SET updated_at = $now WHERE id = $id', {
      id: obtained.collectionId,
      now: timestamp(Date.now()),
    })
  }
  return { fresh: rows.length - same, doubtful, coveredTo, revision: ids.window }
}

interface NextIds {
  window: number
  record: number
  rawAnswer: number
}

async function nextIds(session: Session): Promise<NextIds> {
  const [next] = await session.rows(
    `SELECT
    (SELECT coalesce(max(id), 0) + 1 FROM kill_window) AS window,
    (SELECT coalesce(max(id), 0) + 1 FROM kill_record) AS record,
    (SELECT coalesce(max(id), 0) + 1 FROM raw_answer) AS raw_answer`,
    {},
  )
  return {
    window: Number(next?.['window']),
    record: Number(next?.['record']),
    rawAnswer: Number(next?.['raw_answer']),
  }
}

/** A row that surely is in this window too was killed within both. */
async function narrow(session: Session, { window }: ObtainedWindow): Promise<void> {
  await session.run(
    `UPDATE kill_record SET seen_from = greatest(seen_from, $from), seen_to = least(seen_to, $to)
    WHERE id IN (SELECT id FROM kill_same WHERE narrows)
      AND (seen_from < $from OR seen_to > $to) AND seen_from <= $to AND seen_to >= $from`,
    { from: timestamp(window.from), to: timestamp(window.to) },
  )
}

/** @param someKnown whether `kill_same` names rows to be left out */
async function insertNew(
  session: Session,
  { instanceId, window }: ObtainedWindow,
  ids: NextIds,
  someKnown: boolean,
): Promise<void> {
  await session.run(
    `INSERT INTO kill_record
    SELECT $firstId + ${someKnown ? 'row_number() OVER (ORDER BY position) - 1' : 'position'},
      $instanceId, instance_id, instance_name, process_id, process_id_is_text, operator, raw_time,
      ${killedAt}, $windowId, $firstAnswer + answer, raw_row, $from, $to
    FROM kill_staged
    ${someKnown ? 'WHERE position NOT IN (SELECT position FROM kill_same) ORDER BY position' : ''}`,
    {
      firstId: BigInt(ids.record),
      instanceId,
      windowId: BigInt(ids.window),
      firstAnswer: BigInt(ids.rawAnswer),
      from: timestamp(window.from),
      to: timestamp(window.to),
    },
  )
}
