import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startSimulator,
  type SimulatedTenant,
  type Simulator,
} from '../../../src/simulator/simulator.ts'
import { oneTimePassword } from '../../../src/simulator/totp.ts'
import { run, runHere, type Ended } from './run.ts'

let simulator: Simulator
/** `service METHOD path` of every request, in order. */
const asked: string[] = []
beforeAll(async () => {
  simulator = await startSimulator({
    seed: 12,
    beforeAnswer: ({ service, method, url }) => {
      asked.push(`${service} ${method} ${url.split('?')[0] ?? ''}`)
    },
  })
})
afterAll(() => simulator.close())

const tenantWith = (property: 'mfaUser' | 'agencyName'): SimulatedTenant => {
  const found = simulator.tenants.find((tenant) => tenant[property] !== undefined)
  if (found === undefined) throw new RangeError(`no tenant has ${property}`)
  return found
}
const endpoints = (): string[] => [
  ...['--iam-endpoint', simulator.iam],
  ...['--dbss-endpoint', simulator.dbss, '--ddm-endpoint', simulator.ddm],
]
const place = ({ region, projectId }: SimulatedTenant) => ({
  HW_REGION_NAME: region,
  HW_PROJECT_ID: projectId,
})
const asUser = ({ domainName, userName, password }: SimulatedTenant) => ({
  HW_DOMAIN_NAME: domainName,
  HW_USER_NAME: userName,
  HW_USER_PASSWORD: password,
})

/** Asks for the summary as JSON; nothing secret may be said, whatever comes of it. */
async function ask(environment: Record<string, string>): Promise<Ended> {
  asked.length = 0
  const ended = await runHere(['summary', '--format', 'json', ...endpoints()], { environment })
  for (const name of Object.keys(environment).filter((one) =>
    /PASSWORD|SECRET|TOKEN|_SK$/.test(one),
  ))
    expect(ended.stdout + ended.stderr).not.toContain(environment[name])
  return ended
}

interface Printed {
  data: { project_id: string; data_list: unknown[] }
  meta: { account: Record<string, string> }
}
const parse = ({ stdout }: Ended): Printed => JSON.parse(stdout) as Printed

