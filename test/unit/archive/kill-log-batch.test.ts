import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  BatchBuilder,
  batchesOf,
  countRows,
  rowsOf,
  SharedTexts,
  timesOfAll,
} from '../../../src/main/archive/kill-log-batch.ts'
import { partsOf } from '../../../src/main/archive/kill-log-staging.ts'
import type { ObtainedRow } from '../../../src/main/archive/kill-log-types.ts'

const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 8 }))
const common = fc.option(fc.constantFrom('root', '', 'ops.zhang', '王芳', 'null', '"', '\\ud800'))
const anyRow: fc.Arbitrary<ObtainedRow> = fc.record({
  instanceId: common,
  instanceName: common,
  processId: text,
  processIdIsText: fc.boolean(),
  operator: common,
  rawTime: text,
  at: fc.option(fc.integer({ min: -1e13, max: 4e12 })),
  answer: fc.nat({ max: 3 }),
  row: fc.nat({ max: 200 }),
})

const plain: ObtainedRow = {
  instanceId: 'i',
  instanceName: 'n',
  processId: '1',
  processIdIsText: false,
  operator: 'root',
  rawTime: '2026-05-01T00:00:00+0000',
  at: Date.UTC(2026, 4, 1),
  answer: 0,
  row: 0,
}

describe('Batches', () => {
  it('give back the rows they were made of', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        const batches = batchesOf(rows)
        expect(rowsOf(batches)).toEqual(rows)
        expect(countRows(batches)).toBe(rows.length)
      }),
    )
  })

  it('know the times of their rows', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        const instants = rows.flatMap(({ at }) => at ?? [])
        const { first, last, someMissing } = timesOfAll(batchesOf(rows))
        expect(someMissing).toBe(instants.length < rows.length)
        if (instants.length === 0) expect(last).toBeLessThan(first)
        else expect([first, last]).toEqual([Math.min(...instants), Math.max(...instants)])
      }),
    )
  })

  it('take a whole number for its digits', () => {
    const batch = new BatchBuilder(2, new SharedTexts())
    const ids = [0, -0, -7, 4551418, Number.MAX_SAFE_INTEGER]
    for (const [row, processId] of ids.entries()) batch.add({ ...plain, processId, row })
    expect(rowsOf([batch.done()]).map(({ processId }) => processId)).toEqual([
      ...['0', '0', '-7', '4551418', '9007199254740991'],
    ])
  })

  it('replace half of a surrogate pair, which UTF-8 can’t hold', () => {
    const [row] = rowsOf(batchesOf([{ ...plain, processId: 'a\ud800b', rawTime: '\udc00' }]))
    expect(row).toMatchObject({ processId: 'a\ufffdb', rawTime: '\ufffd' })
  })
})

describe('Parts', () => {
  const positions = (parts: Iterable<{ batches: string }>): number[] =>
    [...parts].flatMap(({ batches }) =>
      (JSON.parse(batches) as { start: number }[]).map(({ start }) => start),
    )

  it('count the rows of a window from its first', () => {
    const rows = [0, 0, 0, 1, 2, 2].map((answer, row) => ({ ...plain, answer, row }))
    expect(positions(partsOf(batchesOf(rows)))).toEqual([0, 3, 4])
    expect(positions(partsOf([]))).toEqual([])
  })

  it('hold the batches that share their texts, and not too many rows', () => {
    const page = (texts: SharedTexts) =>
      batchesOf(
        Array.from({ length: 128 }, (_, row) => ({ ...plain, row })),
        texts,
      )
    const [texts, others] = [new SharedTexts(), new SharedTexts()]
    expect([...partsOf([...page(texts), ...page(texts), ...page(others)])]).toHaveLength(2)
    const many = Array.from({ length: 129 }, () => page(texts)).flat()
    const parts = [...partsOf(many)]
    expect(parts).toHaveLength(2)
    expect(positions(parts)).toEqual(many.map((_batch, index) => index * 128))
  })

  it('start another list of texts when one holds very many', () => {
    const texts = new SharedTexts()
    const rows = Array.from({ length: 4096 }, (_, row) => ({
      ...plain,
      operator: `op ${row}`,
      row,
    }))
    batchesOf(rows.slice(1), texts)
    expect(texts.isFull).toBe(false)
    batchesOf(rows, texts)
    expect(texts.isFull).toBe(true)
  })
})
