import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../../src/main/archive/database.ts'
import { KillLogStore } from '../../../src/main/archive/kill-log.ts'
import { wireRow } from '../../../src/main/archive/kill-log-wire.ts'
import { migrate } from '../../../src/main/archive/migrate.ts'
import { BatchBuilder, SharedTexts } from '../../../src/main/archive/kill-log-batch.ts'
import { packRawAnswer } from '../../../src/main/archive/pack.ts'
import { migrations } from '../../../src/main/archive/schema.ts'
import { CollectionId } from '../../../src/shared/contract/kill-log.ts'
import { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import {
  bounds,
  instanceId,
  row,
  second,
  windowOf,
} from '../../support/archive/kill-log-windows.ts'
import { openStore, recordsOf, type OpenStore } from '../../support/kill-log-store.ts'

let open: OpenStore
let store: KillLogStore
beforeEach(async () => {
  open = await openStore()
  store = open.store
})
afterEach(() => open.close())

const newId = () => CollectionId.parse(randomUUID())
const source = {
  service: 'ddm',
  method: 'GET',
  url: 'https://ddm.example/v3/p/instances/i/processes-audit-log?offset=0',
  body: null,
  requestId: 'r-1',
  serverDate: '2026-05-02T00:00:00.000Z',
  fetchedAt: '2026-05-02T00:00:01.000Z',
} as const

describe('a stored window', () => {
  it('is told apart from those before it, and its rows from theirs, whenever the file was opened', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'audit-desk-test-'))
    try {
      for (let opening = 0; opening < 3; opening++) {
        const database = await Database.open(join(folder, 'a.duckdb'))
        try {
          await migrate(database, migrations)
          const onDisk = new KillLogStore(database)
          for (let window = 0; window < 3; window++) {
            const at = (opening * 3 + window) * 10
            // The row of the window before comes again; one without a time comes for the first time.
            const rows = [row({ at }), row({ at: at + 10 }), row({ processId: `${at}` })]
            const { fresh } = await onDisk.storeWindow(windowOf(at, at + 10, rows))
            expect(fresh).toBe(at === 0 ? 3 : 2)
          }
          const count = (opening + 1) * 3
          expect(
            await database.rows(`SELECT count(DISTINCT w.id)::INTEGER AS windows,
              count(DISTINCT r.id)::INTEGER AS ids, (SELECT count(*)::INTEGER FROM kill_record) AS records
              FROM kill_window w JOIN kill_record r ON r.window_id = w.id`),
          ).toEqual([{ windows: count, ids: count * 2 + 1, records: count * 2 + 1 }])
        } finally {
          await database.close()
        }
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  const texts = ['', ' ', 'null', '"', "'", '\\', '\\ud800', '\u0000', '\u2028', ',', '漢字', '🗝']

  it.each([
    ['every text', texts],
    ['every text, and no text', [...texts, null]],
    ['every text, and what parts texts', [...texts, '\u001e', '\u001f', '\u001f\u001f']],
    ['the empty text', ['']],
    ['no text', [null]],
  ])('keeps %s as it is, also where it is stored in parts', async (_, kept) => {
    const rows = Array.from({ length: 16_385 }, (_, index) => {
      const text = (step: number) => kept[Math.floor(index / step) % kept.length] ?? null
      const names = { instanceId: text(1), instanceName: text(2), operator: text(3) }
      const own = { processId: text(5), rawTime: text(7), processIdIsText: index % 2 === 0 }
      const place = { answer: Math.floor(index / 128), row: index % 128 }
      return row({ ...names, ...own, ...place, at: index })
    })
    await store.storeWindow(windowOf(0, 20_000, rows))
    const records = await recordsOf(store, instanceId, bounds(0, 20_000))
    expect(
      records.map(({ id: _, at, ...record }) => ({ ...record, at: Date.parse(at ?? '') })),
    ).toEqual(rows.map(({ answer: _, row: _place, ...obtained }) => obtained))
  })

  it('keeps instants however far apart they are, and that there is none', async () => {
    const instants = [null, 0, -2_000_000_000, 4_000_000_000, null, 0.001, 200_000_000_000]
    const rows = instants.map((at, index) => row({ at, processId: `${index}`, rawTime: 'as sent' }))
    await store.storeWindow(windowOf(0, 10, rows))
    const kept = await open.database.rows('SELECT killed_at FROM kill_record ORDER BY id')
    expect(kept.map(({ killed_at: at }) => (at as Date | null)?.getTime() ?? null)).toEqual(
      rows.map(({ at }) => at),
    )
  })

  it('keeps process ids that came as numbers digit by digit', async () => {
    const batch = new BatchBuilder(0, new SharedTexts())
    const ids = [0, -1, 4_551_418, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]
    for (const [index, processId] of ids.entries()) {
      batch.add({ ...row({ at: index, row: index }), processId })
    }
    await store.storeWindow(windowOf(0, 10, [], { batches: [batch.done()] }))
    const records = await recordsOf(store, instanceId, bounds(0, 10))
    expect(records.map(({ processId }) => processId)).toEqual(ids.map(String))
  })

  it('puts U+FFFD in the place of half a character, which no file can hold', async () => {
    const halves = ['\ud800', 'a\udc00b']
    const rows = halves.map((text, at) => row({ at, operator: text, processId: text }))
    await store.storeWindow(windowOf(0, 10, rows))
    const records = await recordsOf(store, instanceId, bounds(0, 10))
    expect(records.map(({ operator, processId }) => [operator, processId])).toEqual([
      ['\ufffd', '\ufffd'],
      ['a\ufffdb', 'a\ufffdb'],
    ])
  })

  it('keeps its answers as they were received, and each row knows its place in them', async () => {
    const bodies = ['{"process_audit_logs":["a","b"]}', '{"process_audit_logs":["c"]}']
    const answers = await Promise.all(
      bodies.map((text) => packRawAnswer({ request: 'GET /x', source, body: Buffer.from(text) })),
    )
    const rows = [row({ at: 1 }), row({ at: 2, row: 1 }), row({ at: 3, answer: 1, processId: '3' })]
    await store.storeWindow(windowOf(0, 10, rows, { answers }))
    const records = await recordsOf(store, instanceId, bounds(0, 10))
    const places = await Promise.all(records.map(({ id }) => store.origin(id)))
    expect(places.map((place) => [Buffer.from(place!.body).toString(), place!.row])).toEqual([
      [bodies[0], 0],
      [bodies[0], 1],
      [bodies[1], 0],
    ])
    expect(await open.database.rows('SELECT sha256, size FROM raw_answer ORDER BY id')).toEqual([
      { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, size: 32n },
      { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, size: 28n },
    ])
    expect(await store.origin(4711)).toBeNull()
  })

  it('is stored whole or not at all', async () => {
    await store.storeWindow(windowOf(0, 10, [row({ at: 1 })]))
    // A column that can't be null, so that the transaction fails at its very end.
    const broken = windowOf(10, 20, [row({ at: 11 })], { collectedAt: 'never' })
    await expect(store.storeWindow(broken)).rejects.toThrow()
    expect(await recordsOf(store, instanceId, bounds(0, 20))).toHaveLength(1)
    expect(await store.gaps(instanceId, bounds(0, 20))).toEqual([bounds(10, 20)])
    await store.storeWindow(windowOf(10, 20, [row({ at: 11 })]))
    expect(await store.gaps(instanceId, bounds(0, 20))).toEqual([])
  })

  it('proves nothing beyond the moment at which it was asked', async () => {
    const askedAt = second(15) + 400
    const { coveredTo } = await store.storeWindow(windowOf(0, 30, [], { askedAt }))
    expect(coveredTo).toBe(second(15))
    expect(await store.gaps(instanceId, bounds(0, 30))).toEqual([bounds(15, 30)])
    await store.storeWindow(windowOf(100, 130, [], { askedAt }))
    expect(await store.gaps(instanceId, bounds(100, 130))).toEqual([bounds(100, 130)])
  })

  it('belongs to the instance that was asked, and to no other', async () => {
    await store.storeWindow(windowOf(0, 10, [row({ at: 1 })]))
    const other = DdmInstanceId.parse('another')
    expect(await recordsOf(store, other, bounds(0, 10))).toEqual([])
    expect(await store.gaps(other, bounds(0, 10))).toEqual([bounds(0, 10)])
    expect(await store.revision(other)).toBe(0)
    await store.storeWindow(windowOf(0, 10, [row({ at: 1 })], { instanceId: other }))
    expect(await recordsOf(store, other, bounds(0, 10))).toHaveLength(1)
    expect(await recordsOf(store, instanceId, bounds(0, 10))).toHaveLength(1)
  })

  it('gives rows back in the types in which they came', async () => {
    const ids = ['9007199254740993', '42', '42', null]
    const rows = ids.map((processId, index) =>
      row({ at: index, processId, processIdIsText: index === 2 }),
    )
    await store.storeWindow(windowOf(0, 10, rows))
    const records = await recordsOf(store, instanceId, bounds(0, 10))
    expect(records.map((record) => wireRow(record).process_id)).toEqual([
      9007199254740993n,
      42,
      '42',
      null,
    ])
    expect(wireRow(records[0]!)).toEqual({
      instance_id: instanceId,
      instance_name: 'ddm-orders',
      process_id: 9007199254740993n,
      execute_user_name: 'root',
      execute_time: '2026-05-01T00:00:00+0000',
    })
  })
})

describe('the rows of a range', () => {
  it('are those whose time lies within, of windows that reach beyond it', async () => {
    const rows = [1, 5, 6, 9].map((at) => row({ at, processId: String(at) }))
    await store.storeWindow(windowOf(0, 10, rows))
    const found = await recordsOf(store, instanceId, bounds(5, 8))
    expect(found.map(({ processId }) => processId)).toEqual(['5', '6'])
    expect((await store.coverage(instanceId, bounds(5, 8))).rows).toBe(2)
  })

  it('are also those that were killed within for sure or perhaps, whatever their time says', async () => {
    const mislabelled = row({ at: 28_800, processId: 'mislabelled' })
    const timeless = row({ at: null, processId: 'timeless' })
    await store.storeWindow(windowOf(0, 10, [mislabelled, timeless]))
    for (const range of [bounds(0, 10), bounds(3, 4), bounds(-100, 1), bounds(9, 100)]) {
      const found = await recordsOf(store, instanceId, range)
      expect(found.map(({ processId }) => processId)).toEqual(['mislabelled', 'timeless'])
    }
    expect(await recordsOf(store, instanceId, bounds(11, 40_000))).toEqual([])
    // A narrower window that holds them says more.
    await store.storeWindow(windowOf(0, 5, [mislabelled, timeless]))
    expect(await recordsOf(store, instanceId, bounds(6, 10))).toEqual([])
    expect(await recordsOf(store, instanceId, bounds(0, 5))).toHaveLength(2)
  })
})

describe('a collection', () => {
  const range = bounds(0, 100)
  const begin = (id: CollectionId, over: object = {}) =>
    store.begin({ id, instanceId, range, inBackground: false, ...over })

  it('that was paused or failed can be resumed, until it is forgotten', async () => {
    const [paused, failed, done] = [newId(), newId(), newId()]
    await begin(paused)
    await store.end(paused, 'paused', null)
    await begin(failed, { range: bounds(200, 300) })
    await store.end(failed, 'failed', 'no network')
    await begin(done, { range: bounds(400, 500) })
    await store.end(done, 'done', null)
    const offered = await store.unfinished()
    expect(offered.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      [failed, 'failed', 'no network'],
      [paused, 'paused', null],
    ])
    expect(offered[1]).toMatchObject({ instanceId, range })
    await store.dismiss(failed)
    expect((await store.unfinished()).map(({ id }) => id)).toEqual([paused])
  })

  it('that runs is not offered, but it is once the process that ran it is gone', async () => {
    const id = newId()
    await begin(id)
    expect(await store.unfinished()).toEqual([])
    const reopened = new KillLogStore(open.database)
    expect(await reopened.unfinished()).toMatchObject([{ id, state: 'interrupted', reason: null }])
    await reopened.dismiss(id)
    expect(await reopened.unfinished()).toEqual([])
  })

  it('is continued by a later one of the same range or more', async () => {
    const [first, second, third] = [newId(), newId(), newId()]
    await begin(first)
    await store.end(first, 'paused', null)
    await begin(second, { range: bounds(10, 20) })
    await store.end(second, 'done', null)
    expect(await store.unfinished()).toHaveLength(1)
    await begin(third)
    await store.end(third, 'done', null)
    expect(await store.unfinished()).toEqual([])
  })

  it('of the app itself is never offered: the app begins another', async () => {
    const id = newId()
    await begin(id, { inBackground: true })
    await store.end(id, 'failed', 'no network')
    expect(await store.unfinished()).toEqual([])
  })

  it('is alive when it stores a window', async () => {
    const [older, newer] = [newId(), newId()]
    await begin(older)
    await begin(newer, { range: bounds(200, 300) })
    await new Promise((resolve) => setTimeout(resolve, 5))
    await store.storeWindow(windowOf(0, 10, [], { collectionId: older }))
    const offered = await new KillLogStore(open.database).unfinished()
    expect(offered.map(({ id }) => id)).toEqual([older, newer])
  })
})
