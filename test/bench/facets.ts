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

/** The same counts as one would type them into a database. */
async function bare(
  connection: DuckDBConnection,
  { instanceId, range }: Log,
  filter: string,
): Promise<void> {
  const reader = await connection.runAndReadAll(
    `WITH found AS (
      SELECT operator, instance_name, killed_at AT TIME ZONE 'UTC' AT TIME ZONE '${timeZone}' AS local
      FROM kill_record
      WHERE asked_instance_id = $instance AND killed_at BETWEEN $from::TIMESTAMP AND $to::TIMESTAMP
        AND ($filter = '' OR contains(lower(operator), lower($filter)) OR contains(process_id, $filter)
          OR contains(lower(instance_name), lower($filter)) OR contains(instance_id, lower($filter))
          OR contains(lower(raw_time), lower($filter))))
    SELECT operator, instance_name, isodow(local) - 1 AS weekday, hour(local) AS hour, count(*) AS kills
    FROM found GROUP BY GROUPING SETS ((operator), (instance_name), (weekday, hour))
    ORDER BY kills DESC`,
    { instance: instanceId, from: range.from.slice(0, -1), to: range.to.slice(0, -1), filter },
  )
  reader.getRowsJS()
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
  side('bare DuckDB query', spreadOf(taken.bare), 'ms')
  side('Audit Desk, through the bridge', spreadOf(taken.ours), 'ms')
  const ratio = ratios(taken.ours, taken.bare)
  target({
    what: 'time, of the bare query’s',
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
