import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killRecordColumns, type KillLogQuery } from '../../../src/shared/contract/kill-log.ts'
import type { KillRecord } from '../../../src/shared/model/kill-record.ts'
import { bounds, instanceId, row, windowOf } from '../../support/archive/kill-log-windows.ts'
import { openStore, recordsOf, type OpenStore } from '../../support/kill-log-store.ts'

const range = bounds(0, 600_000)
type Column = KillLogQuery['sort']['column']
const by = (column: Column, descending = false, filter = ''): KillLogQuery => ({
  filter,
  sort: { column, descending },
})

describe('a small log', () => {
  let open: OpenStore
  beforeAll(async () => {
    open = await openStore()
    const rows = [
      row({ at: 1, processId: '10', operator: '陈晓东' }),
      row({ at: 2, processId: null, operator: 'Root' }),
      row({ at: null, rawTime: 'yesterday', processId: '9', operator: null }),
      row({ at: 3, processId: '18446744073709551615', operator: 'user10' }),
      row({ at: 3, processId: 'x-1', operator: 'user9', instanceName: '100%_\\' }),
      row({ at: 4, processId: '007', operator: 'root', instanceName: null }),
    ]
    await open.store.storeWindow(windowOf(0, 10, rows))
  })
  afterAll(() => open.close())

  const found = async (query: KillLogQuery, column: keyof KillRecord = query.sort.column) => {
    const records = await recordsOf(open.store, instanceId, range, query)
    const { columns, total } = await open.store.page(instanceId, range, query, 0, 100)
    expect(columns[column]).toEqual(records.map((record) => record[column]))
    expect(total).toBe(records.length)
    return columns[column]
  }
  const matching = async (filter: string) => (await found(by('at', false, filter))).length

  it('is searched in every column, whatever the case', async () => {
    expect(await matching('晓')).toBe(1)
    expect(await matching(' ROOT ')).toBe(2)
    expect(await matching('yesterDAY')).toBe(1)
    expect(await matching('1844674407')).toBe(1)
    expect(await matching('F08206cf')).toBe(6)
    expect(await matching('')).toBe(6)
    expect(await matching('nothing')).toBe(0)
  })

  it('is searched in times as they were sent and in UTC', async () => {
    expect(await matching('00:00:03+0000')).toBe(2)
    expect(await matching('2026-05-01T00:00:03.000Z')).toBe(2)
    expect(await matching('03.000z')).toBe(2)
  })

  it('takes the wildcards of SQL for plain text', async () => {
    expect(await matching('%')).toBe(1)
    expect(await matching('_')).toBe(1)
    expect(await matching('\\')).toBe(1)
    expect(await matching("'")).toBe(0)
  })

  it('sorts process ids as numbers, texts after them, and what is empty last either way', async () => {
    const sorted = ['007', '9', '10', '18446744073709551615', 'x-1']
    expect(await found(by('processId'))).toEqual([...sorted, null])
    expect(await found(by('processId', true))).toEqual([...sorted.toReversed(), null])
  })

  it('sorts names as people do, and what is empty last either way', async () => {
    const sorted = ['root', 'Root', 'user9', 'user10', '陈晓东']
    expect(await found(by('operator'))).toEqual([...sorted, null])
    expect(await found(by('operator', true))).toEqual([...sorted.toReversed(), null])
  })

  it('sorts by time, keeps the order of rows alike in it, and puts what has none last', async () => {
    expect(await found(by('at'), 'processId')).toEqual([
      '10',
      null,
      '18446744073709551615',
      'x-1',
      '007',
      '9',
    ])
    expect(await found(by('at', true), 'processId')).toEqual([
      '007',
      '18446744073709551615',
      'x-1',
      null,
      '10',
      '9',
    ])
  })

  it('counts every row once, and says how many have no time', async () => {
    const facets = await open.store.facets(instanceId, range, { filter: '' }, 'UTC')
    expect(facets.total).toBe(6)
    expect(facets.operators).toHaveLength(6)
    expect(facets.instances).toEqual([
      { instanceName: 'ddm-orders', kills: 4 },
      { instanceName: '100%_\\', kills: 1 },
      { instanceName: null, kills: 1 },
    ])
    expect(facets.withoutTime).toBe(1)
    // 1 May 2026 is a Friday.
    expect(facets.hours).toEqual([{ weekday: 4, hour: 0, kills: 5 }])
    const filtered = await open.store.facets(instanceId, range, { filter: 'root' }, 'UTC')
    expect(filtered).toMatchObject({ total: 2, withoutTime: 0 })
    expect(await open.store.facets(instanceId, range, { filter: 'nothing' }, 'UTC')).toMatchObject({
      total: 0,
      operators: [],
      hours: [],
    })
  })

  it('counts hours in the zone that is asked for, half hours and changes of clocks included', async () => {
    const zone = async (timeZone: string) =>
      (await open.store.facets(instanceId, range, { filter: '' }, timeZone)).hours
    expect(await zone('Asia/Kathmandu')).toEqual([{ weekday: 4, hour: 5, kills: 5 }])
    expect(await zone('America/New_York')).toEqual([{ weekday: 3, hour: 20, kills: 5 }])
  })
})

