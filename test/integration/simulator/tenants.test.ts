import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import {
  ask,
  at,
  clockAtStart,
  day,
  dbssTime,
  list,
  signIn,
  startAt,
  tenantOf,
  type Json,
  textAt,
} from './support.ts'

const hour = day / 24

describe.each([0, 1])('tenant %i', (index) => {
  let simulator: Simulator
  let tenant: SimulatedTenant
  let token: string
  let instances: Json[]

  beforeAll(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, index)
    token = await signIn(simulator, tenant)
    instances = list((await get(`/v1/${tenant.projectId}/audit/instances`)).json, 'instances')
  })
  afterAll(() => simulator.close())

  const get = (path: string) => ask(simulator.dbss + path, { token })
  const idOf = (instance: Json) => at(instance, 'instance_id') as string
  const first = () => idOf(instances[0] ?? null)
  const post = (id: string, tail: string, body: unknown) =>
    ask(`${simulator.dbss}/v1/${tenant.projectId}/audit/${id}/statistics/${tail}`, { token, body })
  const databasesOf = async (id: string) =>
    list((await get(`/v2/${tenant.projectId}/audit/${id}/databases`)).json, 'databases')
  const sessions = async (time: object, db_id?: string[], id = first()) =>
    (await post(id, 'session/db-account', { time, ...(db_id === undefined ? {} : { db_id }) }))
      .json as Json[]
  const preset = (time_range: string) => ({ time_range })
  const risk = (time: object, extra: object = {}) =>
    post(first(), 'trend/risk-operation', { time, regenerate: 0, ...extra })

  test('is large enough to be taken for a real one', async () => {
    expect(instances.length).toBeGreaterThanOrEqual(3)
    const databases = (await Promise.all(instances.map((row) => databasesOf(idOf(row))))).flat()
    expect(databases.length).toBeGreaterThanOrEqual(12)
    const shares = await Promise.all(
      instances.map((row) => sessions(preset('MONTH'), undefined, idOf(row))),
    )
    const users = new Set(shares.flat().map((row) => at(row, 'db_user')))
    expect(users.size).toBeGreaterThanOrEqual(40)
    expect(instances.map((row) => at(row, 'status'))).toContain('SHUTOFF')
  })

  test('has names that are hard to show', async () => {
    const databases = (await Promise.all(instances.map((row) => databasesOf(idOf(row))))).flat()
    const shares = await Promise.all(
      instances.map((row) => sessions(preset('MONTH'), undefined, idOf(row))),
    )
    const names = [
      ...databases.map((row) => at(row, 'database', 'name')),
      ...shares.flat().map((row) => at(row, 'db_user')),
    ] as string[]
    for (const kind of [
      /\p{Script=Han}/u,
      /\p{Script=Hebrew}/u,
      /\p{Script=Arabic}/u,
      /^[=+\-@]/,
    ]) {
      expect(
        names.some((name) => kind.test(name)),
        String(kind),
      ).toBe(true)
    }
    expect(names).toContain('<img src=x onerror=alert(1)>')
    expect(names).toContain("=cmd|' /C calc'!A0")
    expect(names.some((name) => name.length > 50)).toBe(true)
  })

  test('lists its instances in three shapes, with the same ids', async () => {
    const current = instances.map(idOf)
    const second = (await get(`/v2/${tenant.projectId}/audit/instances`)).json
    const oldest = (await get(`/v1/${tenant.projectId}/dbss/audit/instances`)).json
    expect(list(second, 'instances').map((row) => at(row, 'id'))).toEqual(current)
    expect(list(oldest, 'servers').map((row) => at(row, 'id'))).toEqual(current)
    expect(instances.map((row) => at(row, 'timezone'))).toEqual(current.map(() => 'UTC'))
    expect(second).not.toHaveProperty('servers')
    expect(oldest).not.toHaveProperty('instances')
    const page = (await get(`/v1/${tenant.projectId}/audit/instances?offset=1&limit=1`)).json
    expect(list(page, 'instances').map(idOf)).toEqual([current[1]])
    expect(at(page, 'total')).toBe(current.length)
  })

  test('filters databases by whether they are audited', async () => {
    const path = `/v2/${tenant.projectId}/audit/${first()}/databases`
    const all = await databasesOf(first())
    const on = list((await get(`${path}?status=ON`)).json, 'databases')
    const off = list((await get(`${path}?status=OFF`)).json, 'databases')
    expect(on.length + off.length).toBe(all.length)
    expect(off.length).toBeGreaterThan(0)
    expect(typeof at(all, 0, 'database', 'port')).toBe('string')
    expect((await get(`${path}?status=on`)).status).toBe(400)
  })

  test('has a summary whose totals are not the sums of its rows', async () => {
    const summary = (await get(`/v2/${tenant.projectId}/audit/summary/info`)).json
    const rows = list(summary, 'data_list')
    expect(at(summary, 'total')).toBe(instances.length)
    expect(rows).toHaveLength(instances.length)
    for (const field of ['total_sql', 'total_risk', 'today_session']) {
      const sum = rows.reduce<number>((total, row) => total + Number(at(row, field)), 0)
      expect(at(summary, field)).not.toBe(sum)
    }
    for (const row of rows) {
      expect(typeof at(row, 'instance_id')).toBe('number')
      expect([at(row, 'reserve1'), at(row, 'reserve2')]).toEqual([null, null])
    }
    expect(rows.map((row) => at(row, 'instance_name'))).toEqual(
      instances.map((row) => at(row, 'name')),
    )
    expect(rows.map((row) => at(row, 'status'))).toContain('2')
    const updated = Number(at(summary, 'update_time'))
    expect(updated).toBeLessThan(clockAtStart)
    expect(updated).toBeGreaterThan(clockAtStart - hour)
    const page = (await get(`/v2/${tenant.projectId}/audit/summary/info?offset=1&limit=2`)).json
    expect(list(page, 'data_list')).toEqual(rows.slice(1, 3))
    expect(at(page, 'total')).toBe(rows.length)
  })

  test('has more sessions in longer ranges, and none the databases asked for do not have', async () => {
    const total = (rows: Json[]) =>
      rows.reduce<number>((sum, row) => sum + Number(at(row, 'session_num')), 0)
    const totals: number[] = []
    for (const name of ['HALF_HOUR', 'HOUR', 'THREE_HOUR', 'TWELVE_HOUR', 'DAY', 'WEEK', 'MONTH']) {
      totals.push(total(await sessions(preset(name))))
    }
    expect(totals).toEqual([...totals].sort((a, b) => a - b))
    expect(new Set(totals).size).toBe(totals.length)

    const database = at((await databasesOf(first()))[0] ?? null, 'database', 'id') as string
    const filtered = await sessions(preset('WEEK'), [database])
    expect(filtered.length).toBeGreaterThan(0)
    expect(new Set(filtered.map((row) => at(row, 'db_id')))).toEqual(new Set([database]))
    expect(total(filtered)).toBeLessThan(total(await sessions(preset('WEEK'))))
  })

  test('counts sessions so that the parts of a range add up to the whole', async () => {
    const key = (row: Json) => `${textAt(row, 'db_id')} ${textAt(row, 'db_user')}`
    const counts = async (from: number, to: number) => {
      const rows = await sessions({ start_time: dbssTime(from), end_time: dbssTime(to) })
      return new Map(rows.map((row) => [key(row), Number(at(row, 'session_num'))]))
    }
    const [start, middle, end] = [clockAtStart - 3 * day, clockAtStart - day, clockAtStart]
    const [earlier, later] = [await counts(start, middle), await counts(middle, end)]
    for (const [share, whole] of await counts(start, end)) {
      expect((earlier.get(share) ?? 0) + (later.get(share) ?? 0)).toBe(whole)
    }
  })

  test('lets the preset win over start and end', async () => {
    const pair = { start_time: '2020-01-01 00:00:00', end_time: '2020-01-02 00:00:00' }
    expect(await sessions(pair)).toEqual([])
    expect(await sessions({ ...pair, time_range: 'DAY' })).toEqual(await sessions(preset('DAY')))
  })

  test('had a shut-off instance audited until twelve days ago', async () => {
    const off = idOf(instances.find((row) => at(row, 'status') === 'SHUTOFF') ?? null)
    expect(await sessions(preset('WEEK'), undefined, off)).toEqual([])
    expect((await sessions(preset('MONTH'), undefined, off)).length).toBeGreaterThan(0)
    const refused = await post(off, 'trend/risk-operation', { time: preset('DAY'), regenerate: 1 })
    expect(refused.status).toBe(400)
    expect(at(refused.json, 'error_code')).toBe('DBSS.10020102')
  })

  test('has irregular points of risk with quiet nights and two spikes', async () => {
    const trend = (await risk(preset('MONTH'))).json
    expect(at(trend, 'status')).toBe('finished')
    const points = list(trend, 'operation_statistics')
    const times = points.map((point) => Date.parse(`${textAt(point, 'period')}Z`))
    const gaps = new Set(times.slice(1).map((time, position) => time - (times[position] ?? 0)))
    expect(gaps.size).toBeGreaterThan(100)
    expect(Math.min(...gaps)).toBeGreaterThan(0)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(clockAtStart - 30 * day)
    expect(Math.max(...times)).toBeLessThanOrEqual(clockAtStart)
    const counts = points.map((point) => Number(at(point, 'risk_operation_num')))
    const busiest = Math.max(...counts)
    expect(counts.filter((count) => count > busiest / 3).length).toBeLessThan(8)
    expect(counts.filter((count) => count <= 2).length).toBeGreaterThan(counts.length / 4)
  })

  test('never has more risky operations in one database than in all', async () => {
    const sum = async (extra: object) =>
      list((await risk(preset('WEEK'), extra)).json, 'operation_statistics').reduce<number>(
        (total, point) => total + Number(at(point, 'risk_operation_num')),
        0,
      )
    const database = at((await databasesOf(first()))[0] ?? null, 'database', 'id')
    const one = await sum({ db_id: database })
    expect(one).toBeGreaterThan(0)
    expect(one).toBeLessThan(await sum({}))
  })

  test('lists analyses of differing ages, with gaps', async () => {
    const analyses = (
      await get(`/v2/${tenant.projectId}/audit/${first()}/statistics/trend/history`)
    ).json as Json[]
    const databases = await databasesOf(first())
    expect(analyses.length).toBeGreaterThan(databases.length)
    expect(analyses.length).toBeLessThan(databases.length * 6)
    expect(new Set(analyses.map((row) => at(row, 'statistics_type')))).toEqual(
      new Set(['RISK', 'SESSION', 'SQL', 'COUNT', 'INJECTION', 'OPERATION']),
    )
    const ages = analyses.map(
      (row) => clockAtStart - Date.parse(`${textAt(row, 'generate_time')}Z`),
    )
    expect(Math.min(...ages)).toBeLessThan(day)
    expect(Math.max(...ages)).toBeGreaterThan(7 * day)
    const [database] = databases
    const analysed = analyses.find(
      (row) =>
        at(row, 'db_id') === at(database ?? null, 'database', 'id') &&
        at(row, 'statistics_type') === 'OPERATION',
    )
    const trend = await risk(preset('WEEK'), { db_id: at(analysed ?? null, 'db_id') })
    expect(at(trend.json, 'generate_time')).toBe(at(analysed ?? null, 'generate_time'))
  })
})

