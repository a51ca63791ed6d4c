import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProxyChoice } from '../../../src/main/huawei/connections.ts'
import { createPrivateCa, type KeyPair, type PrivateCa } from '../../support/certificates.ts'
import { answerJson, serveHttp, type TestServer } from '../../support/http-server.ts'
import { startSocks5Proxy, type Socks5ProxyOptions } from '../../support/socks5-proxy.ts'
import { closeAll, everythingOf, failureOf, get, host, keep, transportTo } from './support.ts'

let ca: PrivateCa
let keyPair: KeyPair
let server: TestServer
const longToken = 'x'.repeat(60_000)
beforeAll(async () => {
  ca = await createPrivateCa()
  keyPair = await ca.issue([host])
})
afterAll(() => ca.delete())
beforeEach(async () => {
  server = keep(
    await serveHttp((_, response) => {
      answerJson(response, { total: 1 }, { headers: { 'x-subject-token': longToken } })
    }, keyPair),
  )
})
afterEach(closeAll)

const credentials = { userName: 'auditor', password: 'pass:word/ä' }

async function proxyTo(options: Partial<Socks5ProxyOptions> = {}) {
  return keep(await startSocks5Proxy({ hosts: { [host]: server.port }, ...options }))
}

function via(proxy: ProxyChoice, endpoint = `https://${host}`) {
  return transportTo(endpoint, { proxy, ca: ca.cert })
}

describe('a SOCKS5 proxy', () => {
  it('carries TLS to a name that only it knows, tokens of any length included', async () => {
    const proxy = await proxyTo()
    const transport = via({ kind: 'manual', url: proxy.url })
    for (let call = 0; call < 10; call++) {
      const answer = await get(transport)
      expect(answer.body).toEqual({ total: 1 })
      expect(answer.headers['x-subject-token']).toBe(longToken)
    }
    expect(new Set(proxy.seen)).toEqual(new Set([`${host}:443`]))
    expect(server.connections.made).toBeLessThanOrEqual(2)
  })

  it('may be the system’s, with an endpoint on another port', async () => {
    const proxy = await proxyTo()
    const resolve = () => Promise.resolve(`SOCKS5 ${proxy.address}`)
    await get(via({ kind: 'system', resolve }, `https://${host}:8443`))
    expect(proxy.seen).toEqual([`${host}:8443`])
  })

  it('gets the user name and password it asks for, and may answer in pieces', async () => {
    const proxy = await proxyTo({ credentials, inPieces: true })
    const answer = await get(via({ kind: 'manual', url: proxy.url, ...credentials }))
    expect(answer.body).toEqual({ total: 1 })
  })

  it('is not thought to have vouched for the server', async () => {
    const proxy = await proxyTo({ hosts: { 'other.test.example': server.port } })
    const transport = via({ kind: 'manual', url: proxy.url }, 'https://other.test.example')
    expect(await failureOf(get(transport))).toMatchObject({ code: 'tls' })
  })

  it.each([
    ['a wrong password', { userName: 'auditor', password: 'hidden-word' }],
    ['none', {}],
    ['one too long for it', { userName: 'auditor', password: 'hidden-word'.repeat(30) }],
  ])('asks for a password when it gets %s, and no error ever holds it', async (_, given) => {
    const proxy = await proxyTo({ credentials })
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url, ...given })))
    expect(error).toMatchObject({ code: 'proxy', retryable: false })
    expect(error.message).toContain(`The proxy ${proxy.address} does not let us through`)
    expect(everythingOf(error)).not.toContain('hidden-word')
  })

  it.each([
    [2, false, 'did not let us through'],
    [4, true, 'could not reach'],
    [5, true, 'could not reach'],
    [7, false, 'did not let us through'],
  ])('that answers %i gives one clear error', async (reply, retryable, words) => {
    const proxy = await proxyTo({ reply })
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url })))
    expect(error).toMatchObject({ code: 'proxy', retryable })
    expect(error.message).toContain(words)
  })

  it('is named as the one that can’t be reached', async () => {
    const proxy = await proxyTo()
    await proxy.close()
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url })))
    expect(error).toMatchObject({ code: 'proxy', retryable: true })
    expect(error.message).toContain(
      `The proxy ${proxy.address} could not be reached (ECONNREFUSED)`,
    )
  })

  it('that is no SOCKS5 proxy is found out', async () => {
    const web = keep(await serveHttp((_, response) => response.end()))
    const url = web.url.replace('http:', 'socks5:')
    const error = await failureOf(get(via({ kind: 'manual', url })))
    expect(error.code).toBe('proxy')
  })

  it('makes the process say nothing', async () => {
    const warn = vi.spyOn(process, 'emitWarning')
    await get(via({ kind: 'manual', url: (await proxyTo()).url }))
    expect(warn).not.toHaveBeenCalled()
  })
})
