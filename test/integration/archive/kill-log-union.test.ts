import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ObtainedRow } from '../../../src/main/archive/kill-log-types.ts'
import { bounds, instanceId, row, windowOf } from '../../support/archive/kill-log-windows.ts'
import { UnionModel } from '../../support/archive/union-model.ts'
import { openStore, recordsOf, type OpenStore } from '../../support/kill-log-store.ts'

let open: OpenStore
beforeAll(async () => {
  open = await openStore()
})
afterAll(() => open.close())
beforeEach(() => empty())

const empty = () =>
  open.database.write(async ({ run }) => {
    for (const table of ['kill_record', 'kill_window', 'raw_answer']) {
      await run(`DELETE FROM ${table}`)
    }
  })

const everything = bounds(-1_000_000, 1_000_000)
const all = () => recordsOf(open.store, instanceId, everything)
const idsOf = async () => (await all()).map(({ processId }) => processId).sort()

describe('the log of several windows', () => {
  it('has once what two windows share, with twins as many as the richer has', async () => {
    await open.store.storeWindow(windowOf(0, 10, [row({ at: 9 }), row({ at: 10, processId: '2' })]))
    const twins = [row({ at: 10, processId: '2' }), row({ at: 10, processId: '2' })]
    const stored = await open.store.storeWindow(windowOf(9, 20, [...twins, row({ at: 20 })]))
    expect(stored).toMatchObject({ fresh: 2, doubtful: 0 })
    expect(await idsOf()).toEqual(['1', '1', '2', '2'])
  })

  it('has once what is asked for again, and says when it was asked last', async () => {
    const rows = [row({ at: 1 }), row({ at: 1 }), row({ at: 2, processId: null })]
    await open.store.storeWindow(windowOf(0, 10, rows))
    const collectedAt = '2026-09-09T00:00:00.000Z'
    const again = await open.store.storeWindow(windowOf(0, 10, rows, { collectedAt }))
    expect(again).toMatchObject({ fresh: 0, doubtful: 0 })
    expect(await all()).toHaveLength(3)
    const { windows, rows: count } = await open.store.coverage(instanceId, bounds(0, 10))
    expect(windows.map((window) => window.collectedAt)).toEqual([collectedAt])
    expect(count).toBe(3)
  })

  it('takes a time for the same in whatever zone it is written', async () => {
    await open.store.storeWindow(windowOf(0, 10, [row({ at: 10 })]))
    const elsewhere = row({ at: 10, rawTime: '2026-05-01T08:00:10+0800' })
    expect(await open.store.storeWindow(windowOf(9, 20, [elsewhere]))).toMatchObject({ fresh: 0 })
  })

  it('keeps process ids that are digits of a text apart from none, and alike with numbers', async () => {
    await open.store.storeWindow(windowOf(0, 10, [row({ at: 10, processId: '7' })]))
    const asText = row({ at: 10, processId: '7', processIdIsText: true })
    expect(await open.store.storeWindow(windowOf(9, 20, [asText]))).toMatchObject({ fresh: 0 })
  })

  it('is not multiplied by a service that does not heed the window', async () => {
    const rows = [row({ at: 5 }), row({ at: 500, processId: '2' })]
    for (const from of [0, 99, 198]) await open.store.storeWindow(windowOf(from, from + 100, rows))
    expect(await idsOf()).toEqual(['1', '2'])
  })

  it('knows of rows without a time only within windows that overlap', async () => {
    const timeless = row({ at: null })
    await open.store.storeWindow(windowOf(0, 10, [timeless]))
    const apart = await open.store.storeWindow(windowOf(20, 30, [timeless]))
    expect(apart).toMatchObject({ fresh: 1, doubtful: 0 })
    const both = await open.store.storeWindow(windowOf(0, 30, [timeless, timeless]))
    expect(both).toMatchObject({ fresh: 0, doubtful: 0 })
  })

  it.each([
    ['lack their time', row({ at: null }), row({ at: null })],
    ['have their time in one window only', row({ at: 10 }), row({ at: null, rawTime: '' })],
    ['have their id in one window only', row({ at: 10, processId: null }), row({ at: 10 })],
  ])('holds for one, and says so, rows that %s', async (_what, first, second) => {
    await open.store.storeWindow(windowOf(0, 10, [first]))
    const stored = await open.store.storeWindow(windowOf(9, 20, [second]))
    expect(stored).toMatchObject({ fresh: 0, doubtful: 1 })
    const { outcome } = await open.store.coverage(instanceId, bounds(0, 20))
    expect(JSON.stringify(outcome)).toContain('1 records lack fields')
  })

  it('numbers rows in the order of their windows', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) =>
      row({ at: 5, processId: String(index) }),
    )
    await open.store.storeWindow(windowOf(0, 10, rows))
    const ids = (await all()).map(({ processId }) => Number(processId))
    expect(ids).toEqual(rows.map((_, index) => index))
  })
})

