import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { listProjects } from '../../../src/main/huawei/iam.ts'
import { createPrivateCa, type KeyPair, type PrivateCa } from '../../support/certificates.ts'
import { anySignal } from '../../support/client.ts'
import { startForwardProxy } from '../../support/forward-proxy.ts'
import { answerJson, answerToken, serveHttp } from '../../support/http-server.ts'
import { closeAll, failureOf, get, host, keep, transportTo } from './support.ts'

let ca: PrivateCa
let otherCa: PrivateCa
beforeAll(async () => {
  ;[ca, otherCa] = await Promise.all([createPrivateCa(), createPrivateCa()])
})
afterAll(() => Promise.all([ca.delete(), otherCa.delete()]))
afterEach(async () => {
  vi.unstubAllEnvs()
  await closeAll()
})

const certificates: Readonly<Record<string, () => Promise<KeyPair>>> = {
  'of our own authority': () => ca.issue([host, '127.0.0.1']),
  expired: () => ca.issue([host, '127.0.0.1'], { expired: true }),
  'of another host': () => ca.issue(['iam.test.example']),
  'of another authority': () => otherCa.issue([host, '127.0.0.1']),
}

/** Straight to the server, or to `host` through a proxy that knows it. */
async function serve(kind: string, way: 'directly' | 'through a proxy') {
  let requests = 0
  const keyPair = await certificates[kind]?.()
  const server = keep(
    await serveHttp((_, response) => {
      requests++
      answerJson(response, { total: 1 })
    }, keyPair),
  )
  const open = (given: string | null) => {
    if (way === 'directly') return transportTo(server.url, { ca: given })
    const proxy = { kind: 'manual', url: proxyUrl } as const
    return transportTo(`https://${host}`, { proxy, ca: given })
  }
  const proxyUrl =
    way === 'directly' ? '' : keep(await startForwardProxy({ hosts: { [host]: server.port } })).url
  return { open, requests: () => requests }
}

describe.each(['directly', 'through a proxy'] as const)('a server reached %s', (way) => {
  it('is trusted with the company’s own authority, and not without', async () => {
    const { open, requests } = await serve('of our own authority', way)
    const error = await failureOf(get(open(null)))
    expect(error).toMatchObject({ code: 'tls', retryable: false })
    expect(error.hint).toContain('Checking can’t be turned off')
    expect(requests()).toBe(0)
    expect((await get(open(ca.cert))).body).toEqual({ total: 1 })
    expect((await get(open(`${otherCa.cert}${ca.cert}`))).body).toEqual({ total: 1 })
  })

  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['of another host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['of another authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('with a certificate %s is not trusted, and gets no request', async (kind, code) => {
    const { open, requests } = await serve(kind, way)
    const error = await failureOf(get(open(ca.cert)))
    expect(error.code).toBe('tls')
    expect(error.message).toContain(code)
    expect(requests()).toBe(0)
  })

  it('is checked even where Node is told not to', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const { open, requests } = await serve('of another authority', way)
    expect(await failureOf(get(open(ca.cert)))).toMatchObject({ code: 'tls' })
    expect(requests()).toBe(0)
  })
})

it('projects are listed with the company’s own authority too', async () => {
  const server = keep(
    await serveHttp(
      ({ url }, response) => {
        if (url === '/v3/auth/tokens') answerToken(response)
        else answerJson(response, { projects: [], links: {} })
      },
      await ca.issue(['127.0.0.1']),
    ),
  )
  const endpoints = { iam: server.url, dbss: server.url, ddm: server.url }
  const credentials = { method: 'token', token: 'token-of-the-test' } as const
  const options = { region: 'cn-north-4', endpoints, credentials }
  const network = { proxy: { kind: 'none' }, ca: ca.cert } as const
  expect(await listProjects({ ...options, network }, anySignal)).toEqual([])
  expect(await failureOf(listProjects(options, anySignal))).toMatchObject({ code: 'tls' })
})
