import { createServer, type AddressInfo } from 'node:net'
import { z } from 'zod'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProxyChoice } from '../../../src/main/huawei/connections.ts'
import { createPrivateCa, type KeyPair, type PrivateCa } from '../../support/certificates.ts'
import { anySignal, clientOf } from '../../support/client.ts'
import {
  startForwardProxy,
  type ForwardProxy,
  type ForwardProxyOptions,
} from '../../support/forward-proxy.ts'
import { answerJson, serveHttp, type TestServer } from '../../support/http-server.ts'
import { closeAll, everythingOf, failureOf, get, host, keep, transportTo } from './support.ts'

let ca: PrivateCa
let keyPair: KeyPair
let server: TestServer
beforeAll(async () => {
  ca = await createPrivateCa()
  keyPair = await ca.issue([host, 'localhost', '127.0.0.1'])
})
afterAll(() => ca.delete())

beforeEach(async () => {
  server = keep(await serveHttp((_, response) => answerJson(response, { total: 1 }), keyPair))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await closeAll()
})

const secret = 'pass:word/ä@1'
const credentials = { userName: 'auditor', password: secret }

async function proxyTo(options: Partial<ForwardProxyOptions> = {}): Promise<ForwardProxy> {
  return keep(await startForwardProxy({ hosts: { [host]: server.port }, ...options }))
}

function via(proxy: ProxyChoice) {
  return transportTo(`https://${host}`, { proxy, ca: ca.cert })
}

function system(answer: string): ProxyChoice {
  return { kind: 'system', resolve: () => Promise.resolve(answer) }
}

/** An address where nobody listens. */
async function deadAddress(): Promise<string> {
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  return `127.0.0.1:${port}`
}

