import { BIGINT, BOOLEAN } from '@duckdb/node-api'
import { breathe } from './breathe.ts'
import type { Session } from './database.ts'
import type { BatchTimes, RowBatch } from './kill-log-batch.ts'
import { append, partsOf, rowsAsTable, timestamp } from './kill-log-staging.ts'
import type { Span } from './kill-log-types.ts'
import { instantOf, valueOf } from './sql.ts'

/*
 * Finds which staged rows the archive has. The kill log is the union of its windows as multisets: a
 * row that several windows hold, alike in all five fields, is one row; a row that one window holds
 * twice is two (the service does log such twins), so of each row as many are kept as the richest
 * window has.
 *
 * A row's time can't be trusted to say which window it is from: the reference page's own example
 * labels a time +0800 that can only be UTC. Rows alike with a time are the same wherever they were
 * met, for a second of time lies in one window or in what two share; without a time only rows of
 * windows that overlap or touch can be.
 */

/** A window as far as it matters to what it shares with others. */
export interface StagedWindow {
  instanceId: string
  window: Span
  /** Up to where it is proof, milliseconds since the epoch. */
  coveredTo: number
  isComplete: boolean
  times: BatchTimes
}

/** The instant is what counts, whatever zone it is written in; else the text, unless it is empty. */
const fields = ['instance_id', 'instance_name', 'process_id', 'operator', 'killed_at', 'other_time']

const otherTime = `CASE WHEN killed_at IS NULL THEN nullif(raw_time, '') END`

/**
 * Whether there is a stored row that could be among the staged ones, as an expression of SQL; mostly
 * there is none.
 */
export function couldKnow({ instanceId, window, times }: StagedWindow): string {
  return `EXISTS (SELECT 1 FROM kill_record WHERE asked_instance_id = ${valueOf(instanceId)}
    AND (killed_at BETWEEN ${instantOf(times.first)} AND ${instantOf(times.last)}
      OR killed_at IS NULL
      OR (${valueOf(times.someMissing)}
        AND seen_from <= ${instantOf(window.to)} AND seen_to >= ${instantOf(window.from)})))`
}

/** Puts a window's rows into the temporary table `kill_staged`. */
export async function stageRows(session: Session, batches: readonly RowBatch[]): Promise<void> {
  await session.run(`CREATE OR REPLACE TEMP TABLE kill_staged (
    position BIGINT, instance_id VARCHAR, instance_name VARCHAR, operator VARCHAR, process_id VARCHAR,
    process_id_is_text BOOLEAN, raw_time VARCHAR, killed_at TIMESTAMP, answer INTEGER, raw_row INTEGER)`)
  for (const part of partsOf(batches)) {
    await breathe()
    await session.run(`INSERT INTO kill_staged BY NAME FROM ${rowsAsTable}`, part)
  }
}

/**
 * Fills the temporary table `kill_same` (`position`, `id`, `doubtful`, `narrows`) with the rows
 * of `kill_staged` that the archive has, once `findKnown` found some that could be. `narrows`: it is sure to have
 * been killed within the window; of rows alike without a time that is so only if the window has as many
 * as there may be.
 * @returns how many there are, and how many of these may be rows of their own, for a field is missing
 */
export async function findSame(session: Session): Promise<{ same: number; doubtful: number }> {
  await session.run(`CREATE OR REPLACE TEMP TABLE kill_new AS
    SELECT *, ${otherTime} AS other_time,
      row_number() OVER (alike ORDER BY position) AS twin, count(*) OVER alike AS twins
    FROM kill_staged
    WINDOW alike AS (PARTITION BY ${fields.slice(0, 5).join(', ')}, ${otherTime})`)
  await session.run(`CREATE OR REPLACE TEMP TABLE kill_same AS
    SELECT n.position, k.id, k.timeless AND NOT k.certain AS doubtful,
      NOT k.timeless OR (k.certain AND n.twins >= k.twins) AS narrows
    FROM kill_new n JOIN kill_known k ON n.twin = k.twin
      AND ${fields.map((field) => `n.${field} IS NOT DISTINCT FROM k.${field}`).join(' AND ')}`)
  await findCompatible(session)
  const [counted] = await session.rows(
    'SELECT count(*) AS same, count(*) FILTER (doubtful) AS doubtful FROM kill_same',
  )
  return { same: Number(counted?.['same']), doubtful: Number(counted?.['doubtful']) }
}

/**
 * Fills `kill_known` with the stored rows that could be among the staged ones. `near`: killed in a
 * span that overlaps the window. `certain`: if there is one alike in the window it is this, for one
 * window holds the other.
 * @returns how many there are
 */
