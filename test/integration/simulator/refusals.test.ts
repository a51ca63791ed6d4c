import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import { ask, at, clockAtStart, day, ddmTime, signIn, startAt, tenantOf } from './support.ts'

describe('what is refused', () => {
  let simulator: Simulator
  let tenant: SimulatedTenant
  let token: string
  let audit: string
  let ddm: string

  beforeAll(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, 0)
    token = await signIn(simulator, tenant)
    const own = (path: string) => ask(path, { token })
    const dbss = await own(`${simulator.dbss}/v1/${tenant.projectId}/audit/instances`)
    const instances = await own(`${simulator.ddm}/v1/${tenant.projectId}/instances`)
    audit = at(dbss.json, 'instances', 0, 'instance_id') as string
    ddm = at(instances.json, 'instances', 0, 'id') as string
  })
  afterAll(() => simulator.close())

  const sessions = (body: unknown, id = audit) =>
    ask(`${simulator.dbss}/v1/${tenant.projectId}/audit/${id}/statistics/session/db-account`, {
      token,
      body,
    })
  const risk = (body: unknown) =>
    ask(`${simulator.dbss}/v1/${tenant.projectId}/audit/${audit}/statistics/trend/risk-operation`, {
      token,
      body,
    })
  const summary = (query: string) =>
    ask(`${simulator.dbss}/v2/${tenant.projectId}/audit/summary/info${query}`, { token })
  const killLog = (query: string, id = ddm) =>
    ask(`${simulator.ddm}/v3/${tenant.projectId}/instances/${id}/processes-audit-log?${query}`, {
      token,
    })

  const pair = { start_time: '2026-11-20 00:00:00', end_time: '2026-11-21 00:00:00' }
  const duration: [string, unknown, string][] = [
    ['no time', {}, 'time is mandatory'],
    ['time as text', { time: 'DAY' }, 'time must be an object'],
    ['time as a list', { time: [] }, 'time must be an object'],
    ['an empty time', { time: {} }, 'time must have time_range'],
    ['an unknown preset', { time: { time_range: 'YEAR' } }, 'time.time_range must be one of'],
    ['a preset in lower case', { time: { time_range: 'day' } }, 'time.time_range must be one of'],
    ['a preset named like a method', { time: { time_range: 'toString' } }, 'must be one of'],
    ['a preset that is a number', { time: { time_range: 1 } }, 'time.time_range must be a string'],
    [
      'a start without an end',
      { time: { start_time: pair.start_time } },
      'both start_time and end',
    ],
    ['an end without a start', { time: { end_time: pair.end_time } }, 'both start_time and end'],
    [
      'ISO 8601',
      { time: { ...pair, start_time: '2026-11-20T00:00:00Z' } },
      'time.start_time must be',
    ],
    [
      'a day that is none',
      { time: { ...pair, end_time: '2026-02-30 00:00:00' } },
      'time.end_time must',
    ],
    [
      'an hour that is none',
      { time: { ...pair, end_time: '2026-11-21 24:00:00' } },
      'time.end_time must',
    ],
    [
      'an end before the start',
      { time: { start_time: pair.end_time, end_time: pair.start_time } },
      'must not be before',
    ],
  ]

  test.each(duration)('sessions with %s', async (_what, body, message) => {
    const reply = await sessions(body)
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_code')).toBe('DBSS.10000001')
    expect(at(reply.json, 'error_msg')).toContain(message)
  })

  test.each(duration)('a risk trend with %s', async (_what, body, message) => {
    const reply = await risk({ regenerate: 0, ...(body as object) })
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_code')).toBe('DBSS.10000001')
    expect(at(reply.json, 'error_msg')).toContain(message)
  })

  test.each<[string, unknown, string]>([
    ['no regenerate', { time: pair }, 'regenerate is mandatory'],
    ['regenerate as text', { time: pair, regenerate: '0' }, 'regenerate must be'],
    ['regenerate as a boolean', { time: pair, regenerate: true }, 'regenerate must be'],
    ['regenerate 2', { time: pair, regenerate: 2 }, 'regenerate must be'],
    ['regenerate 0.5', { time: pair, regenerate: 0.5 }, 'regenerate must be'],
    ['a list of databases', { time: pair, regenerate: 0, db_id: ['x'] }, 'db_id must be a string'],
  ])('a risk trend with %s', async (_what, body, message) => {
    const reply = await risk(body)
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_msg')).toContain(message)
  })

  test.each<[string, unknown]>([
    ['one database as text', 'x'],
    ['a list of numbers', [1]],
    ['null', null],
  ])('sessions with db_id as %s', async (_what, databases) => {
    const reply = await sessions({ time: pair, db_id: databases })
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_msg')).toBe('db_id must be an array of strings')
  })

  test('a database or an instance nobody knows', async () => {
    const database = await sessions({ time: pair, db_id: ['nobody-knows-it'] })
    expect(database.status).toBe(400)
    expect(at(database.json, 'error_code')).toBe('DBSS.10020021')
    expect((await risk({ time: pair, regenerate: 0, db_id: 'x' })).status).toBe(400)

    const instance = await sessions({ time: pair }, '0'.repeat(32))
    expect(instance.status).toBe(400)
    expect(at(instance.json, 'error_code')).toBe('DBSS.10020021')

    const ends = `start_time=${ddmTime(clockAtStart)}&end_time=${ddmTime(clockAtStart)}`
    const ddmInstance = await killLog(ends, `${'0'.repeat(32)}in09`)
    expect(ddmInstance.status).toBe(404)
    expect(at(ddmInstance.json, 'error_code')).toBe('DBS.200002')
  })

  test.each([
    '?limit=0',
    '?limit=10001',
    '?limit=-1',
    '?limit=1.5',
    '?limit=ten',
    '?limit=',
    '?offset=-1',
    '?offset=x',
    '?offset=1&offset=2',
  ])('a summary with %s', async (query) => {
    const reply = await summary(query)
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_code')).toBe('DBSS.10000001')
  })

  const from = clockAtStart - 7 * day
  const week = `start_time=${ddmTime(from)}&end_time=${ddmTime(clockAtStart)}`
  test.each([
    ['limit 0', `${week}&limit=0`, 'DBS.280001', 'limit must be an integer from 1 to 128'],
    ['limit 129', `${week}&limit=129`, 'DBS.280001', 'limit must be an integer from 1 to 128'],
    ['limit 1e2', `${week}&limit=1e2`, 'DBS.280001', 'limit must be'],
    ['a negative offset', `${week}&offset=-1`, 'DBS.280001', 'offset must be'],
    ['half an offset', `${week}&offset=0.5`, 'DBS.280001', 'offset must be'],
    ['no start', `end_time=${ddmTime(clockAtStart)}`, 'DBS.280001', 'start_time is mandatory'],
    ['no end', `start_time=${ddmTime(from)}`, 'DBS.280001', 'end_time is mandatory'],
    ['a raw plus', week.replaceAll('%2B', '+'), 'DBS.280001', 'start_time must be'],
    ['Z for a zone', week.replaceAll('%2B0000', 'Z'), 'DBS.280001', 'start_time must be'],
    ['a colon in the zone', week.replaceAll('0000', '00:00'), 'DBS.280001', 'start_time must be'],
    ['milliseconds', week.replaceAll('%2B', '.000%2B'), 'DBS.280001', 'start_time must be'],
    [
      'an end before the start',
      `start_time=${ddmTime(clockAtStart)}&end_time=${ddmTime(from)}`,
      'DBS.300377',
      'end_time is before start_time',
    ],
    [
      'seven days and a second',
      `start_time=${ddmTime(from - 1000)}&end_time=${ddmTime(clockAtStart)}`,
      'DBS.300377',
      'no more than 7 days',
    ],
  ])('a kill log with %s', async (_what, query, code, message) => {
    const reply = await killLog(query)
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_code')).toBe(code)
    expect(at(reply.json, 'error_msg')).toContain(message)
  })

  test('a window of exactly seven days is fine', async () => {
    expect((await killLog(week)).status).toBe(200)
  })

  test("DDM's older calls name the fields of an error otherwise", async () => {
    const url = (version: string) =>
      `${simulator.ddm}/${version}/${tenant.projectId}/instances?limit=0`
    const old = await ask(url('v1'), { token })
    expect(old.status).toBe(400)
    expect(at(old.json, 'errCode')).toBe('DBS.280001')
    expect(at(old.json, 'externalMessage')).toContain('limit')
    const current = await ask(url('v3'), { token })
    expect(at(current.json, 'error_code')).toBe('DBS.280001')
  })

  test('a body of another type', async () => {
    const url = `${simulator.dbss}/v1/${tenant.projectId}/audit/${audit}/statistics/session/db-account`
    const reply = await ask(url, {
      token,
      body: { time: pair },
      headers: { 'Content-Type': 'text/plain' },
    })
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_msg')).toBe('Content-Type must be application/json')
  })

  test('a body that is too large', async () => {
    const reply = await sessions({ time: pair, db_id: ['x'.repeat(2_000_000)] })
    expect(reply.status).toBe(413)
    expect(at(reply.json, 'error_code')).toBe('APIGW.0201')
  })

  test.each(['dbss', 'ddm'] as const)(
    '%s without a token, or with an unknown one',
    async (name) => {
      const path = name === 'dbss' ? 'audit/instances' : 'instances'
      const url = `${simulator[name]}/v1/${tenant.projectId}/${path}`
      const none = await ask(url)
      expect(none.status).toBe(401)
      expect(none.json).toEqual({
        error_msg: 'Incorrect IAM authentication information: x-auth-token not found',
        error_code: 'APIGW.0301',
        request_id: none.headers.get('X-Request-Id'),
      })
      const unknown = await ask(url, { token: 'MIIa' })
      expect(unknown.status).toBe(401)
      expect(at(unknown.json, 'error_code')).toBe('APIGW.0301')
      expect(at(unknown.json, 'error_msg')).toContain('decrypt token fail')
    },
  )

  test("another project's token", async () => {
    const foreign = await signIn(simulator, tenantOf(simulator, 1))
    const unscoped = await signIn(simulator, tenant, null)
    const sub = await signIn(simulator, tenant, { project: { name: 'cn-north-4_staging' } })
    for (const wrong of [foreign, unscoped, sub]) {
      const dbss = await ask(`${simulator.dbss}/v1/${tenant.projectId}/audit/instances`, {
        token: wrong,
      })
      expect(dbss.status).toBe(403)
      expect(at(dbss.json, 'error_code')).toBe('APIGW.0302')
      const list = await ask(`${simulator.ddm}/v3/${tenant.projectId}/instances`, { token: wrong })
      expect(list.status).toBe(403)
      expect(at(list.json, 'error_code')).toBe('DBS.200010')
    }
  })

  test('a path or a method nobody knows, before anybody asks for a token', async () => {
    for (const service of ['iam', 'dbss', 'ddm'] as const) {
      const path = await ask(`${simulator[service]}/v9/nothing`)
      expect(path.status).toBe(404)
      expect(at(path.json, 'error_code')).toBe('APIGW.0101')
    }
    const method = await ask(`${simulator.dbss}/v2/${tenant.projectId}/audit/summary/info`, {
      method: 'DELETE',
      token,
    })
    expect(method.status).toBe(404)
    expect(at(method.json, 'error_code')).toBe('APIGW.0101')
  })
})
