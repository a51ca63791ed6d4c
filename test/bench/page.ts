import { performance } from 'node:perf_hooks'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { KillLogQuery } from '../../src/shared/contract/kill-log.ts'
import { collectInto, openArchive } from './support/archive.ts'
import { bridgeTo, type Log } from './support/bridge.ts'
import { startCloud } from './support/cloud.ts'
import { collectGarbage, quantile, randomOf, spreadOf, timed } from './support/measure.ts'
import { finish, note, side, target, title } from './support/report.ts'

const rows = 1_000_000
const limit = 200
/** How often somebody jumps elsewhere in the answer to one query. */
const jumps = 8

const queries: readonly (KillLogQuery['sort'] & { filter: string })[] = [
  { filter: '', column: 'at', descending: true },
  { filter: '', column: 'processId', descending: false },
  { filter: '', column: 'operator', descending: false },
  { filter: 'a', column: 'at', descending: false },
  { filter: '4', column: 'operator', descending: true },
  { filter: 'T1', column: 'processId', descending: true },
  { filter: 'ddm', column: 'instanceName', descending: false },
  { filter: '77', column: 'at', descending: true },
]

const columns = {
  at: 'killed_at',
  processId: 'process_id',
  operator: 'operator',
  instanceName: 'instance_name',
  instanceId: 'instance_id',
  rawTime: 'raw_time',
}

/** What one would type into a database to see that page: plain SQL, read column by column. */
async function bare(
  connection: DuckDBConnection,
  { instanceId, range }: Log,
  { filter, sort }: KillLogQuery,
  offset: number,
): Promise<number> {
  const reader = await connection.runAndReadAll(
    `SELECT instance_id, instance_name, process_id, operator, raw_time, killed_at FROM kill_record
     WHERE asked_instance_id = $instance AND killed_at BETWEEN $from::TIMESTAMP AND $to::TIMESTAMP
       AND ($filter = '' OR contains(lower(concat_ws(' ', instance_id, instance_name, process_id, operator, raw_time, killed_at)), lower($filter)))
     ORDER BY ${columns[sort.column]} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, id
     LIMIT ${limit} OFFSET ${offset}`,
    { instance: instanceId, from: range.from.slice(0, -1), to: range.to.slice(0, -1), filter },
  )
  return reader.getColumnsJS()[0]?.length ?? 0
}

title(
  `A page of ${limit} rows at a random offset of ${rows.toLocaleString('en')}, filtered and sorted, through the bridge`,
)
const cloud = await startCloud(rows)
const open = await openArchive(cloud)
try {
  const { rows: collected } = await collectInto(open, cloud, cloud.simulator)
  note(
    `${collected.toLocaleString('en')} rows collected from the simulator; ${queries.length} queries, ${jumps} pages of each, the first of a query included`,
  )
  const log = { instanceId: cloud.instanceId, range: cloud.range }
  const bridge = bridgeTo(open.archive)
  const random = randomOf(7)
  const taken = {
    bare: [] as number[],
    ours: [] as number[],
    first: [] as number[],
    stall: [] as number[],
    busy: [] as number[],
  }
  await open.archive.database.read(async ({ connection }) => {
    await bare(connection, log, { filter: '', sort: { column: 'at', descending: true } }, 0)
    for (const { filter, ...sort } of queries) {
      const query = { filter, sort }
      let total = collected
      for (let jump = 0; jump < jumps; jump++) {
        const offset = Math.floor(random() * Math.max(1, total - limit))
        const start = performance.now()
        await bare(connection, log, query, offset)
        taken.bare.push(performance.now() - start)
        collectGarbage()
        const run = await timed(async () => {
          ;({ total } = await bridge.page(log, query, offset, limit))
        })
        taken.ours.push(run.seconds * 1000)
        taken.stall.push(run.stall)
        taken.busy.push(run.busy)
        if (jump === 0) taken.first.push(run.seconds * 1000)
      }
    }
  })
  side(
    'bare DuckDB query',
    spreadOf(taken.bare),
    'ms',
    `p95 ${quantile(taken.bare, 0.95).toFixed(1)} ms`,
  )
  side('Audit Desk', spreadOf(taken.ours), 'ms', `p95 ${quantile(taken.ours, 0.95).toFixed(1)} ms`)
  side('of these the first page of a query', spreadOf(taken.first), 'ms')
  side('delay of the main loop during a page', spreadOf(taken.stall), 'ms')
  side('of which on the processor', spreadOf(taken.busy), 'ms')
  target({
    what: 'p95, of the bare query’s',
    value: quantile(taken.ours, 0.95) / quantile(taken.bare, 0.95),
    unit: '×',
    atMost: 2,
  })
  target({
    what: 'longest delay of the main loop (a frame is 16.7 ms)',
    value: Math.max(...taken.stall),
    unit: 'ms',
    atMost: 16.7,
  })
} finally {
  await open.remove()
  await cloud.close()
}
finish()
