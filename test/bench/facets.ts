import { performance } from 'node:perf_hooks'
import type { DuckDBConnection } from '@duckdb/node-api'
import { collectInto, openArchive } from './support/archive.ts'
import { bridgeTo, type Log } from './support/bridge.ts'
import { startCloud } from './support/cloud.ts'
import { collectGarbage, ratios, spreadOf } from './support/measure.ts'
import { finish, note, side, target, title } from './support/report.ts'

const rows = 1_000_000
/** Each another one, so that nobody answers from what was asked before. */
const filters = ['', 'a', '4', 'T1', 'ddm', '77', 'an', '2']
/** A zone whose clocks change. */
const timeZone = 'Europe/Berlin'

/** The same counts as one would type them into a database, one after the other. */
async function bare(
  connection: DuckDBConnection,
  { instanceId, range }: Log,
  filter: string,
): Promise<void> {
  const where = `FROM kill_record
    WHERE asked_instance_id = $instance AND killed_at BETWEEN $from::TIMESTAMP AND $to::TIMESTAMP
      AND ($filter = '' OR contains(lower(concat_ws(' ', instance_id, instance_name, process_id, operator, raw_time, killed_at)), lower($filter)))`
  const values = {
    instance: instanceId,
    from: range.from.slice(0, -1),
    to: range.to.slice(0, -1),
    filter,
  }
  const local = `(killed_at AT TIME ZONE 'UTC' AT TIME ZONE '${timeZone}')`
  for (const sql of [
    `SELECT count(*), count(*) FILTER (WHERE killed_at IS NULL) ${where}`,
    `SELECT operator, count(*) AS kills ${where} GROUP BY operator ORDER BY kills DESC`,
    `SELECT instance_name, count(*) AS kills ${where} GROUP BY instance_name ORDER BY kills DESC`,
    `SELECT isodow(${local}) - 1 AS weekday, hour(${local}) AS hour, count(*) ${where} GROUP BY weekday, hour`,
  ]) {
    const reader = await connection.runAndReadAll(sql, values)
    reader.getRowsJS()
  }
}

process.env['TZ'] = timeZone
title(
  `Counts by operator, by instance and by weekday and hour over ${rows.toLocaleString('en')} rows`,
)
const cloud = await startCloud(rows)
const open = await openArchive(cloud)
try {
  const { rows: collected } = await collectInto(open, cloud, cloud.simulator)
  note(
    `${collected.toLocaleString('en')} rows collected from the simulator; ${filters.length} filters`,
  )
  const log = { instanceId: cloud.instanceId, range: cloud.range }
  const bridge = bridgeTo(open.archive)
  const taken = { bare: [] as number[], ours: [] as number[] }
  const clock = async (into: number[], work: () => Promise<unknown>) => {
    collectGarbage()
    const start = performance.now()
    await work()
    into.push(performance.now() - start)
  }
  await open.archive.database.read(async ({ connection }) => {
    await bare(connection, log, 'warm')
    await bridge.facets(log, 'warm')
    for (const filter of filters) {
      await clock(taken.bare, () => bare(connection, log, filter))
      await clock(taken.ours, () => bridge.facets(log, filter))
    }
  })
  side('bare DuckDB queries', spreadOf(taken.bare), 'ms')
  side('Audit Desk, through the bridge', spreadOf(taken.ours), 'ms')
  const ratio = ratios(taken.ours, taken.bare)
  target({
    what: 'time, of the bare queries’',
    value: ratio.median,
    spread: ratio,
    unit: '×',
    atMost: 1.5,
  })
} finally {
  await open.remove()
  await cloud.close()
}
finish()
