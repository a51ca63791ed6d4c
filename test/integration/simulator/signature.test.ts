import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import {
  canonicalRequest,
  readAuthorization,
  signatureOf,
} from '../../../src/simulator/signature.ts'
import { ask, at, day, list, signIn, startAt, tenantOf, textAt } from './support.ts'
import { sign, type Keys } from './signer.ts'

const minute = 60_000
const nothing = Buffer.alloc(0)

describe("the vendor's vectors", () => {
  const vectors = [
    {
      name: 'a GET with a query',
      method: 'GET',
      host: 'service.region.example.com',
      url: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0',
      date: '20191115T033655Z',
      body: '',
      signature: 'fd95e7da6f695cfb4cabbb9d6b0968aec155bc576b064835282473539ae9ea1d',
    },
    {
      name: 'a POST with a body',
      method: 'POST',
      host: 'service.region.example.com',
      url: '/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpc/123',
      date: '20191115T033655Z',
      body: '{"key":"value"}',
      signature: 'b5649aa774f6cac7437631662f08815fc65c70e40e486df6db2436ce68902771',
    },
    {
      name: 'another host and day',
      method: 'GET',
      host: 'service.endpoint.myhuaweicloud.com',
      url: '/resources?size=1',
      date: '20200608T023900Z',
      body: '',
      signature: 'cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842',
    },
  ]

  test.each(vectors)('$name', ({ method, host, url, date, body, signature }) => {
    const request = {
      method,
      url,
      headers: { host, 'x-sdk-date': date },
      body: Buffer.from(body),
    }
    const canonical = canonicalRequest(request, ['host', 'x-sdk-date'])
    expect(signatureOf(canonical, date, 'SecretKey')).toBe(signature)
  })

  test('the canonical request of the first has the hash that was published', () => {
    const [vector] = vectors
    const canonical = canonicalRequest(
      {
        method: 'GET',
        url: vector?.url ?? '',
        headers: { host: vector?.host, 'x-sdk-date': vector?.date },
        body: nothing,
      },
      ['x-sdk-date', 'host'],
    )
    expect(createHash('sha256').update(canonical).digest('hex')).toBe(
      '0e84e7853cf87931d965c80e83bffb15aa865326db3a6f57aa2560a7601dfe18',
    )
  })

  test('a query in any order and encoding', () => {
    const query =
      'test=%e4%b8%80%20(%26%3D%3F!%23%25.*)&path=/var/123&multi=3&multi=1&multi=2&limit=1&enable=true'
    const canonical = canonicalRequest(
      { method: 'GET', url: `/x?${query}`, headers: {}, body: nothing },
      [],
    )
    expect(canonical.split('\n')[2]).toBe(
      'enable=true&limit=1&multi=1&multi=2&multi=3&path=%2Fvar%2F123&test=%E4%B8%80%20%28%26%3D%3F%21%23%25.%2A%29',
    )
  })

  test('a path that needs encoding, and an empty one', () => {
    const path = (url: string) =>
      canonicalRequest({ method: 'GET', url, headers: {}, body: nothing }, []).split('\n')[1]
    expect(path('/v3/5af0****/%e4%b8%80~b.c')).toBe('/v3/5af0%2A%2A%2A%2A/%E4%B8%80~b.c/')
    expect(path('/')).toBe('/')
  })

  test('an Authorization header of another kind is none', () => {
    expect(readAuthorization('Bearer x')).toBeNull()
    expect(
      readAuthorization('V11-HMAC-SHA256 Credential=a/b, SignedHeaders=c, Signature=d'),
    ).toBeNull()
  })
})