describe('an analysis made anew', () => {
  test('runs for some polls, then has a new time, which the list of analyses shows too', async () => {
    const simulator = await startAt()
    const tenant = tenantOf(simulator, 0)
    const token = await signIn(simulator, tenant)
    const base = `${simulator.dbss}/v1/${tenant.projectId}/audit`
    const id = textAt(
      (await ask(`${base}/instances`, { token })).json,
      'instances',
      0,
      'instance_id',
    )
    const risk = async (regenerate: 0 | 1) => {
      const url = `${base}/${id}/statistics/trend/risk-operation`
      const body = { regenerate, time: { time_range: 'DAY' } }
      return (await ask(url, { token, body })).json
    }
    const before = at(await risk(0), 'generate_time')
    simulator.clock.now += 90_000
    const started = await risk(1)
    expect(at(started, 'status')).toBe('running')
    expect(at(started, 'generate_time')).toBe(before)
    expect(at(await risk(1), 'status')).toBe('running')
    expect(at(await risk(0), 'status')).toBe('running')
    const after = await risk(0)
    expect(at(after, 'status')).toBe('finished')
    expect(at(after, 'generate_time')).toBe('2026-11-21 06:31:42')
    expect(at(await risk(0), 'generate_time')).toBe('2026-11-21 06:31:42')
    const history = `${simulator.dbss}/v2/${tenant.projectId}/audit/${id}/statistics/trend/history`
    const times = ((await ask(history, { token })).json as Json[])
      .filter((row) => at(row, 'statistics_type') === 'OPERATION')
      .map((row) => at(row, 'generate_time'))
    expect(new Set(times)).toEqual(new Set(['2026-11-21 06:31:42']))
    await simulator.close()
  })
})

