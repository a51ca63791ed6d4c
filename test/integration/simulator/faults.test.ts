import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile, mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FaultPlan } from '../../../src/simulator/faults/plan.ts'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import {
  ask,
  at,
  clockAtStart,
  day,
  ddmTime,
  list,
  passwordRequest,
  signIn,
  startAt,
  tenantOf,
  textAt,
  type Reply,
} from './support.ts'
import { sign } from './signer.ts'

type Fault = NonNullable<FaultPlan['rules']>[number]['fault']

let simulator: Simulator & { clock: { now: number } }
let tenant: SimulatedTenant
let other: SimulatedTenant
let token: string
let otherToken: string
let paths: Record<'instances' | 'sessions' | 'risk' | 'summary' | 'databases' | 'killLog', string>

beforeAll(async () => {
  simulator = await startAt()
  tenant = tenantOf(simulator, 0)
  other = tenantOf(simulator, 1)
  const { projectId } = tenant
  token = await signIn(simulator, tenant)
  const v1 = `${simulator.dbss}/v1/${projectId}/audit`
  const v2 = `${simulator.dbss}/v2/${projectId}/audit`
  const instances = `${v1}/instances`
  const audit = textAt((await ask(instances, { token })).json, 'instances', 0, 'instance_id')
  const ddm = `${simulator.ddm}/v3/${projectId}/instances`
  const instance = textAt((await ask(ddm, { token })).json, 'instances', 0, 'id')
  const window = `start_time=${ddmTime(clockAtStart - 7 * day)}&end_time=${ddmTime(clockAtStart)}`
  paths = {
    instances,
    sessions: `${v1}/${audit}/statistics/session/db-account`,
    risk: `${v1}/${audit}/statistics/trend/risk-operation`,
    summary: `${v2}/summary/info`,
    databases: `${v2}/${audit}/databases`,
    killLog: `${ddm}/${instance}/processes-audit-log?${window}&limit=20`,
  }
})
afterAll(() => simulator.close())

// Some tests end tokens.
beforeEach(async () => {
  simulator.setFaults({})
  token = await signIn(simulator, tenant)
  otherToken = await signIn(simulator, other)
})

const always = (fault: Fault, match: object = {}) =>
  simulator.setFaults({ rules: [{ match, fault }] })
const summary = () => ask(paths.summary, { token })
const killLog = (extra = '') => ask(paths.killLog + extra, { token })
const sessions = () => ask(paths.sessions, { token, body: { time: { time_range: 'DAY' } } })
const risk = (regenerate = 0) =>
  ask(paths.risk, { token, body: { regenerate, time: { time_range: 'DAY' } } })

describe('which requests a fault strikes', () => {
  const statuses = async (count: number) => {
    const seen: number[] = []
    for (let request = 0; request < count; request += 1) seen.push((await summary()).status)
    return seen
  }
  const error: Fault = { kind: 'error', status: 503, envelope: 'html' }

  test.each<[string, object, number[]]>([
    ['the nth', { nth: [2, 4] }, [200, 503, 200, 503, 200]],
    ['the first', { first: 2 }, [503, 503, 200, 200, 200]],
    ['those after', { after: 3 }, [200, 200, 200, 503, 503]],
    ['every so many', { every: 2 }, [200, 503, 200, 503, 200]],
  ])('%s', async (_what, when, expected) => {
    simulator.setFaults({ rules: [{ when: when as { first: number }, fault: error }] })
    expect(await statuses(5)).toEqual(expected)
  })

  test('a share of them, the same ones for the same seed', async () => {
    const plan: FaultPlan = { rules: [{ when: { share: 0.4 }, fault: error }] }
    simulator.setFaults(plan)
    const first = await statuses(60)
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(12)
    expect(first.filter((status) => status === 503).length).toBeLessThan(36)
    simulator.setFaults(plan)
    expect(await statuses(60)).toEqual(first)
  })

  test('those of a service, an endpoint, an account', async () => {
    always(error, { service: 'ddm' })
    expect([(await summary()).status, (await killLog()).status]).toEqual([200, 503])
    always(error, { endpoint: 'summary' })
    expect([(await summary()).status, (await sessions()).status]).toEqual([503, 200])
    always(error, { tenant: other.domainName })
    expect((await summary()).status).toBe(200)
    const theirs = `${simulator.dbss}/v2/${other.projectId}/audit/summary/info`
    expect((await ask(theirs, { token: otherToken })).status).toBe(503)
    const body = passwordRequest(other)
    expect((await ask(`${simulator.iam}/v3/auth/tokens`, { body })).status).toBe(503)
    expect(
      (await ask(`${simulator.iam}/v3/auth/tokens`, { body: passwordRequest(tenant) })).status,
    ).toBe(201)
  })

  test('and those of signed requests too', async () => {
    always(error, { tenant: tenant.domainName })
    const headers = sign({ method: 'GET', url: paths.summary }, tenant, simulator.clock.now)
    expect((await ask(paths.summary, { headers })).status).toBe(503)
  })
})