describe('process ids beyond what a number can tell apart', () => {
  it('sort by every digit', async () => {
    const open = await openStore()
    const ids = [
      '9007199254740993',
      '9007199254740992',
      '18446744073709551615',
      '18446744073709551614',
    ]
    const rows = ids.map((processId) => row({ at: 1, processId }))
    await open.store.storeWindow(windowOf(0, 10, rows))
    const sorted = await recordsOf(open.store, instanceId, range, by('processId'))
    expect(sorted.map(({ processId }) => processId)).toEqual([
      '9007199254740992',
      '9007199254740993',
      '18446744073709551614',
      '18446744073709551615',
    ])
    await open.close()
  })
})

describe('the pages of a long log', () => {
  let open: OpenStore
  const count = 5000
  beforeAll(async () => {
    open = await openStore()
    const rows = Array.from({ length: count }, (_, index) =>
      row({ at: index, processId: String((index * 7919) % 1009), operator: `o${index % 13}` }),
    )
    await open.store.storeWindow(windowOf(0, 600_000, rows))
  })
  afterAll(() => open.close())

  it.each(killRecordColumns)(
    'sorted by %s are together the whole log, from wherever they are asked',
    async (column) => {
      const query = by(column, true, '')
      const all = await recordsOf(open.store, instanceId, range, query)
      expect(all).toHaveLength(count)
      // The last comes first, so that nothing is sorted yet; then all at once.
      for (const offsets of [[4800], [0, 200, 900, 1000, 2345, 4900, 5000, 9999]]) {
        const pages = await Promise.all(
          offsets.map((offset) => open.store.page(instanceId, range, query, offset, 200)),
        )
        for (const [index, { columns, length, total, offset }] of pages.entries()) {
          expect(offset).toBe(offsets[index])
          expect(total).toBe(count)
          const expected = all.slice(offset, offset + 200)
          expect(length).toBe(expected.length)
          expect(columns.rawTime).toEqual(expected.map(({ rawTime }) => rawTime))
          expect(columns.processId).toEqual(expected.map(({ processId }) => processId))
        }
      }
    },
  )

  it('are of the log as it is now, and say when it has changed', async () => {
    const query = by('at')
    const last = (offset: number) => open.store.page(instanceId, range, query, offset, 10)
    const before = await last(count - 10)
    expect(before.length).toBe(10)
    await open.store.storeWindow(windowOf(590_000, 600_000, [row({ at: 600_000 })]))
    const after = await last(count - 9)
    expect(after.revision).not.toBe(before.revision)
    expect(after.total).toBe(count + 1)
    expect(after.columns.at.at(-1)).toBe('2026-05-07T22:40:00.000Z')
  })

  it('of a question that another has superseded still come', async () => {
    const pages = await Promise.all(
      ['o1', 'o2', 'o3', 'o4'].map((filter) =>
        open.store.page(instanceId, range, by('processId', false, filter), 1200, 10),
      ),
    )
    for (const { total } of pages) expect(total).toBeGreaterThan(0)
  })

  it('can be left half way', async () => {
    for await (const part of open.store.records(instanceId, range, by('at'))) {
      expect(part.length).toBeGreaterThan(0)
      break
    }
    expect(await recordsOf(open.store, instanceId, range)).toHaveLength(count + 1)
  })
})
