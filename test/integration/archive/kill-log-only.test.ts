import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KillLogOnly, KillLogQuery } from '../../../src/shared/contract/kill-log.ts'
import type { ObtainedRow } from '../../../src/main/archive/kill-log-types.ts'
import { instanceId, row, windowOf } from '../../support/archive/kill-log-windows.ts'
import { openStore, recordsOf, type OpenStore } from '../../support/kill-log-store.ts'

const operators = [null, '', 'root', 'Root', 'root ', '王芳', "o'neil", 'null', 'NULL'] as const
const instances = [null, '', 'ddm-orders', 'DDM-orders', 'ddm-orders-2'] as const
/** With clocks that change, by an hour or half of one, and offsets that are no whole hours. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
] as const

const week = 7 * 24 * 3600
const half = 1800
/** The last Sunday of October, when the clocks of Berlin change, is in the second week. */
const first = (Date.UTC(2026, 9, 19) - Date.UTC(2026, 4, 1)) / 1000
const range = {
  from: new Date(Date.UTC(2026, 9, 19)).toISOString(),
  to: new Date(Date.UTC(2026, 10, 9)).toISOString(),
}

let open: OpenStore
let rows: ObtainedRow[]

beforeAll(async () => {
  open = await openStore()
  rows = fc
    .sample(
      fc.record({
        operator: fc.constantFrom(...operators),
        instanceName: fc.constantFrom(...instances),
        at: fc.oneof(
          { weight: 1, arbitrary: fc.constant(null) },
          { weight: 9, arbitrary: fc.integer({ min: 0, max: 3 * week }) },
          // Where hours begin and end, in whole and in half offsets.
          { weight: 3, arbitrary: fc.integer({ min: 0, max: 1000 }).map((n) => n * half) },
        ),
      }),
      { numRuns: 1500, seed: 6 },
    )
    .map(({ at, ...fields }, index) =>
      row({ ...fields, at: at === null ? null : first + at, processId: String(index), row: index }),
    )
  await open.store.storeWindow(windowOf(first, first + 3 * week, rows))
})
afterAll(() => open.close())

function hourOfWeek(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? ''
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  return weekdays.indexOf(part('weekday')) * 24 + Number(part('hour'))
}

/** What a query means, in plain JavaScript. */
function matching({ filter, only = {} }: Pick<KillLogQuery, 'filter' | 'only'>): ObtainedRow[] {
  const needle = filter.toLowerCase()
  const slots = only.hours?.of.map(({ weekday, hour }) => weekday * 24 + hour)
  const { timeZone = 'UTC' } = only.hours ?? {}
  return rows.filter(
    (one) =>
      (only.operator === undefined || one.operator === only.operator) &&
      (only.instanceName === undefined || one.instanceName === only.instanceName) &&
      (slots === undefined || (one.at !== null && slots.includes(hourOfWeek(one.at, timeZone)))) &&
      [one.operator, one.instanceName, one.instanceId, one.processId, one.rawTime].some(
        (text) => text?.toLowerCase().includes(needle) === true,
      ),
  )
}

const onlys: fc.Arbitrary<KillLogOnly> = fc.record(
  {
    operator: fc.constantFrom(...operators, 'nobody'),
    instanceName: fc.constantFrom(...instances),
    hours: fc.record({
      timeZone: fc.constantFrom(...zones),
      of: fc.array(
        fc.record({
          weekday: fc.integer({ min: 0, max: 6 }),
          hour: fc.integer({ min: 0, max: 23 }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
    }),
  },
  { requiredKeys: [] },
)
const filters = fc.constantFrom('', '7', 'ROOT', '王', 'orders-2', "'")
const timeZones = fc.constantFrom(...zones)

describe('what the rows are restricted to', () => {
  it('means for rows, pages and counts alike what it says, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(onlys, filters, timeZones, async (only, filter, timeZone) => {
        const expected = matching({ filter, only })
        const query: KillLogQuery = {
          filter,
          only,
          sort: { column: 'processId', descending: false },
        }
        const ids = expected.map(({ processId }) => processId)
        const records = await recordsOf(open.store, instanceId, range, query)
        expect(records.map(({ processId }) => processId)).toEqual(ids)
        const page = await open.store.page(instanceId, range, query, 3, 10)
        expect(page.total).toBe(expected.length)
        expect(page.columns.processId).toEqual(ids.slice(3, 13))
        expect(page.ids).toEqual(records.slice(3, 13).map(({ id }) => id))

        const facets = await open.store.facets(instanceId, range, { filter, only }, timeZone)
        const timed = expected.flatMap(({ at }) => (at === null ? [] : [at]))
        expect(facets.total).toBe(expected.length)
        expect(facets.withoutTime).toBe(expected.length - timed.length)
        expect(facets.timeZone).toBe(timeZone)
        expect(
          new Map(facets.hours.map((one) => [one.weekday * 24 + one.hour, one.kills])),
        ).toEqual(counted(timed.map((at) => hourOfWeek(at, timeZone))))
        expect(new Map(facets.operators.map((one) => [one.operator, one.kills]))).toEqual(
          counted(expected.map(({ operator }) => operator)),
        )
        expect(new Map(facets.instances.map((one) => [one.instanceName, one.kills]))).toEqual(
          counted(expected.map(({ instanceName }) => instanceName)),
        )
      }),
      { numRuns: 60, seed: 7 },
    )
  }, 120_000)

  it('is what its picture shows: each hour of the week gives the rows that are counted in it', async () => {
    const timeZone = 'Australia/Lord_Howe'
    const { hours } = await open.store.facets(instanceId, range, { filter: '' }, timeZone)
    expect(hours.length).toBeGreaterThan(100)
    for (const { weekday, hour, kills } of hours.slice(0, 30)) {
      const only = { hours: { timeZone, of: [{ weekday, hour }] } }
      const facets = await open.store.facets(instanceId, range, { filter: '', only }, timeZone)
      expect(facets.hours).toEqual([{ weekday, hour, kills }])
    }
  })

  it('tells a name that is empty from one that was not sent', async () => {
    const total = async (only: KillLogOnly) =>
      (await open.store.facets(instanceId, range, { filter: '', only }, 'UTC')).total
    expect(await total({ operator: null })).toBe(
      rows.filter(({ operator }) => operator === null).length,
    )
    expect(await total({ operator: '' })).toBe(
      rows.filter(({ operator }) => operator === '').length,
    )
  })

  it('is another question than the same without it, also deep in a long list', async () => {
    const query: KillLogQuery = { filter: '', sort: { column: 'at', descending: true } }
    const all = await open.store.page(instanceId, range, query, 1100, 100)
    const roots = await open.store.page(
      instanceId,
      range,
      { ...query, only: { operator: 'root' } },
      100,
      1000,
    )
    expect(all.total).toBe(rows.length)
    expect(new Set(roots.columns.operator)).toEqual(new Set(['root']))
  })
})

function counted<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
