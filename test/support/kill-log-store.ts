import { randomUUID } from 'node:crypto'
import { afterAll } from 'vitest'
import { Database } from '../../src/main/archive/database.ts'
import { KillLogStore } from '../../src/main/archive/kill-log.ts'
import type { StoredKillRecord } from '../../src/main/archive/kill-log-types.ts'
import { wireRow, type WireRow } from '../../src/main/archive/kill-log-wire.ts'
import { migrate } from '../../src/main/archive/migrate.ts'
import { migrations } from '../../src/main/archive/schema.ts'
import { collectKillLog, type KillLogOrder } from '../../src/main/collect/kill-log.ts'
import type { HuaweiClient } from '../../src/main/huawei/client.ts'
import { CollectionId, type KillLogQuery } from '../../src/shared/contract/kill-log.ts'
import type { Coverage } from '../../src/shared/model/coverage.ts'
import type { DdmInstanceId } from '../../src/shared/model/ids.ts'
import type { Bounds } from '../../src/shared/model/time-range.ts'
import { anySignal } from './client.ts'

export interface OpenStore {
  store: KillLogStore
  database: Database
  close: () => Promise<void>
}

/** An empty kill log in memory. */
export async function openStore(): Promise<OpenStore> {
  const database = await Database.inMemory()
  await migrate(database, migrations)
  return { store: new KillLogStore(database), database, close: () => database.close() }
}

export const oldestFirst: KillLogQuery = { filter: '', sort: { column: 'at', descending: false } }

/** All rows of a range that the log has. */
export async function recordsOf(
  store: KillLogStore,
  instanceId: DdmInstanceId,
  range: Bounds,
  query: KillLogQuery = oldestFirst,
): Promise<StoredKillRecord[]> {
  const records: StoredKillRecord[] = []
  for await (const part of store.records(instanceId, range, query)) records.push(...part)
  return records
}

export type Collected = { coverage: Coverage; records: StoredKillRecord[]; rows: WireRow[] }

/** Collects into a store, and says what it then holds of the range. */
export async function collectInto(
  store: KillLogStore,
  client: HuaweiClient,
  instanceId: DdmInstanceId,
  range: Bounds,
  over: Partial<KillLogOrder> = {},
): Promise<Collected> {
  const coverage = await collectKillLog({
    client,
    store,
    instanceId,
    range,
    what: 'all',
    collectionId: CollectionId.parse(randomUUID()),
    inBackground: false,
    signal: anySignal,
    onProgress: () => undefined,
    ...over,
  })
  const records = await recordsOf(store, instanceId, range)
  return { coverage, records, rows: records.map(wireRow) }
}

/** Stores that nobody uses: opening one takes longer than most collections do. */
const spare: { open: OpenStore; holds: Set<DdmInstanceId>; uses: number }[] = []
/** What was deleted still takes room and time, so a store is used no more often than this. */
const mostUses = 100

afterAll(async () => {
  for (const { open } of spare.splice(0)) await open.close()
})

/** Collects into a log without a row of the instance, which is gone afterwards. */
export async function collectAnew(
  client: HuaweiClient,
  instanceId: DdmInstanceId,
  range: Bounds,
  over: Partial<KillLogOrder> = {},
): Promise<Collected> {
  const store = spare.pop() ?? { open: await openStore(), holds: new Set(), uses: 0 }
  const { open, holds } = store
  if (holds.has(instanceId)) {
    await empty(open.database)
    holds.clear()
  }
  holds.add(instanceId)
  store.uses++
  try {
    return await collectInto(open.store, client, instanceId, range, over)
  } finally {
    if (store.uses < mostUses) spare.push(store)
    else await open.close()
  }
}

async function empty(database: Database): Promise<void> {
  await database.write(async ({ run }) => {
    for (const table of ['kill_record', 'raw_answer', 'kill_window', 'kill_collection']) {
      await run(`DELETE FROM ${table}`)
    }
  })
}