export async function findKnown(session: Session, staged: StagedWindow): Promise<number> {
  const { instanceId, window, coveredTo, isComplete, times } = staged
  const near = 'r.seen_from <= $to AND r.seen_to >= $from'
  const mine = 'SELECT * FROM kill_record r WHERE asked_instance_id = $instanceId'
  const timed = `${mine} AND killed_at BETWEEN $first AND $last`
  const timeless = `${mine} AND killed_at IS NULL
    AND (nullif(raw_time, '') IS NOT NULL OR ${near})`
  // A row without a time may be any that was killed within the window.
  const others = `${mine} AND killed_at NOT BETWEEN $first AND $last AND ${near}`
  const candidates = times.someMissing ? [timed, timeless, others] : [timed, timeless]
  await session.run(
    `CREATE OR REPLACE TEMP TABLE kill_known AS
    WITH told AS (
      SELECT r.*, ${otherTime} AS other_time, ${near} AS near,
        ($isComplete AND r.seen_from >= $from AND r.seen_to <= $coveredTo)
          OR (w.missing IS NULL AND w.from_time <= $from AND w.covered_to >= $to) AS certain
      FROM (${candidates.join(' UNION ALL ')}) r JOIN kill_window w ON w.id = r.window_id
    )
    SELECT id, ${fields.join(', ')}, near, certain,
      killed_at IS NULL AND other_time IS NULL AS timeless,
      row_number() OVER (alike ORDER BY certain DESC, near DESC, id) AS twin,
      count(*) FILTER (near) OVER alike AS twins
    FROM told WINDOW alike AS (PARTITION BY ${fields.join(', ')})`,
    {
      instanceId,
      first: timestamp(times.first),
      last: timestamp(times.last),
      from: timestamp(window.from),
      to: timestamp(window.to),
      coveredTo: timestamp(coveredTo),
      isComplete,
    },
  )
  const [counted] = await session.rows('SELECT count(*) AS known FROM kill_known')
  return Number(counted?.['known'])
}

/**
 * Adds to `kill_same` the rows that say the same as a stored one as far as both say anything. Each
 * takes the first that is left: of its own time if it can, and the oldest of these.
 */
async function findCompatible(session: Session): Promise<void> {
  const isLacking = fields
    .slice(0, 4)
    .map((field) => `${field} IS NULL`)
    .concat('(killed_at IS NULL AND other_time IS NULL)')
    .join(' OR ')
  const left = (table: string, key: string) =>
    `${table} WHERE ${key} NOT IN (SELECT ${key} FROM kill_same)`
  const [odd] = await session.rows(`SELECT
    (SELECT count(*) FROM ${left('kill_new', 'position')} AND (${isLacking})) AS news,
    (SELECT count(*) FROM ${left('kill_known', 'id')} AND near AND (${isLacking})) AS knowns`)
  if (Number(odd?.['news']) + Number(odd?.['knowns']) === 0) return
  const agree = (field: string) =>
    `(n.${field} = k.${field} OR n.${field} IS NULL OR k.${field} IS NULL)`
  const others = fields.slice(0, 4).map(agree).join(' AND ')
  const isTimeless = (alias: string) => `${alias}.killed_at IS NULL AND ${alias}.other_time IS NULL`
  const result = await session.connection.stream(`
    WITH n AS (FROM ${left('kill_new', 'position')}),
      k AS (FROM ${left('kill_known', 'id')} AND near)
    SELECT position, id FROM (
      SELECT n.position, k.id, 0 AS rank FROM n JOIN k ON n.killed_at = k.killed_at AND ${others}
      UNION ALL
      SELECT n.position, k.id, 0 FROM n JOIN k ON n.other_time = k.other_time AND ${others}
      UNION ALL
      SELECT n.position, k.id, 1 FROM n JOIN k ON (${isTimeless('k')}) AND ${others}
      UNION ALL
      SELECT n.position, k.id, 1 FROM n JOIN k
        ON (${isTimeless('n')}) AND NOT (${isTimeless('k')}) AND ${others}
    ) ORDER BY position, rank, id`)
  const taken = new Set<bigint>()
  const pairs: [bigint, bigint][] = []
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    const positions = chunk.getColumnValues(0) as bigint[]
    const ids = chunk.getColumnValues(1) as bigint[]
    for (const [index, position] of positions.entries()) {
      const id = ids[index]
      if (id === undefined || taken.has(id) || pairs.at(-1)?.[0] === position) continue
      taken.add(id)
      pairs.push([position, id])
    }
  }
  await append(
    session,
    { table: 'kill_same', catalog: 'temp' },
    [BIGINT, BIGINT, BOOLEAN, BOOLEAN],
    sliced(pairs),
  )
}

function* sliced(pairs: readonly [bigint, bigint][]) {
  for (let start = 0; start < pairs.length; start += 1024) {
    const part = pairs.slice(start, start + 1024)
    yield [
      part.map(([position]) => position),
      part.map(([, id]) => id),
      part.map(() => true),
      part.map(() => false),
    ]
  }
}
