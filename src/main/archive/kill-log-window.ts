import { breathe } from './breathe.ts'
import type { Database, Session } from './database.ts'
import { doubt } from './kill-log-doubt.ts'
import { countRows, timesOfAll } from './kill-log-batch.ts'
import { partsOf, rowsAsTable, timestamp } from './kill-log-staging.ts'
import type { ObtainedWindow, StoredWindow } from './kill-log-types.ts'
import { couldKnow, findKnown, findSame, stageRows, type StagedWindow } from './kill-log-union.ts'
import { storeRawAnswers } from './raw-answers.ts'
import { instantOf, valueOf } from './sql.ts'

/**
 * Stores a window in one transaction: its rows that the log doesn't have, its answers as received,
 * and what it proves.
 * @throws AuditDeskError `file`; nothing of the window is stored then
 */
export async function storeWindow(
  database: Database,
  obtained: ObtainedWindow,
): Promise<StoredWindow> {
  return database.write((session) => store(session, obtained))
}

async function store(session: Session, obtained: ObtainedWindow): Promise<StoredWindow> {
  const { instanceId, window, missing, batches } = obtained
  // What happens within the second in which it was asked may come after it was answered.
  const coveredTo = Math.min(window.to, Math.floor(obtained.askedAt / 1000) * 1000)
  const rows = countRows(batches)
  const staged: StagedWindow = {
    ...{ instanceId, window, coveredTo },
    isComplete: missing === null,
    times: timesOfAll(batches),
  }
  const { ids, mayKnow } = await look(session, staged)
  const isKnown = mayKnow && (await findKnown(session, staged)) > 0
  const { same, doubtful } = isKnown
    ? await storeUnknown(session, obtained, ids)
    : await storeAll(session, obtained, ids)
  await storeRawAnswers(
    session,
    { killWindowId: BigInt(ids.window) },
    BigInt(ids.rawAnswer),
    obtained.answers,
  )
  await session.run(`
    INSERT INTO kill_window VALUES (
      ${ids.window}, ${valueOf(instanceId)}, ${instantOf(window.from)}, ${instantOf(window.to)},
      ${instantOf(coveredTo)}, ${valueOf(obtained.expected)}, ${rows},
      ${valueOf(missing ?? doubt(doubtful))}, ${instantOf(Date.parse(obtained.collectedAt))});
    UPDATE kill_collection SET updated_at = ${instantOf(Date.now())}
      WHERE id = ${valueOf(obtained.collectionId)}`)
  return { fresh: rows - same, doubtful, coveredTo, revision: ids.window }
}

interface NextIds {
  window: number
  record: number
  rawAnswer: number
}

/** What has to be known before a window is stored, in one question. */
async function look(
  session: Session,
  staged: StagedWindow,
): Promise<{ ids: NextIds; mayKnow: boolean }> {
  const [found] = await session.rows(
    `SELECT
    (SELECT coalesce(max(id), 0) + 1 FROM kill_window) AS window,
    (SELECT coalesce(max(id), 0) + 1 FROM kill_record) AS record,
    (SELECT coalesce(max(id), 0) + 1 FROM raw_answer) AS raw_answer,
    ${couldKnow(staged)} AS may_know`,
  )
  return {
    ids: {
      window: Number(found?.['window']),
      record: Number(found?.['record']),
      rawAnswer: Number(found?.['raw_answer']),
    },
    mayKnow: found?.['may_know'] === true,
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

const unknown = { same: 0, doubtful: 0 }

/** Stores a window of which the archive has no row. */
async function storeAll(
  session: Session,
  obtained: ObtainedWindow,
  ids: NextIds,
): Promise<typeof unknown> {
  const sql = insertion(rowsAsTable, 'position')
  for (const part of partsOf(obtained.batches)) {
    // Whoever waits goes first.
    await breathe()
    await session.run(sql, { ...whereFrom(obtained, ids), ...part })
  }
  return unknown
}

/** Stores of a window what the archive does not have. */
async function storeUnknown(
  session: Session,
  obtained: ObtainedWindow,
  ids: NextIds,
): Promise<typeof unknown> {
  await stageRows(session, obtained.batches)
  const found = await findSame(session)
  await narrow(session, obtained)
  await session.run(
    `${insertion('kill_staged', 'row_number() OVER (ORDER BY position) - 1')}
    WHERE position NOT IN (SELECT position FROM kill_same) ORDER BY position`,
    whereFrom(obtained, ids),
  )
  return found
}

/** @param place the place of a row among the new ones, from 0, as SQL */
function insertion(table: string, place: string): string {
  return `INSERT INTO kill_record
    SELECT $firstId::BIGINT + ${place}, $instanceId, instance_id, instance_name, process_id,
      process_id_is_text, operator, raw_time, killed_at, $windowId, $firstAnswer::BIGINT + answer, raw_row,
      $from, $to
    FROM ${table}`
}

function whereFrom({ instanceId, window }: ObtainedWindow, ids: NextIds) {
  return {
    firstId: BigInt(ids.record),
    instanceId,
    windowId: BigInt(ids.window),
    firstAnswer: BigInt(ids.rawAnswer),
    from: timestamp(window.from),
    to: timestamp(window.to),
  }
}