async function post(path: string, body: unknown): Promise<{ headers: Headers; body: unknown }> {
  const answer = await fetch(`${simulator.iam}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=utf8' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(201)
  return { headers: answer.headers, body: await answer.json() }
}

async function tokenOf(tenant: SimulatedTenant): Promise<string> {
  const { domainName, userName, password, projectId } = tenant
  const user = { name: userName, password, domain: { name: domainName } }
  const { headers } = await post('/v3/auth/tokens', {
    auth: {
      identity: { methods: ['password'], password: { user } },
      scope: { project: { id: projectId } },
    },
  })
  return headers.get('x-subject-token') ?? ''
}

describe('signing in', () => {
  const expectAnswer = (
    ended: Ended,
    tenant: SimulatedTenant,
    account: Record<string, string>,
  ): void => {
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const { data, meta } = parse(ended)
    expect(data.project_id).toBe(tenant.projectId)
    expect(data.data_list.length).toBeGreaterThan(0)
    const { region, projectId } = tenant
    expect(meta.account).toEqual({ ...account, region, projectId })
  }

  it('works with a password', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const { domainName, userName } = tenant
    const account = { signIn: 'password', domainName, userName }
    expectAnswer(await ask({ ...place(tenant), ...asUser(tenant) }), tenant, account)
  })

  it('works with a password and a one-time code', async () => {
    const tenant = tenantWith('mfaUser')
    const { userName, password, totpSecret } = tenant.mfaUser!
    const { domainName } = tenant
    const user = { ...asUser({ ...tenant, userName, password }), ...place(tenant) }
    const passcode = oneTimePassword(totpSecret, Date.now())
    expectAnswer(await ask({ ...user, HW_PASSCODE: passcode }), tenant, {
      ...{ signIn: 'password-totp', domainName, userName },
    })
    const without = await ask(user)
    expect(without.code).toBe(1)
    expect(without.stderr).toContain('credentials: ')
    expect(without.stderr).toContain('one-time code')
  })

  it.each([
    ['HW_ACCESS_KEY', 'HW_SECRET_KEY'],
    ['HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK'],
  ])('works with an access key in %s and %s, without a token', async (ak, sk) => {
    for (const tenant of simulator.tenants) {
      const { accessKey, secretKey } = tenant
      const ended = await ask({ ...place(tenant), [ak]: accessKey, [sk]: secretKey })
      expectAnswer(ended, tenant, { signIn: 'access-key', accessKey })
      expect(asked.filter((one) => one.startsWith('iam'))).toEqual([])
    }
  })

  it('works with a temporary access key, which is not printed', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const { body } = await post('/v3.0/OS-CREDENTIAL/securitytokens', {
      auth: { identity: { methods: ['token'], token: { id: await tokenOf(tenant) } } },
    })
    const { credential } = body as {
      credential: { access: string; secret: string; securitytoken: string }
    }
    const ended = await ask({
      ...place(tenant),
      HW_ACCESS_KEY: credential.access,
      HW_SECRET_KEY: credential.secret,
      HW_SECURITY_TOKEN: credential.securitytoken,
    })
    expectAnswer(ended, tenant, { signIn: 'temporary-access-key' })
    expect(ended.stdout).not.toContain(credential.access)
  })

  it('works with a token made elsewhere, which is asked for no other', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const ended = await ask({ ...place(tenant), HW_AUTH_TOKEN: await tokenOf(tenant) })
    expectAnswer(ended, tenant, { signIn: 'token' })
    expect(asked.filter((one) => one.startsWith('iam'))).toEqual([])
  })

  it('works through an agency, in the other account', async () => {
    const tenant = tenantWith('agencyName')
    const own = simulator.tenants.find((one) => one !== tenant)!
    const ended = await ask({
      ...asUser(own),
      ...place(tenant),
      HW_ASSUME_ROLE_DOMAIN_NAME: tenant.domainName,
      HW_ASSUME_ROLE_AGENCY_NAME: tenant.agencyName!,
    })
    expectAnswer(ended, tenant, {
      signIn: 'agency',
      domainName: own.domainName,
      userName: own.userName,
      agencyDomainName: tenant.domainName,
      agencyName: tenant.agencyName!,
    })
  })

  it('finds the region’s default project with a key as with a password', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const { accessKey, secretKey, region, projectId } = tenant
    const key = { HW_ACCESS_KEY: accessKey, HW_SECRET_KEY: secretKey, HW_REGION_NAME: region }
    const { code, stderr } = await ask(key)
    expect(code).toBe(0)
    expect(stderr).toContain(`(${projectId})`)
    expect(asked[0]).toBe('iam GET /v3/projects')
  })

  it('says on stderr which of several ways is used', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const { accessKey, secretKey } = tenant
    const ended = await ask({
      ...place(tenant),
      ...asUser(tenant),
      HW_ACCESS_KEY: accessKey,
      HW_SECRET_KEY: secretKey,
    })
    expect(parse(ended).meta.account['signIn']).toBe('access-key')
    expect(ended.stderr).toBe(
      'Signing in with HW_ACCESS_KEY, HW_SECRET_KEY; not used: HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD.\n',
    )
  })
})

describe('what is refused is not sent again', () => {
  it.each([
    ['the secret key is wrong', { HW_SECRET_KEY: 'not-the-secret-key' }],
    ['the access key does not exist', { HW_ACCESS_KEY: 'AKTHATISNONE' }],
  ])('when %s', async (_, wrong) => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const { accessKey, secretKey, region } = tenant
    const key = { HW_ACCESS_KEY: accessKey, HW_SECRET_KEY: secretKey, ...wrong }
    const named = await ask({ ...place(tenant), ...key })
    expect([named.code, named.stdout]).toEqual([1, ''])
    expect(named.stderr).toMatch(/^credentials: /)
    expect(named.stderr).not.toContain('canonicalRequest:GET')
    expect(asked).toHaveLength(1)
    const listed = await ask({ HW_REGION_NAME: region, ...key })
    expect([listed.code, asked.length]).toEqual([1, 1])
  })

  it('when the token is none', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    const { code, stderr } = await ask({ ...place(tenant), HW_AUTH_TOKEN: 'not-a-token' })
    expect([code, asked.length]).toEqual([1, 1])
    expect(stderr).toMatch(/^credentials: /)
  })

  it('when the one-time code is wrong', async () => {
    const tenant = tenantWith('mfaUser')
    const { userName, password } = tenant.mfaUser!
    const user = asUser({ ...tenant, userName, password })
    const { code, stderr } = await ask({ ...place(tenant), ...user, HW_PASSCODE: '000000' })
    expect([code, asked]).toEqual([1, ['iam POST /v3/auth/tokens']])
    expect(stderr).toContain('IAM.1061')
  })
})

describe('half of a way', () => {
  it('is a wrong use that names what is missing, and asks nobody', async () => {
    const [tenant] = simulator.tenants as [SimulatedTenant]
    asked.length = 0
    const { code, stdout, stderr } = await run(['summary', ...endpoints()], {
      environment: { ...place(tenant), HW_ACCESS_KEY: tenant.accessKey },
    })
    expect([code, stdout, asked]).toEqual([2, '', []])
    expect(stderr).toContain('HW_ACCESS_KEY is set without HW_SECRET_KEY.')
  })
})
