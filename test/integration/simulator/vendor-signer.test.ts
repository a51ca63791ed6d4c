import { request as httpRequest } from 'node:http'
import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Random } from '../../../src/simulator/random.ts'
import type { SimulatedTenant, Simulator } from '../../../src/simulator/simulator.ts'
import { ask, signIn, startAt, tenantOf, textAt } from './support.ts'
import { sdkDate } from './signer.ts'

interface Request {
  method: 'GET' | 'POST'
  url: string
  query: Record<string, string | string[]>
  body?: unknown
}

const pieces = [
  'a',
  'Z',
  '0',
  '-',
  '_',
  '.',
  '~',
  '!',
  "'",
  '(',
  ')',
  '*',
  ' ',
  '+',
  '%',
  '&',
  '=',
  '/',
  '?',
  '#',
  '一',
  'ü',
  'א',
  '€',
]

function text(random: Random): string {
  return Array.from(
    { length: random.integer(1, 12) },
    () => pieces[random.integer(0, pieces.length - 1)],
  ).join('')
}

describe("requests signed by the vendor's own SDK", () => {
  let simulator: Simulator & { clock: { now: number } }
  let tenant: SimulatedTenant
  let sessions: string
  let instances: string

  beforeAll(async () => {
    simulator = await startAt()
    tenant = tenantOf(simulator, 0)
    instances = `${simulator.dbss}/v1/${tenant.projectId}/audit/instances`
    const token = await signIn(simulator, tenant)
    const id = textAt((await ask(instances, { token })).json, 'instances', 0, 'instance_id')
    sessions = `${instances.replace('instances', id)}/statistics/session/db-account`
  })
  afterAll(() => simulator.close())

  function send(request: Request, secretKey = tenant.secretKey): Promise<number> {
    const credential = {
      getAk: () => tenant.accessKey,
      getSk: () => secretKey,
      processAuthRequest: () => Promise.reject(new Error('is not used here')),
      processAuthParams: () => Promise.reject(new Error('is not used here')),
    }
    const headers = AKSKSigner.sign(
      {
        method: request.method,
        endpoint: request.url,
        queryParams: request.query,
        data: request.body,
        headers: {
          'X-Sdk-Date': sdkDate(simulator.clock.now),
          'X-Project-Id': tenant.projectId,
          'content-type': 'application/json',
        },
      },
      credential,
    )
    const query = Object.entries(request.query).flatMap(([key, values]) =>
      [values].flat().map((value) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`),
    )
    const url = `${request.url}?${query.join('&')}`
    const body = request.body === undefined ? '' : JSON.stringify(request.body)
    return new Promise((resolve, reject) => {
      const length = Buffer.byteLength(body)
      const call = httpRequest(
        url,
        { method: request.method, headers: { ...headers, 'content-length': length } },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      call.once('error', reject)
      call.end(body)
    })
  }

  test('are accepted, whatever stands in the query and the body', async () => {
    const random = new Random('vendor')
    for (let number = 0; number < 300; number += 1) {
      const names = Array.from({ length: random.integer(0, 4) }, () => `x${text(random)}`)
      const query = Object.fromEntries(
        names.map((name) => [
          name,
          random.next() < 0.3 ? [text(random), text(random), text(random)] : text(random),
        ]),
      )
      const request: Request =
        random.next() < 0.5
          ? { method: 'GET', url: instances, query, body: {} }
          : {
              method: 'POST',
              url: sessions,
              query,
              body: { time: { time_range: 'HOUR' }, remark: text(random) },
            }
      expect(await send(request), JSON.stringify(request)).toBe(200)
    }
  })

  test('are refused when the secret is another', async () => {
    const request: Request = { method: 'GET', url: instances, query: {}, body: {} }
    expect(await send(request, `${tenant.secretKey}x`)).toBe(401)
    expect(await send(request)).toBe(200)
  })
})