describe('a signed request', () => {
  let simulator: Simulator & { clock: { now: number } }
  let tenant: SimulatedTenant
  let url: string

  beforeEach(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, 0)
    url = `${simulator.dbss}/v1/${tenant.projectId}/audit/instances?limit=2&offset=1`
  })
  afterEach(() => simulator.close())

  const now = () => simulator.clock.now
  const get = (
    keys: Keys,
    change: { url?: string; at?: number; headers?: Record<string, string> } = {},
  ) => {
    const to = change.url ?? url
    const headers = sign(
      { method: 'GET', url: to, ...(change.headers && { headers: change.headers }) },
      keys,
      change.at ?? now(),
    )
    return ask(to, { headers })
  }

  test('gets the same answer as one with a token', async () => {
    const signed = await get(tenant)
    expect(signed.status).toBe(200)
    const token = await signIn(simulator, tenant)
    expect(signed.json).toEqual((await ask(url, { token })).json)
  })

  test('may be a POST, whose body is signed to the byte', async () => {
    const instance = textAt((await get(tenant)).json, 'instances', 0, 'instance_id')
    const to = `${simulator.dbss}/v1/${tenant.projectId}/audit/${instance}/statistics/session/db-account`
    const body = '{"time": {"time_range":"DAY"}}'
    const headers = sign({ method: 'POST', url: to, body }, tenant, now())
    expect((await ask(to, { method: 'POST', body, headers })).status).toBe(200)
    const other = await ask(to, { method: 'POST', body: body.replace(' ', ''), headers })
    expect(other.status).toBe(401)
  })

  test('may be a GET with a body, as the vendor’s SDK for Node.js sends', async () => {
    const send = async (signedBody: string) => {
      const headers = sign({ method: 'GET', url, body: signedBody }, tenant, now())
      return new Promise<number>((resolve, reject) => {
        const call = httpRequest(
          url,
          { headers: { ...headers, 'content-type': 'application/json', 'content-length': 2 } },
          (response) => {
            response.resume()
            resolve(response.statusCode ?? 0)
          },
        )
        call.once('error', reject)
        call.end('{}')
      })
    }
    expect(await send('{}')).toBe(200)
    expect(await send('')).toBe(401)
  })

  test('names its project in a header, which has to be one of the account', async () => {
    const right = await get(tenant, { headers: { 'x-project-id': tenant.projectId } })
    expect(right.status).toBe(200)
    const foreign = tenantOf(simulator, 1).projectId
    const wrong = await get(tenant, { headers: { 'x-project-id': foreign } })
    expect(wrong.status).toBe(403)
    expect(at(wrong.json, 'error_code')).toBe('APIGW.0310')
    const path = await get(tenant, { url: url.replace(tenant.projectId, foreign) })
    expect(path.status).toBe(403)
  })

  test('with a wrong secret is told what the gateway has signed', async () => {
    const reply = await get({ ...tenant, secretKey: 'wrong' })
    expect(reply.status).toBe(401)
    expect(at(reply.json, 'error_code')).toBe('APIGW.0301')
    const host = new URL(url).host
    expect(at(reply.json, 'error_msg')).toBe(
      'Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:' +
        `GET|/v1/${tenant.projectId}/audit/instances/|limit=2&offset=1|host:${host}|` +
        'x-sdk-date:20261121T063012Z||host;x-sdk-date|' +
        createHash('sha256').digest('hex'),
    )
  })

  test.each([
    [
      'an unknown key',
      (tenant: SimulatedTenant) => ({ ...tenant, accessKey: 'NOBODY' }),
      'ak NOBODY not exist',
    ],
  ])('with %s is refused', async (_what, change, message) => {
    const reply = await get(change(tenant))
    expect(reply.status).toBe(401)
    expect(at(reply.json, 'error_msg')).toContain(message)
  })

  test('more than fifteen minutes off is refused and told the time', async () => {
    expect((await get(tenant, { at: now() - 15 * minute })).status).toBe(200)
    expect((await get(tenant, { at: now() + 15 * minute })).status).toBe(200)
    for (const skew of [-15 * minute - 1000, 15 * minute + 1000]) {
      const reply = await get(tenant, { at: now() + skew })
      expect(reply.status).toBe(401)
      expect(at(reply.json, 'error_msg')).toContain('signature expired')
      expect(at(reply.json, 'error_msg')).toContain('server time: 20261121T063012Z')
    }
  })

  test('that leaves its date or host unsigned is refused', async () => {
    const headers = sign({ method: 'GET', url }, tenant, now())
    for (const name of ['host', 'x-sdk-date']) {
      const authorization = headers['authorization'] ?? ''
      const less = authorization.replace(/SignedHeaders=[^,]+/, `SignedHeaders=${name}`)
      expect((await ask(url, { headers: { ...headers, authorization: less } })).status).toBe(401)
    }
  })

  test('locks its key for five minutes after five failures in a row', async () => {
    const wrong = { ...tenant, secretKey: 'wrong' }
    for (let failure = 0; failure < 4; failure += 1) expect((await get(wrong)).status).toBe(401)
    expect((await get(tenant)).status).toBe(200)
    for (let failure = 0; failure < 5; failure += 1) {
      expect(textAt((await get(wrong)).json, 'error_msg')).toContain('signature fail')
    }
    const locked = await get(tenant)
    expect(locked.status).toBe(401)
    expect(at(locked.json, 'error_msg')).toBe(
      'Incorrect IAM authentication information: AK access failed to reach the limit,forbidden',
    )
    expect((await get(tenantOf(simulator, 1), { url })).status).toBe(403)
    simulator.clock.now += 5 * minute
    expect((await get(tenant)).status).toBe(200)
  })

  test('lists projects and the account', async () => {
    const projects = await get(tenant, {
      url: `${simulator.iam}/v3/projects?name=${tenant.region}`,
    })
    expect(list(projects.json, 'projects').map((row) => at(row, 'id'))).toEqual([tenant.projectId])
    const domains = await get(tenant, { url: `${simulator.iam}/v3/auth/domains` })
    expect(at(domains.json, 'domains', 0, 'name')).toBe(tenant.domainName)
  })

  test('may be signed with a temporary key and its security token, until it ends', async () => {
    const token = await signIn(simulator, tenant)
    const issue = (seconds?: unknown) =>
      ask(`${simulator.iam}/v3.0/OS-CREDENTIAL/securitytokens`, {
        body: {
          auth: {
            identity: { methods: ['token'], token: { id: token, duration_seconds: seconds } },
          },
        },
      })
    const issued = await issue()
    expect(issued.status).toBe(201)
    expect(at(issued.json, 'credential', 'expires_at')).toBe('2026-11-21T06:45:12.000000Z')
    const keys = {
      accessKey: textAt(issued.json, 'credential', 'access'),
      secretKey: textAt(issued.json, 'credential', 'secret'),
      securityToken: textAt(issued.json, 'credential', 'securitytoken'),
    }
    expect((await get(keys)).status).toBe(200)
    const { securityToken: _left, ...bare } = keys
    expect((await get(bare)).status).toBe(401)
    expect((await get({ ...keys, securityToken: 'x' })).status).toBe(401)
    simulator.clock.now += 15 * minute
    const late = await get(keys)
    expect(late.status).toBe(401)
    expect(at(late.json, 'error_msg')).toContain('security token has expired')

    expect(at((await issue(3600)).json, 'credential', 'expires_at')).toBe(
      '2026-11-21T07:45:12.000000Z',
    )
    for (const wrong of [899, 86_401, '900']) expect((await issue(wrong)).status).toBe(400)
    simulator.clock.now += day
    expect((await issue()).status).toBe(401)
  })
})