describe('instead of the answer', () => {
  test('a throttle, with and without a time to wait', async () => {
    always({ kind: 'throttle' })
    const plain = await killLog()
    expect(plain.status).toBe(429)
    expect(at(plain.json, 'error_code')).toBe('APIGW.0308')
    expect(plain.headers.get('Retry-After')).toBeNull()
    always({ kind: 'throttle', retryAfter: 3 })
    expect((await killLog()).headers.get('Retry-After')).toBe('3')
  })

  test('errors in every envelope, JSON or not', async () => {
    const shapes: [string, (reply: Reply) => unknown][] = [
      ['dbss', ({ json }) => at(json, 'error_code')],
      ['dbss-policy', ({ json }) => at(json, 'details', 0, 'error_code')],
      ['dbss-nested', ({ json }) => at(json, 'error', 'error_code')],
      ['ddm', ({ json }) => at(json, 'error_code')],
      ['ddm-v1', ({ json }) => at(json, 'errCode')],
      [
        'gateway',
        ({ json, headers }) => at(json, 'request_id') === headers.get('X-Request-Id') && 'X.1',
      ],
      ['iam', ({ json }) => at(json, 'error', 'code') === 502 && 'X.1'],
      ['iam-code', ({ json }) => at(json, 'error_code')],
      ['camel-case', ({ json }) => at(json, 'errorCode')],
      [
        'text',
        ({ text, headers }) =>
          text === 'Bad luck' && headers.get('Content-Type') === 'text/plain' && 'X.1',
      ],
      [
        'html',
        ({ text, headers }) =>
          text.includes('<h1>502 Bad luck</h1>') &&
          headers.get('Content-Type') === 'text/html' &&
          'X.1',
      ],
    ]
    for (const [envelope, read] of shapes) {
      always({
        kind: 'error',
        status: 502,
        envelope: envelope as 'dbss',
        code: 'X.1',
        message: 'Bad luck',
      })
      const reply = await summary()
      expect(reply.status, envelope).toBe(502)
      expect(read(reply), envelope).toBe('X.1')
    }
  })

  test('nothing is done of what the request asks for', async () => {
    always({ kind: 'error', status: 504, envelope: 'html' })
    expect((await risk(1)).status).toBe(504)
    simulator.setFaults({})
    expect(at((await risk()).json, 'status')).toBe('finished')
  })

  test('a token that ends stays ended, while a new one works', async () => {
    for (const [state, code] of [
      ['token-expired', 'APIGW.0307'],
      ['token-revoked', 'APIGW.0301'],
    ] as const) {
      simulator.setFaults({
        rules: [{ when: { first: 1 }, fault: { kind: 'credentials', state } }],
      })
      expect(at((await summary()).json, 'error_code')).toBe(code)
      expect(at((await killLog()).json, 'error_code')).toBe(code)
      token = await signIn(simulator, tenant)
      expect((await summary()).status).toBe(200)
    }
  })

  test.each([
    ['account-locked', 401, ['error_code'], 'IAM.0061'],
    ['password-expired', 401, ['error_code'], 'IAM.0066'],
    ['password-changed', 401, ['error', 'code'], 401],
    ['key-locked', 401, ['error_code'], 'APIGW.0301'],
    ['key-deleted', 401, ['error_code'], 'APIGW.0301'],
    ['user-barred', 403, ['error_code'], 'APIGW.0802'],
  ] as const)('credentials that are %s', async (state, status, path, code) => {
    always({ kind: 'credentials', state }, { service: 'iam' })
    const reply = await ask(`${simulator.iam}/v3/auth/tokens`, { body: passwordRequest(tenant) })
    expect(reply.status).toBe(status)
    expect(at(reply.json, ...path)).toBe(code)
  })
})

