import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import { ask, at, day, list, passwordRequest, signIn, startAt, tenantOf } from './support.ts'

describe('signing in', () => {
  let simulator: Simulator & { clock: { now: number } }
  let tenant: SimulatedTenant
  let other: SimulatedTenant

  beforeAll(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, 0)
    other = tenantOf(simulator, 1)
  })
  afterAll(() => simulator.close())

  const tokens = (body: unknown) => ask(`${simulator.iam}/v3/auth/tokens?nocatalog=true`, { body })

  test('a right password gets 201 and a token of several kilobytes in a header', async () => {
    const reply = await tokens(passwordRequest(tenant, { project: { id: tenant.projectId } }))
    expect(reply.status).toBe(201)
    expect(reply.headers.get('X-Subject-Token')?.length).toBeGreaterThan(3000)
    expect(reply.headers.get('X-Request-Id')).toMatch(/^[0-9a-f]{32}$/)
    expect(reply.headers.get('Date')).toBe(new Date(simulator.clock.now).toUTCString())
    expect(at(reply.json, 'token', 'expires_at')).toBe('2026-11-22T06:30:12.000000Z')
    expect(at(reply.json, 'token', 'issued_at')).toBe('2026-11-21T06:30:12.000000Z')
    expect(at(reply.json, 'token', 'project', 'id')).toBe(tenant.projectId)
    expect(at(reply.json, 'token', 'user', 'domain', 'name')).toBe(tenant.domainName)
  })

  test('the project may be named instead, and wins over a domain', async () => {
    const project = { name: tenant.region }
    const reply = await tokens(
      passwordRequest(tenant, { project, domain: { name: tenant.domainName } }),
    )
    expect(at(reply.json, 'token', 'project', 'id')).toBe(tenant.projectId)
  })

  test('a token may be for the account, or for nothing in particular', async () => {
    const forAccount = await tokens(
      passwordRequest(tenant, { domain: { name: tenant.domainName } }),
    )
    expect(forAccount.status).toBe(201)
    expect(at(forAccount.json, 'token', 'domain', 'name')).toBe(tenant.domainName)
    const unscoped = await tokens(passwordRequest(tenant))
    expect(unscoped.status).toBe(201)
    expect(at(unscoped.json, 'token')).not.toHaveProperty('project')
  })

  test.each<[string, (tenant: SimulatedTenant) => SimulatedTenant]>([
    ['a wrong password', (right) => ({ ...right, password: 'wrong' })],
    ['an unknown user', (right) => ({ ...right, userName: 'nobody' })],
    ['an unknown account', (right) => ({ ...right, domainName: 'nowhere' })],
    ["another account's user", (right) => ({ ...right, domainName: other.domainName })],
  ])('%s gets 401 and nothing that says which part was wrong', async (_what, change) => {
    const reply = await tokens(passwordRequest(change(tenant)))
    expect(reply.status).toBe(401)
    expect(reply.headers.get('X-Subject-Token')).toBeNull()
    expect(reply.json).toEqual({
      error: {
        code: 401,
        message: 'The username or password is wrong.',
        title: 'Unauthorized',
      },
    })
  })

  test.each<[string, unknown, string]>([
    ['text that is not JSON', '{"auth":', 'not valid JSON'],
    ['a list', [], 'must be a JSON object'],
    ['nothing of use', {}, 'auth must be an object'],
    ['no methods', { auth: { identity: {} } }, 'auth.identity.methods'],
    ['an unknown method', { auth: { identity: { methods: ['magic'] } } }, 'auth.identity.methods'],
    ['no user', { auth: { identity: { methods: ['password'], password: {} } } }, 'password.user'],
    [
      'a password that is a number',
      {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'a', password: 1, domain: { name: 'b' } } },
          },
        },
      },
      'password must be a string',
    ],
    [
      'a user without an account',
      {
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'a', password: 'b' } } },
        },
      },
      'user.domain must be an object',
    ],
  ])('%s gets 400 and the name of the field', async (_what, body, message) => {
    const reply = await tokens(body)
    expect(reply.status).toBe(400)
    expect(at(reply.json, 'error', 'title')).toBe('Bad Request')
    expect(at(reply.json, 'error', 'message')).toContain(message)
  })

  test("another tenant's project can't be entered", async () => {
    const reply = await tokens(passwordRequest(tenant, { project: { id: other.projectId } }))
    expect(reply.status).toBe(404)
    expect(at(reply.json, 'error', 'code')).toBe(404)
  })

  test.each(['/v3/auth/projects', '/v3/projects'])('%s lists the projects', async (path) => {
    const token = await signIn(simulator, tenant, null)
    const reply = await ask(simulator.iam + path, { token })
    expect(reply.status).toBe(200)
    expect(list(reply.json, 'projects').map((project) => at(project, 'name'))).toEqual([
      'cn-north-4',
      'cn-north-4_staging',
    ])
    const named = await ask(`${simulator.iam}${path}?name=${tenant.region}`, { token })
    expect(list(named.json, 'projects').map((project) => at(project, 'id'))).toEqual([
      tenant.projectId,
    ])
    const second = await ask(`${simulator.iam}${path}?page=2&per_page=1`, { token })
    expect(at(second.json, 'projects', 0, 'name')).toBe('cn-north-4_staging')
    const half = await ask(`${simulator.iam}${path}?page=2`, { token })
    expect(half.status).toBe(400)
  })

  test('projects are listed only to who is signed in', async () => {
    const none = await ask(`${simulator.iam}/v3/auth/projects`)
    expect(none.status).toBe(401)
    expect(at(none.json, 'error', 'code')).toBe(401)
  })

  test('a token lives for 24 hours by the clock of the service', async () => {
    const token = await signIn(simulator, tenant)
    const url = `${simulator.dbss}/v1/${tenant.projectId}/audit/instances`
    try {
      simulator.clock.now += day - 1
      expect((await ask(url, { token })).status).toBe(200)
      simulator.clock.now += 1
      const late = await ask(url, { token })
      expect(late.status).toBe(401)
      expect(at(late.json, 'error_code')).toBe('APIGW.0307')
      expect(at(late.json, 'error_msg')).toBe('The token must be updated.')
      expect(at(late.json, 'request_id')).toBe(late.headers.get('X-Request-Id'))
      const projects = await ask(`${simulator.iam}/v3/auth/projects`, { token })
      expect(projects.status).toBe(401)
    } finally {
      simulator.clock.now -= day
    }
  })

  test('a new token does not end an old one', async () => {
    const first = await signIn(simulator, tenant)
    await signIn(simulator, tenant)
    const url = `${simulator.dbss}/v1/${tenant.projectId}/audit/instances`
    expect((await ask(url, { token: first })).status).toBe(200)
  })
})
