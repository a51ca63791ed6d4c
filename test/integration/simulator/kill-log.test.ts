import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import {
  ask,
  at,
  clockAtStart,
  day,
  ddmTime,
  list,
  signIn,
  startAt,
  tenantOf,
  type Json,
  textAt,
} from './support.ts'

interface Row {
  instance_id: string
  instance_name: string
  process_id: number
  execute_user_name: string
  execute_time: string
}

const minutes = 60_000

/** Reads `2026-11-21T14:30:12+0800`. */
const instant = (row: Row) => Date.parse(row.execute_time.replace(/(\d\d)(\d\d)$/, '$1:$2'))

/** How often each text occurs. */
function tally(texts: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}

describe.each([
  { index: 0, offset: '+0800' },
  { index: 1, offset: '+0000' },
])('the kill log of tenant $index', ({ index, offset }) => {
  let simulator: Simulator
  let tenant: SimulatedTenant
  let token: string
  let instances: Json[]

  beforeAll(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, index)
    token = await signIn(simulator, tenant)
    const url = `${simulator.ddm}/v1/${tenant.projectId}/instances`
    instances = list((await ask(url, { token })).json, 'instances')
  })
  afterAll(() => simulator.close())

  async function page(from: number, to: number, extra = '', instance = instances[0] ?? null) {
    const url =
      `${simulator.ddm}/v3/${tenant.projectId}/instances/${textAt(instance, 'id')}` +
      `/processes-audit-log?start_time=${ddmTime(from)}&end_time=${ddmTime(to)}${extra}`
    const { json } = await ask(url, { token })
    return {
      total: at(json, 'total_count') as number,
      rows: list(json, 'process_audit_logs') as unknown as Row[],
    }
  }

  /** All records of a window of at most seven days, page by page. */
  async function window(from: number, to: number): Promise<Row[]> {
    const rows: Row[] = []
    for (;;) {
      const { rows: more, total } = await page(from, to, `&limit=128&offset=${rows.length}`)
      rows.push(...more)
      if (more.length === 0) {
        expect(rows).toHaveLength(total)
        return rows
      }
    }
  }

  async function everything(): Promise<Row[]> {
    const rows: Row[] = []
    for (let to = clockAtStart; to > clockAtStart - 91 * day; to -= 7 * day) {
      rows.push(...(await window(to - 7 * day + 1000, to)))
    }
    return rows
  }

  test('has thousands of rows, newest first, over 90 days', async () => {
    const rows = await everything()
    expect(rows.length).toBeGreaterThan(2000)
    const times = rows.map(instant)
    expect(times).toEqual([...times].sort((a, b) => b - a))
    expect(Math.max(...times)).toBeLessThanOrEqual(clockAtStart)
    expect(Math.min(...times)).toBeGreaterThan(clockAtStart - 90 * day - 60 * minutes)
    expect(new Set(rows.map((row) => typeof row.process_id))).toEqual(new Set(['number']))
    expect(rows.every((row) => row.execute_time.endsWith(offset))).toBe(true)
    expect(new Set(rows.map((row) => row.instance_name))).toEqual(
      new Set([at(instances[0] ?? null, 'name')]),
    )
  })

  test('looks lived-in: working hours, a burst, an empty week, duplicates, full seconds', async () => {
    const rows = await everything()
    const local = rows.map((row) => new Date(instant(row) + 8 * 60 * minutes))
    const within = (from: number, to: number) =>
      local.filter((time) => time.getUTCHours() >= from && time.getUTCHours() < to).length
    expect(within(9, 18)).toBeGreaterThan(within(0, 6) * 8)

    const perHour = tally(rows.map((row) => row.execute_time.slice(0, 13)))
    const sizes = [...perHour.values()].sort((a, b) => b - a)
    expect(sizes[0] ?? 0).toBeGreaterThan((sizes[1] ?? 0) * 5)

    const times = rows.map(instant)
    const gaps = times.slice(1).map((time, position) => (times[position] ?? 0) - time)
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(7 * day - 60 * minutes)

    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBeLessThan(rows.length)
    const perSecond = tally(rows.map((row) => row.execute_time))
    expect([...perSecond.values()].some((count) => count >= 5)).toBe(true)
    if (index === 1) {
      const most = Math.max(...perSecond.values())
      expect(most).toBeGreaterThan(128)
    }
    expect(rows.some((row) => /^[=+\-@]/.test(row.execute_user_name))).toBe(true)
  })

  test('has windows that need several pages, and ten rows by default', async () => {
    const { total, rows } = await page(clockAtStart - 7 * day, clockAtStart)
    expect(total).toBeGreaterThan(128)
    expect(rows).toHaveLength(10)
  })

  test('counts offset in records', async () => {
    const whole = await page(clockAtStart - 7 * day, clockAtStart, '&limit=20')
    const part = await page(clockAtStart - 7 * day, clockAtStart, '&limit=5&offset=7')
    expect(part.rows).toEqual(whole.rows.slice(7, 12))
    expect(part.total).toBe(whole.total)
    const beyond = await page(clockAtStart - 7 * day, clockAtStart, '&offset=999999999')
    expect(beyond).toEqual({ total: whole.total, rows: [] })
  })

  test('includes both ends of a window', async () => {
    const rows = await window(clockAtStart - 7 * day, clockAtStart)
    const [newest, oldest] = [rows[0], rows.at(-1)]
    if (newest === undefined || oldest === undefined) throw new Error('there are no rows')
    const same = await page(instant(oldest), instant(newest))
    expect(same.total).toBe(rows.length)
    const inside = await page(instant(oldest) + 1000, instant(newest) - 1000)
    const ends = rows.filter((row) => [newest, oldest].some((end) => instant(end) === instant(row)))
    expect(inside.total).toBe(rows.length - ends.length)
    const second = await page(instant(newest), instant(newest))
    expect(second.rows.map(instant)).toEqual(second.rows.map(() => instant(newest)))
    expect(second.total).toBeGreaterThan(0)
  })

  test('reads the offset of the times it is asked with', async () => {
    const url = (from: string, to: string) =>
      `${simulator.ddm}/v3/${tenant.projectId}/instances/${textAt(instances[0] ?? null, 'id')}` +
      `/processes-audit-log?limit=128&start_time=${from}&end_time=${to}`
    const utc = url('2026-11-20T00:00:00%2B0000', '2026-11-20T08:00:00%2B0000')
    const beijing = url('2026-11-20T08:00:00%2B0800', '2026-11-20T16:00:00%2B0800')
    const west = url('2026-11-19T18:30:00-0530', '2026-11-20T02:30:00-0530')
    const answers = await Promise.all([utc, beijing, west].map((each) => ask(each, { token })))
    expect(at(answers[0]?.json ?? null, 'total_count')).toBeGreaterThan(0)
    expect(answers[1]?.json).toEqual(answers[0]?.json)
    expect(answers[2]?.json).toEqual(answers[0]?.json)
  })

  test('differs from one instance to the next', async () => {
    expect(instances.length).toBeGreaterThanOrEqual(2)
    const [one, two] = await Promise.all(
      instances
        .slice(0, 2)
        .map((instance) => page(clockAtStart - 7 * day, clockAtStart, '&limit=128', instance)),
    )
    expect(two?.total).toBeGreaterThan(128)
    expect(two?.rows).not.toEqual(one?.rows)
  })

  test('lists DDM instances in two shapes', async () => {
    const current = await ask(`${simulator.ddm}/v3/${tenant.projectId}/instances`, { token })
    expect(at(current.json, 'total')).toBe(instances.length)
    expect(list(current.json, 'instances')).toEqual(instances)
    const old = await ask(`${simulator.ddm}/v1/${tenant.projectId}/instances?limit=1`, { token })
    expect(at(old.json, 'total_record')).toBe(instances.length)
    expect(at(old.json, 'total_page')).toBe(instances.length)
    expect(list(old.json, 'instances')).toHaveLength(1)
    expect(textAt(instances[0] ?? null, 'id')).toMatch(/^[0-9a-f]{32}in09$/)
  })
})

describe('a million kill records', () => {
  test('cost nothing until somebody asks, and little then', async () => {
    const started = performance.now()
    const simulator = await startAt({ killRecords: 1_000_000 })
    expect(performance.now() - started).toBeLessThan(500)
    const tenant = tenantOf(simulator, 0)
    const token = await signIn(simulator, tenant)
    const base = `${simulator.ddm}/v3/${tenant.projectId}/instances`
    const id = textAt((await ask(base, { token })).json, 'instances', 0, 'id')
    let total = 0
    for (let to = clockAtStart; to > clockAtStart - 91 * day; to -= 7 * day) {
      const query = `start_time=${ddmTime(to - 7 * day + 1000)}&end_time=${ddmTime(to)}&limit=1`
      const { json } = await ask(`${base}/${id}/processes-audit-log?${query}`, { token })
      total += at(json, 'total_count') as number
    }
    expect(total).toBe(1_000_000)
    await simulator.close()
  })
})
