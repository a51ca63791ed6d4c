import { describe, expect, it } from 'vitest'
import {
  countFacets,
  filterRecords,
  sortRecords,
} from '../../../src/main/collect/kill-log-query.ts'
import type { KillRecord } from '../../../src/shared/model/kill-record.ts'

const record = (over: Partial<KillRecord>): KillRecord => ({
  instanceId: 'i',
  instanceName: 'orders',
  processId: '1',
  operator: 'root',
  rawTime: null,
  at: null,
  ...over,
})

describe('questions to a kill log', () => {
  it('find text in any column, whatever its case', () => {
    const records = [record({ operator: '陈晓东' }), record({ processId: '4711' }), record({})]
    expect(filterRecords(records, '晓')).toHaveLength(1)
    expect(filterRecords(records, '471')).toHaveLength(1)
    expect(filterRecords(records, ' ROOT ')).toHaveLength(2)
    expect(filterRecords(records, '')).toHaveLength(3)
  })

  it('sort process ids as numbers and put what is empty last either way', () => {
    const records = ['10', null, '9', '18446744073709551615'].map((processId) =>
      record({ processId }),
    )
    const sorted = (descending: boolean) =>
      sortRecords(records, { column: 'processId', descending }).map(({ processId }) => processId)
    expect(sorted(false)).toEqual(['9', '10', '18446744073709551615', null])
    expect(sorted(true)).toEqual(['18446744073709551615', '10', '9', null])
  })

  it('keep the order of rows alike in the sorted column', () => {
    const records = ['b', 'a', 'c'].map((processId) => record({ processId }))
    expect(sortRecords(records, { column: 'operator', descending: true })).toEqual(records)
  })

  it('count every row once, and say how many have no readable time', () => {
    const records = [
      record({ at: '2026-05-04T10:00:00.000Z' }),
      record({ at: '2026-05-04T10:59:59.000Z', operator: 'admin' }),
      record({ operator: 'admin' }),
    ]
    const { total, operators, hours, withoutTime } = countFacets(records)
    expect(total).toBe(3)
    expect(operators).toEqual([
      { operator: 'admin', kills: 2 },
      { operator: 'root', kills: 1 },
    ])
    const local = new Date('2026-05-04T10:00:00.000Z')
    expect(hours).toEqual([{ weekday: (local.getDay() + 6) % 7, hour: local.getHours(), kills: 2 }])
    expect(withoutTime).toBe(1)
  })
})