/** An event at a true second, and what its row says. */
interface Kill {
  second: number
  row: ObtainedRow
}

const within = (kills: readonly Kill[], from: number, to: number) =>
  kills.filter(({ second }) => second >= from && second <= to).map((kill) => kill.row)
const tell = ({ processId, operator, at, rawTime }: ObtainedRow) =>
  JSON.stringify([processId, operator, at, rawTime])
const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 30 })), {
  minLength: 1,
  maxLength: 8,
})

describe('the log of any windows, in any order', () => {
  it('is all that happened within them, each as often as it did, however times are labelled', async () => {
    const kill = fc.record({ second: fc.nat(90), id: fc.nat(3), operator: fc.nat(1) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(kill, { maxLength: 60 }),
        spans,
        fc.nat(40),
        async (spots, windows, shift) => {
          await empty()
          // All labels are wrong by as much: a zone that isn't the one it says it is.
          const kills = spots.map(({ second, id, operator }) => ({
            second,
            row: row({ at: second + shift, processId: String(id), operator: `o${operator}` }),
          }))
          for (const [from, length] of windows) {
            const { doubtful } = await open.store.storeWindow(
              windowOf(from, from + length, within(kills, from, from + length)),
            )
            expect(doubtful).toBe(0)
          }
          const covered = kills.filter(({ second }) =>
            windows.some(([from, length]) => second >= from && second <= from + length),
          )
          const expected = covered.map((entry) => tell(entry.row)).sort()
          expect((await rowsOf()).sort()).toEqual(expected)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is all that happened even where fields are missing, or it says that it may not be', async () => {
    const kill = fc.record({
      second: fc.nat(90),
      id: fc.option(fc.nat(2)),
      isTimed: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(kill, { maxLength: 25 }), spans, async (spots, windows) => {
        await empty()
        const kills = spots.map(({ second, id, isTimed }) => ({
          second,
          row: row({ at: isTimed ? second : null, processId: id === null ? null : String(id) }),
        }))
        let isDoubtful = false
        for (const [from, length] of windows) {
          const { doubtful } = await open.store.storeWindow(
            windowOf(from, from + length, within(kills, from, from + length)),
          )
          isDoubtful ||= doubtful > 0
        }
        fc.pre(!isDoubtful)
        const covered = kills.filter(({ second }) =>
          windows.some(([from, length]) => second >= from && second <= from + length),
        )
        expect((await rowsOf()).sort()).toEqual(covered.map((entry) => tell(entry.row)).sort())
      }),
      { numRuns: 40, maxSkipsPerRun: 1000 },
    )
  })

  it('is what counting by hand gives, whatever windows and rows there are', async () => {
    const spot = fc.record({
      at: fc.option(fc.nat(12)),
      processId: fc.option(fc.constantFrom('1', '2')),
      operator: fc.option(fc.constantFrom('a', 'b')),
      rawTime: fc.constantFrom('soon', '', undefined),
    })
    const window = fc.record({
      from: fc.integer({ min: 0, max: 60 }),
      length: fc.integer({ min: 1, max: 30 }),
      rows: fc.array(spot, { maxLength: 12 }),
      isComplete: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(window, { minLength: 1, maxLength: 6 }), async (windows) => {
        await empty()
        const model = new UnionModel()
        for (const { from, length, rows, isComplete } of windows) {
          const obtained = windowOf(
            from,
            from + length,
            rows.map(({ rawTime, at, ...rest }) =>
              row({ ...rest, at, ...(at === null ? { rawTime: rawTime ?? null } : {}) }),
            ),
            { missing: isComplete ? null : 'something' },
          )
          const { fresh, doubtful } = await open.store.storeWindow(obtained)
          expect({ fresh, doubtful }).toEqual(model.store(obtained))
        }
        const found = await open.database.rows(
          `SELECT process_id, operator, epoch_ms(killed_at)::DOUBLE AS at, raw_time,
            epoch_ms(seen_from)::DOUBLE AS seen_from, epoch_ms(seen_to)::DOUBLE AS seen_to
          FROM kill_record ORDER BY id`,
        )
        expect(found).toEqual(
          model.rows.map(({ row: { processId, operator, at, rawTime }, seen }) => ({
            process_id: processId,
            operator,
            at,
            raw_time: rawTime,
            seen_from: seen.from,
            seen_to: seen.to,
          })),
        )
      }),
      { numRuns: 60 },
    )
  })
})

async function rowsOf(): Promise<string[]> {
  return (await all()).map((record) =>
    tell({ ...row({}), ...record, at: record.at === null ? null : Date.parse(record.at) }),
  )
}