describe('a proxy named by hand', () => {
  it('carries the calls through tunnels it keeps, with its user name and password', async () => {
    const proxy = await proxyTo({ credentials })
    const transport = via({ kind: 'manual', url: proxy.url, ...credentials })
    for (let call = 0; call < 10; call++) {
      expect((await get(transport)).body).toEqual({ total: 1 })
    }
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${host}:443`]))
    expect(server.connections.made).toBeLessThanOrEqual(2)
  })

  it('may be reached over TLS, with a certificate of the company’s own', async () => {
    const proxy = await proxyTo({ secure: keyPair, credentials })
    const transport = via({ kind: 'manual', url: proxy.url, ...credentials })
    expect((await get(transport)).body).toEqual({ total: 1 })
    expect(proxy.seen).toEqual([`CONNECT ${host}:443`])
  })

  it('is not trusted over TLS where its certificate is not, and it is said that it is the proxy’s', async () => {
    const proxy = await proxyTo({ secure: await ca.issue(['elsewhere.example']) })
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url })))
    expect(error).toMatchObject({
      code: 'tls',
      message: `The certificate of the proxy ${proxy.address} is not trusted (ERR_TLS_CERT_ALTNAME_INVALID).`,
    })
  })

  it('gets requests for plain HTTP in absolute form', async () => {
    const plain = keep(await serveHttp((_, response) => answerJson(response, { total: 2 })))
    const proxy = await proxyTo({ hosts: { [host]: plain.port }, credentials })
    const transport = transportTo(`http://${host}`, {
      proxy: { kind: 'manual', url: proxy.url, ...credentials },
    })
    expect((await get(transport)).body).toEqual({ total: 2 })
    expect(proxy.seen).toEqual([`GET http://${host}/v1/summary`])
  })

  it.each([
    ['a wrong password', { userName: 'auditor', password: 'wrong:secret' }],
    ['none', {}],
  ])('asks for a password when it gets %s, and no error ever holds it', async (_, given) => {
    const proxy = await proxyTo({ credentials })
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url, ...given })))
    expect(error).toMatchObject({
      code: 'proxy',
      retryable: false,
      hint: 'Set the proxy’s user name and password in the network settings.',
    })
    expect(error.message).toContain('without a user name and password it knows')
    const told = everythingOf(error)
    expect(told).not.toContain('wrong:secret')
    expect(told).not.toContain(Buffer.from('auditor:wrong:secret').toString('base64'))
    expect(told).not.toContain('token-of-the-test')
  })

  it('asks for a password before plain HTTP too', async () => {
    const proxy = await proxyTo({ credentials })
    const transport = transportTo(`http://${host}`, { proxy: { kind: 'manual', url: proxy.url } })
    expect(await failureOf(get(transport))).toMatchObject({ code: 'proxy', retryable: false })
  })

  it('is named as the one that can’t be reached', async () => {
    const address = await deadAddress()
    const error = await failureOf(get(via({ kind: 'manual', url: `http://${address}` })))
    expect(error).toMatchObject({
      code: 'proxy',
      retryable: true,
      message: `The proxy ${address} could not be reached (ECONNREFUSED), so neither could ${host}.`,
    })
    expect(error.hint).toContain('the proxy in the network settings')
  })

  it('is to blame when it hangs up instead of answering', async () => {
    const proxy = await proxyTo({ onConnect: (socket) => socket.destroy() })
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url })))
    expect(error).toMatchObject({ code: 'proxy', retryable: true })
  })

  it.each([
    [403, false, `did not let us through to ${host}`],
    [503, true, `could not reach ${host}`],
  ])(
    'that answers %i with a page of HTML gives one clear error',
    async (status, retryable, words) => {
      const proxy = await proxyTo({
        refusal: { status, contentType: 'text/html', body: '<html><h1>Blocked</h1></html>' },
      })
      const error = await failureOf(get(via({ kind: 'manual', url: proxy.url })))
      expect(error).toMatchObject({ code: 'proxy', retryable })
      expect(error.message).toContain(words)
      expect(everythingOf(error)).not.toContain('<html>')
    },
  )

  it('that lets us through and then answers in plain HTML is found out', async () => {
    const proxy = await proxyTo({
      onConnect: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.once('data', () =>
          socket.end('HTTP/1.1 200 OK\r\n\r\n<html>Accept the terms</html>'),
        )
      },
    })
    const error = await failureOf(get(via({ kind: 'manual', url: proxy.url })))
    expect(error).toMatchObject({ code: 'tls', retryable: false })
    expect(error.message).toContain('could not agree on a secure connection')
  })

  it('that answers for the service in HTML is no answer of the service', async () => {
    const plain = keep(
      await serveHttp((_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in here</html>')
      }),
    )
    const proxy = await proxyTo({ hosts: { [host]: plain.port } })
    const transport = transportTo(`http://${host}`, { proxy: { kind: 'manual', url: proxy.url } })
    expect(await failureOf(get(transport))).toMatchObject({ code: 'answer' })
  })

  it('that was away for a moment costs no data', async () => {
    let refusals = 2
    const proxy = await proxyTo({ onConnect: (socket) => socket.destroy() })
    const client = keep(
      clientOf(`https://${host}`, {
        network: {
          proxy: {
            kind: 'system',
            resolve: async () => {
              if (refusals-- > 0) return `PROXY ${proxy.address}`
              return `PROXY ${(await proxyTo()).address}`
            },
          },
          ca: ca.cert,
        },
        credentials: { method: 'token', token: 'token-of-the-test' },
      }),
    )
    const request = { service: 'dbss', method: 'GET', path: '/v1/summary' } as const
    const answer = await client.ask(request, z.object({ total: z.number() }), 'test', anySignal)
    expect(answer.body).toEqual({ total: 1 })
    expect(proxy.seen).toHaveLength(2)
  })
})

describe('the system’s proxies', () => {
  it('are asked for by URL, and used in each of their kinds', async () => {
    const proxy = await proxyTo()
    const secure = await proxyTo({ secure: keyPair })
    const resolve = vi.fn(() => Promise.resolve(`PROXY ${proxy.address}`))
    await get(via({ kind: 'system', resolve }))
    expect(resolve).toHaveBeenCalledWith(`https://${host}/v1/summary`)
    await get(via(system(`HTTPS ${secure.address}`)))
    expect(proxy.seen).toEqual([`CONNECT ${host}:443`])
    expect(secure.seen).toEqual([`CONNECT ${host}:443`])
  })

  it('may be none', async () => {
    const error = await failureOf(get(via(system('DIRECT'))))
    expect(error.code).toBe('network')
    expect(error.message).toContain(`No connection to ${host}`)
  })

  it('are tried in turn while they can’t be reached, and a dead one is not waited for again', async () => {
    let attempts = 0
    const dying = keep(await startDyingProxy(() => attempts++))
    const unused = await proxyTo()
    const proxy = await proxyTo()
    const list = `PROXY ${dying.address}; PROXY ${proxy.address}; PROXY ${unused.address}; DIRECT`
    const transport = via(system(list))
    expect((await get(transport)).body).toEqual({ total: 1 })
    expect((await get(transport)).body).toEqual({ total: 1 })
    expect(attempts).toBe(1)
    expect(proxy.seen).toContain(`CONNECT ${host}:443`)
    expect(unused.seen).toEqual([])
  })

  it('end in the direct way where the list says so', async () => {
    const transport = via(system(`PROXY ${await deadAddress()}; DIRECT`))
    // No name server knows the host, so the direct way fails in its own words.
    expect(await failureOf(get(transport))).toMatchObject({ code: 'network' })
  })

  it('are not passed over when they refuse', async () => {
    const strict = await proxyTo({ refusal: { status: 403 } })
    const other = await proxyTo()
    const list = `PROXY ${strict.address}; PROXY ${other.address}`
    expect(await failureOf(get(via(system(list))))).toMatchObject({ code: 'proxy' })
    expect(other.seen).toEqual([])
  })

  it('that want a password lead to the settings where one can be given', async () => {
    const proxy = await proxyTo({ credentials })
    const error = await failureOf(get(via(system(`PROXY ${proxy.address}`))))
    expect(error.hint).toBe(
      'Name the proxy in the network settings, with its user name and password.',
    )
  })

  it('of a kind we don’t speak are named', async () => {
    const error = await failureOf(get(via(system('SOCKS 127.0.0.1:1080'))))
    expect(error).toMatchObject({ code: 'proxy', retryable: false })
    expect(error.message).toContain('of the kind SOCKS,')
  })
})

