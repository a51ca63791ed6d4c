import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { ask, at, list, signIn, startAt, tenantOf, type Json } from './support.ts'

interface Fixture {
  page: string
  request: { method: 'GET' | 'POST'; uri: string; body?: unknown }
  response: { status: number; body: Json }
}

async function read(name: string): Promise<Fixture> {
  const file = new URL(`../../fixtures/pages/${name}.json`, import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')) as Fixture
}

describe('the reference pages', () => {
  let simulator: Simulator
  let token: string

  beforeAll(async () => {
    simulator = await startAt({ pages: true })
    token = await signIn(simulator, tenantOf(simulator, 2))
  })
  afterAll(() => simulator.close())

  async function send(fixture: Fixture, encode: (uri: string) => string) {
    const { projectId } = tenantOf(simulator, 2)
    const { method, body } = fixture.request
    const uri = fixture.request.uri.replace('https://{endpoint}', '').replace(/^\/?/, '/')
    const service = uri.startsWith('/v3') ? 'ddm' : 'dbss'
    const lists = { dbss: `/v1/${projectId}/audit/instances`, ddm: `/v1/${projectId}/instances` }
    const instances = list(
      (await ask(simulator[service] + lists[service], { token })).json,
      'instances',
    )
    const id = at(instances, 0, service === 'ddm' ? 'id' : 'instance_id') as string
    const path = uri.replace('{project_id}', projectId).replace('{instance_id}', id)
    return ask(simulator[service] + encode(path), { method, token, body })
  }

  test.each([
    'seed-0-session-distribution',
    'seed-1-risk-operation-trend',
    'seed-2-audit-summary',
    'seed-3-trend-history',
    'seed-4-kill-session-log',
  ])('the example request of %s gets the example response', async (name) => {
    const fixture = await read(name)
    const reply = await send(fixture, (uri) => uri.replaceAll('+', '%2B'))
    expect(reply.status).toBe(fixture.response.status)
    expect(reply.json).toEqual(fixture.response.body)
    // Equal as text too, but for blanks and the order of fields: 1 is not "1", null is not absent.
    expect(sorted(reply.json)).toBe(sorted(fixture.response.body))
  })

  test('the fixtures keep what is easily "corrected"', async () => {
    const trend = (await read('seed-1-risk-operation-trend')).response.body
    expect(at(trend, 'status')).toBe('finished')

    const log = (await read('seed-4-kill-session-log')).response.body
    expect(at(log, 'process_audit_logs', 0, 'process_id')).toBe(123456)

    const summary = (await read('seed-2-audit-summary')).response.body
    const rows = list(summary, 'data_list')
    expect(rows.map((row) => at(row, 'reserve1'))).toEqual([null, null])
    expect(rows.map((row) => at(row, 'instance_id'))).toEqual([5542, 5550])
    const sum = rows.reduce<number>((total, row) => total + Number(at(row, 'total_sql')), 0)
    expect(sum).toBe(3685)
    expect(at(summary, 'total_sql')).toBe(120267839)
  })

  test("the kill log's example, sent as printed with a raw plus, is refused", async () => {
    const fixture = await read('seed-4-kill-session-log')
    const reply = await send(fixture, (uri) => uri)
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error_code')).toBe('DBS.280001')
    expect(at(reply.json, 'error_msg')).toContain('2024-06-18T09:00:00 0800')
  })

  test('the tenant of the pages exists only when asked for', async () => {
    const plain = await startAt()
    expect(plain.tenants).toHaveLength(2)
    await plain.close()
  })
})

function sorted(json: Json): string {
  return JSON.stringify(json, (_key, value: Json) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}