describe('on the way', () => {
  test('an answer comes late', async () => {
    always({ kind: 'latency', milliseconds: 120 })
    const started = performance.now()
    expect((await summary()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(110)
  })

  test('a connection breaks before the answer, though the service has done its part', async () => {
    always({ kind: 'reset', at: 'before-answer' })
    await expect(risk(1)).rejects.toThrow('fetch failed')
    simulator.setFaults({})
    expect(at((await risk()).json, 'status')).toBe('running')
    await risk()
    expect(at((await risk()).json, 'status')).toBe('finished')
  })

  test('a connection breaks in the middle of the body', async () => {
    always({ kind: 'reset', at: 'mid-body' })
    const response = await fetch(paths.killLog, { headers: { 'X-Auth-Token': token } })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  test('JSON ends early in an answer that is whole as HTTP', async () => {
    const { text } = await killLog()
    always({ kind: 'truncate' })
    const reply = await killLog()
    expect(reply.status).toBe(200)
    expect(text.startsWith(reply.text)).toBe(true)
    expect(reply.text.length).toBeLessThan(text.length * 0.6)
    expect(reply.json).toBeNull()
  })

  test('JSON is called something else', async () => {
    always({ kind: 'content-type', value: 'text/html' })
    const reply = await summary()
    expect(reply.headers.get('Content-Type')).toBe('text/html')
    expect(at(reply.json, 'project_id')).toBe(tenant.projectId)
  })

  test("a service's clock is off, and judges signatures and tokens by it", async () => {
    always({ kind: 'clock', seconds: 1200 }, { service: 'dbss' })
    const reply = await summary()
    expect(reply.headers.get('Date')).toBe(new Date(clockAtStart + 1_200_000).toUTCString())
    const headers = (skew: number) =>
      sign({ method: 'GET', url: paths.summary }, tenant, simulator.clock.now + skew)
    const late = await ask(paths.summary, { headers: headers(0) })
    expect(at(late.json, 'error_msg')).toContain('signature expired')
    expect((await ask(paths.summary, { headers: headers(1_200_000) })).status).toBe(200)
    always({ kind: 'clock', seconds: 86_400 }, { service: 'dbss' })
    expect(at((await summary()).json, 'error_code')).toBe('APIGW.0307')
  })

  test('an answer is compressed for those who accept it', async () => {
    const plain = await new Promise<Buffer>((resolve) => raw(paths.killLog, {}, resolve))
    const packed = await new Promise<Buffer>((resolve) =>
      raw(paths.killLog, { 'Accept-Encoding': 'gzip, br' }, resolve),
    )
    expect(packed.length).toBeLessThan(plain.length / 2)
    expect(gunzipSync(packed).equals(plain)).toBe(true)
    always({ kind: 'truncate' })
    const cut = await new Promise<Buffer>((resolve) =>
      raw(paths.killLog, { 'Accept-Encoding': 'gzip' }, resolve),
    )
    expect(plain.toString().startsWith(gunzipSync(cut).toString())).toBe(true)
  })
})

function raw(url: string, headers: Record<string, string>, done: (body: Buffer) => void): void {
  get(url, { headers: { 'X-Auth-Token': token, ...headers } }, (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => done(Buffer.concat(chunks)))
  })
}

describe('in the answer', () => {
  test('a total that drifts', async () => {
    const total = at((await killLog()).json, 'total_count') as number
    always({ kind: 'drifting-total', by: 2 })
    const seen = [await killLog(), await killLog(), await killLog()].map((reply) =>
      at(reply.json, 'total_count'),
    )
    expect(seen).toEqual([total + 2, total + 4, total + 6])
  })

  test('a page that is too short', async () => {
    const rows = list((await killLog()).json, 'process_audit_logs')
    always({ kind: 'short-page', rows: 3 })
    expect(list((await killLog()).json, 'process_audit_logs')).toEqual(rows.slice(0, -3))
  })

  test('an offset that counts pages', async () => {
    const second = list((await killLog('&offset=20')).json, 'process_audit_logs')
    always({ kind: 'page-offset' })
    expect(list((await killLog('&offset=1')).json, 'process_audit_logs')).toEqual(second)
    expect(list((await killLog('&offset=20')).json, 'process_audit_logs')).not.toEqual(second)
  })

  test('an analysis that never ends, until the fault does', async () => {
    always({ kind: 'never-finished' })
    expect(at((await risk()).json, 'status')).toBe('finished')
    const before = at((await risk()).json, 'generate_time')
    expect(at((await risk(1)).json, 'status')).toBe('running')
    for (let poll = 0; poll < 10; poll += 1) {
      const { json } = await risk()
      expect(at(json, 'status')).toBe('running')
      expect(at(json, 'generate_time')).toBe(before)
    }
    simulator.setFaults({})
    const after = [await risk(), await risk(), await risk()].map((reply) =>
      at(reply.json, 'status'),
    )
    expect(after).toEqual(['running', 'running', 'finished'])
  })

  test('a status in the other case', async () => {
    always({ kind: 'status-case', case: 'upper' })
    expect(at((await risk()).json, 'status')).toBe('FINISHED')
    always({ kind: 'status-case', case: 'lower' })
    expect(at((await ask(paths.instances, { token })).json, 'instances', 0, 'status')).toBe(
      'active',
    )
  })

  test('an instance list as it was before', async () => {
    const now = (await ask(paths.instances, { token })).json
    always({ kind: 'old-instance-list' })
    const { json } = await ask(paths.instances, { token })
    expect(json).not.toHaveProperty('instances')
    expect(list(json, 'servers').map((row) => at(row, 'id'))).toEqual(
      list(now, 'instances').map((row) => at(row, 'instance_id')),
    )
    expect(at(json, 'servers', 0)).not.toHaveProperty('timezone')
    expect(at((await summary()).json, 'data_list', 0)).toHaveProperty('instance_id')
    expect(at((await killLog()).json, 'process_audit_logs', 0)).toHaveProperty('instance_id')
  })

  test('process ids that are text', async () => {
    always({ kind: 'text-process-ids' })
    const { json } = await killLog()
    expect(at(json, 'process_audit_logs', 0, 'process_id')).toMatch(/^\d+$/)
  })

  test('counts that no double holds', async () => {
    const before = BigInt(/"session_num":(\d+)/.exec((await sessions()).text)?.[1] ?? 0)
    always({ kind: 'big-counts' })
    for (const reply of [await sessions(), await risk(), await summary()]) {
      const counts = [
        ...reply.text.matchAll(/"(?:session_num|risk_operation_num|total_sql)":(\d+)/g),
      ]
      expect(counts.length).toBeGreaterThan(0)
      expect(counts.every(([, digits]) => BigInt(digits ?? 0) > 2n ** 53n)).toBe(true)
    }
    const after = BigInt(/"session_num":(\d+)/.exec((await sessions()).text)?.[1] ?? 0)
    expect(after - before).toBe(9_007_199_254_740_993n)
  })

  test('fields that are missing or null', async () => {
    always({ kind: 'missing-fields', fields: ['total_sql', 'instance_name'] })
    const missing = (await summary()).json
    expect(missing).not.toHaveProperty('total_sql')
    expect(at(missing, 'data_list', 0)).not.toHaveProperty('instance_name')
    expect(at(missing, 'data_list', 0)).toHaveProperty('total_risk')
    always({ kind: 'null-fields', fields: ['databases'] })
    expect(at((await ask(paths.databases, { token })).json, 'databases')).toBeNull()
  })

  test.each(['+0000', '-0330', 'Z'])(
    'record times with the offset %s, of the same instants',
    async (offset) => {
      const read = ({ json }: Reply) =>
        list(json, 'process_audit_logs').map((row) => textAt(row, 'execute_time'))
      const instant = (text: string) => Date.parse(text.replace(/(\d\d)(\d\d)$/, '$1:$2'))
      const before = read(await killLog())
      always({ kind: 'record-offset', offset })
      const after = read(await killLog())
      expect(after.every((text) => text.endsWith(offset))).toBe(true)
      expect(after.map(instant)).toEqual(before.map(instant))
    },
  )
})

describe('the limit of requests', () => {
  test('is per user and minute, and off unless it is set', async () => {
    for (let request = 0; request < 70; request += 1) expect((await killLog()).status).toBe(200)
    simulator.setFaults({ limits: [{ service: 'ddm', requestsPerMinute: 60, retryAfter: true }] })
    for (let request = 0; request < 60; request += 1) expect((await killLog()).status).toBe(200)
    const refused = await killLog()
    expect(refused.status).toBe(429)
    expect(at(refused.json, 'error_code')).toBe('APIGW.0308')
    expect(refused.headers.get('Retry-After')).toBe('60')
    expect((await summary()).status).toBe(200)
    const theirs = `${simulator.ddm}/v3/${other.projectId}/instances`
    expect((await ask(theirs, { token: otherToken })).status).toBe(200)
    simulator.clock.now += 59_000
    expect((await killLog()).headers.get('Retry-After')).toBe('1')
    simulator.clock.now += 1000
    expect((await killLog()).status).toBe(200)
    simulator.clock.now -= 60_000
  })
})

describe('a fault plan', () => {
  test.each<[string, unknown, string]>([
    ['a list', [], 'the plan'],
    ['an unknown field', { rule: [] }, 'rule'],
    ['an unknown kind', { rules: [{ fault: { kind: 'magic' } }] }, 'rules.0.fault.kind'],
    [
      'an unknown endpoint',
      { rules: [{ match: { endpoint: 'x' }, fault: { kind: 'truncate' } }] },
      'rules.0.match.endpoint',
    ],
    [
      'two conditions',
      { rules: [{ when: { first: 1, after: 2 }, fault: { kind: 'truncate' } }] },
      'exactly one of nth, first',
    ],
    [
      'a share above 1',
      { rules: [{ when: { share: 2 }, fault: { kind: 'truncate' } }] },
      'rules.0.when',
    ],
    [
      'an offset that is none',
      { rules: [{ fault: { kind: 'record-offset', offset: '8' } }] },
      'must be like +0800, or Z',
    ],
    [
      'a limit of 0',
      { limits: [{ service: 'ddm', requestsPerMinute: 0 }] },
      'limits.0.requestsPerMinute',
    ],
  ])('with %s is refused, and the field named', async (_what, plan, message) => {
    expect(() => simulator.setFaults(plan as FaultPlan)).toThrow(message)
    await expect(startAt({ faults: plan as FaultPlan })).rejects.toThrow(message)
  })

  test('may be given at the start', async () => {
    const faults: FaultPlan = { rules: [{ fault: { kind: 'throttle' } }] }
    const faulty = await startAt({ faults })
    expect((await ask(`${faulty.iam}/v3/auth/projects`)).status).toBe(429)
    await faulty.close()
  })

  test('may be read from a file by the command, which says what is wrong with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'faults-'))
    const file = join(folder, 'plan.json')
    const program = fileURLToPath(new URL('../../../src/simulator/index.ts', import.meta.url))
    const run = (path: string) => spawn(process.execPath, [program, '--faults', path])
    try {
      await writeFile(file, JSON.stringify({ rules: [{ fault: { kind: 'throttle' } }] }))
      const child = run(file)
      const [line] = (await once(child.stdout, 'data')) as [Buffer]
      const { iam } = JSON.parse(line.toString()) as { iam: string }
      expect((await ask(`${iam}/v3/auth/projects`)).status).toBe(429)
      child.kill('SIGINT')
      expect(await once(child, 'exit')).toEqual([0, null])

      for (const [content, message] of [
        ['{"rules":[{"fault":{"kind":"magic"}}]}', 'rules.0.fault.kind'],
        ['{', 'JSON'],
      ] as const) {
        await writeFile(file, content)
        const wrong = run(file)
        let error = ''
        wrong.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
        expect(await once(wrong, 'close')).toEqual([2, null])
        expect(error).toContain(message)
        expect(error).toContain(file)
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