describe('the environment’s proxies', () => {
  it('are used, with the user name and password of their URL', async () => {
    const proxy = await proxyTo({ credentials })
    const user = `auditor:${encodeURIComponent(secret)}`
    vi.stubEnv('HTTPS_PROXY', `http://${user}@${proxy.address}`)
    vi.stubEnv('NO_PROXY', '')
    expect((await get(via({ kind: 'environment' }))).body).toEqual({ total: 1 })
    expect(proxy.seen).toEqual([`CONNECT ${host}:443`])
  })

  it('never show their password when they can’t be reached or refuse', async () => {
    const proxy = await proxyTo({ credentials })
    vi.stubEnv('NO_PROXY', '')
    for (const address of [proxy.address, await deadAddress()]) {
      vi.stubEnv('HTTPS_PROXY', `http://auditor:hidden-word@${address}`)
      const error = await failureOf(get(via({ kind: 'environment' })))
      expect(error.code).toBe('proxy')
      expect(error.hint).toContain('HTTPS_PROXY')
      expect(everythingOf(error)).not.toContain('hidden-word')
    }
  })

  it.each([host, '.test.example', '*'])(
    'are left aside for what NO_PROXY names: %s',
    async (none) => {
      const proxy = await proxyTo()
      vi.stubEnv('HTTPS_PROXY', proxy.url)
      vi.stubEnv('NO_PROXY', none)
      expect(await failureOf(get(via({ kind: 'environment' })))).toMatchObject({ code: 'network' })
      expect(proxy.seen).toEqual([])
    },
  )

  it('that are no proxies are named by their variable', async () => {
    vi.stubEnv('HTTPS_PROXY', 'socks5://auditor:hidden-word@127.0.0.1:1080')
    const error = await failureOf(get(via({ kind: 'environment' })))
    expect(error).toMatchObject({ code: 'proxy', retryable: false })
    expect(error.message).toContain('HTTPS_PROXY')
    expect(everythingOf(error)).not.toContain('hidden-word')
  })
})

describe('this machine itself', () => {
  it.each<[string, (proxy: ForwardProxy) => ProxyChoice]>([
    ['the environment', () => ({ kind: 'environment' })],
    ['the system', ({ address }) => system(`PROXY ${address}`)],
    ['the settings', ({ url }) => ({ kind: 'manual', url })],
  ])('is reached without a proxy, whatever %s says', async (_, choose) => {
    const proxy = await proxyTo({ hosts: { '127.0.0.1': server.port } })
    vi.stubEnv('HTTPS_PROXY', proxy.url)
    vi.stubEnv('HTTP_PROXY', proxy.url)
    vi.stubEnv('NO_PROXY', '')
    const transport = transportTo(server.url, { proxy: choose(proxy), ca: ca.cert })
    expect((await get(transport)).body).toEqual({ total: 1 })
    expect(proxy.seen).toEqual([])
  })
})

/** Takes connections and drops them at once, as a proxy that is going down. */
async function startDyingProxy(onConnection: () => void) {
  const dying = createServer((socket) => {
    onConnection()
    socket.destroy()
  })
  await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve))
  const { port } = dying.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => dying.close(() => resolve())),
  }
}
