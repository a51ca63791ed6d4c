import { describe, expect, it } from 'vitest'
import { filterRows, sortRows, type CellValue } from '../../../src/renderer/figures/rows.ts'

const self = (value: CellValue): CellValue => value

describe('sorting a column', () => {
  it('orders 64-bit counts by value, not by their text or as doubles', () => {
    const counts = [9_007_199_254_740_993n, 10n, 9_007_199_254_740_992n, 9n]
    expect(sortRows(counts, self, false, 'en')).toEqual([
      9n,
      10n,
      9_007_199_254_740_992n,
      9_007_199_254_740_993n,
    ])
  })

  it('keeps unknown values at the end whichever way it sorts', () => {
    expect(sortRows([null, 2n, 1n], self, false, 'en')).toEqual([1n, 2n, null])
    expect(sortRows([null, 2n, 1n], self, true, 'en')).toEqual([2n, 1n, null])
  })

  it('orders text as a reader would: numbers in it by value, case aside', () => {
    expect(sortRows(['db10', 'DB2', 'db1'], self, false, 'en')).toEqual(['db1', 'DB2', 'db10'])
  })

  it('leaves the rows it was given alone', () => {
    const rows = [2, 1]
    sortRows(rows, self, false, 'en')
    expect(rows).toEqual([2, 1])
  })
})

describe('filtering rows', () => {
  const rows = [
    ['orders', '10.0.0.3'],
    ['订单库', null],
    ['Réplica', '10.0.0.4'],
  ] as const
  const filter = (text: string): string[] =>
    filterRows(rows, text, (row) => row).map(([name]) => name)

  it('finds the text in any value, without regard to case', () => {
    expect(filter('ORD')).toEqual(['orders'])
    expect(filter('0.0.4')).toEqual(['Réplica'])
    expect(filter('订单')).toEqual(['订单库'])
  })

  it('finds an accented letter however it is encoded', () => {
    expect(filter('re\u0301plica')).toEqual(['Réplica'])
  })

  it('keeps all rows for an empty text', () => {
    expect(filter('  ')).toHaveLength(3)
  })

  it('takes the text literally', () => {
    expect(filter('.*')).toEqual([])
  })
})