describe('the two tenants', () => {
  test('have nothing in common, and one counts beyond 2^53', async () => {
    const simulator = await startAt()
    const texts: string[] = []
    for (const tenant of simulator.tenants) {
      const token = await signIn(simulator, tenant)
      const url = `${simulator.dbss}/v2/${tenant.projectId}/audit/summary/info`
      texts.push((await ask(url, { token })).text)
    }
    const names = texts.map((text) =>
      [...text.matchAll(/"instance_name":"([^"]+)"/g)].map(([, name]) => name),
    )
    expect(names[0]?.filter((name) => names[1]?.includes(name))).toEqual([])
    const counts = [...(texts[1] ?? '').matchAll(/:(\d{16,})[,}]/g)].map(([, digits]) =>
      BigInt(digits ?? 0),
    )
    expect(counts.some((count) => count > 2n ** 53n && BigInt(Number(count)) !== count)).toBe(true)
    await simulator.close()
  })

  test('have a second project: empty in one, with other data in the other', async () => {
    const simulator = await startAt()
    const found: number[] = []
    for (const tenant of simulator.tenants) {
      const unscoped = await signIn(simulator, tenant, null)
      const projects = (await ask(`${simulator.iam}/v3/auth/projects`, { token: unscoped })).json
      const id = textAt(projects, 'projects', 1, 'id')
      const token = await signIn(simulator, tenant, { project: { id } })
      const instances = await ask(`${simulator.dbss}/v1/${id}/audit/instances`, { token })
      found.push(list(instances.json, 'instances').length)
      const summary = await ask(`${simulator.dbss}/v2/${id}/audit/summary/info`, { token })
      expect(list(summary.json, 'data_list')).toHaveLength(found.at(-1) ?? -1)
    }
    expect(found).toEqual([0, 1])
    await simulator.close()
  })
})
