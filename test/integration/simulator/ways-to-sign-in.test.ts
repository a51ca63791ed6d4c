import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import { oneTimePassword } from '../../../src/simulator/totp.ts'
import { ask, at, signIn, startAt, tenantOf } from './support.ts'

describe('one-time passwords', () => {
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i are those of RFC 6238', (second, passcode) => {
    // "12345678901234567890" in Base32.
    expect(oneTimePassword('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', second * 1000)).toBe(passcode)
  })
})

describe('a user with login protection', () => {
  let simulator: Simulator & { clock: { now: number } }
  let tenant: SimulatedTenant
  beforeAll(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, 0)
  })
  afterAll(() => simulator.close())

  function attempt(passcode: string | null, user: { id?: string; name?: string } = {}) {
    const { userName: name, password } = tenant.mfaUser ?? { userName: '', password: '' }
    return ask(`${simulator.iam}/v3/auth/tokens`, {
      body: {
        auth: {
          identity: {
            methods: passcode === null ? ['password'] : ['password', 'totp'],
            password: { user: { name, password, domain: { name: tenant.domainName } } },
            ...(passcode === null ? {} : { totp: { user: { name, ...user, passcode } } }),
          },
          scope: { project: { id: tenant.projectId } },
        },
      },
    })
  }
  const passcodeAt = (now: number) => oneTimePassword(tenant.mfaUser?.totpSecret ?? '', now)

  test('gets a token for the password and the one-time password of now', async () => {
    const reply = await attempt(passcodeAt(simulator.clock.now))
    expect(reply.status).toBe(201)
    expect(at(reply.json, 'token', 'methods')).toEqual(['password', 'totp'])
    const token = reply.headers.get('X-Subject-Token') ?? ''
    const url = `${simulator.dbss}/v1/${tenant.projectId}/audit/instances`
    expect((await ask(url, { token })).status).toBe(200)
  })

  test('may be half a minute off, and no more', async () => {
    expect((await attempt(passcodeAt(simulator.clock.now - 30_000))).status).toBe(201)
    expect((await attempt(passcodeAt(simulator.clock.now + 30_000))).status).toBe(201)
    const late = await attempt(passcodeAt(simulator.clock.now - 90_000))
    expect(late.status).toBe(400)
    expect(at(late.json, 'error_code')).toBe('IAM.1061')
  })

  test("can't do without it, nor send another user's", async () => {
    expect((await attempt(null)).status).toBe(401)
    expect((await attempt(passcodeAt(simulator.clock.now), { name: 'somebody' })).status).toBe(400)
  })
})

describe('an agency', () => {
  let simulator: Simulator
  let caller: SimulatedTenant
  let owner: SimulatedTenant
  beforeAll(async () => {
    simulator = await startAt()
    caller = tenantOf(simulator, 0)
    owner = tenantOf(simulator, 1)
  })
  afterAll(() => simulator.close())

  const assume = (token: string | null, role: object, projectId = owner.projectId) =>
    ask(`${simulator.iam}/v3/auth/tokens`, {
      ...(token === null ? {} : { token }),
      body: {
        auth: {
          identity: { methods: ['assume_role'], assume_role: role },
          scope: { project: { id: projectId } },
        },
      },
    })

  test('gives a user of one account a token for the other', async () => {
    const own = await signIn(simulator, caller, { domain: { name: caller.domainName } })
    const role = { domain_name: owner.domainName, agency_name: owner.agencyName }
    const reply = await assume(own, role)
    expect(reply.status).toBe(201)
    expect(at(reply.json, 'token', 'user', 'name')).toBe(`${owner.domainName}/external-audit`)
    const token = reply.headers.get('X-Subject-Token') ?? ''
    const instances = (tenant: SimulatedTenant) =>
      ask(`${simulator.dbss}/v1/${tenant.projectId}/audit/instances`, { token })
    expect((await instances(owner)).status).toBe(200)
    expect((await instances(caller)).status).toBe(403)
  })

  test('is refused to strangers, to its own account and under another name', async () => {
    const role = { domain_name: owner.domainName, agency_name: owner.agencyName }
    expect((await assume(null, role)).status).toBe(401)
    const token = await signIn(simulator, caller)
    expect((await assume(token, { ...role, agency_name: 'other' })).status).toBe(404)
    expect((await assume(token, { agency_name: owner.agencyName })).status).toBe(400)
    expect((await assume(token, role, caller.projectId)).status).toBe(404)
    expect((await assume(await signIn(simulator, owner), role)).status).toBe(403)
  })
})
