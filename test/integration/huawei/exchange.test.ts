import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exchange } from '../../../src/main/huawei/exchange.ts'
import { serveHttp, type TestServer } from '../../support/http-server.ts'

type Handle = (request: IncomingMessage, response: ServerResponse, body: string) => void

let server: TestServer
let dispatcher: Agent
let handle: Handle
beforeEach(async () => {
  // One connection: a second request waits for the first.
  dispatcher = new Agent({ connections: 1 })
  server = await serveHttp((...given) => {
    handle(...given)
  })
})
afterEach(async () => {
  await dispatcher.destroy()
  await server.close()
})

const ask = (
  signal = new AbortController().signal,
  wanted: 'all' | 'head' = 'all',
  options: { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string } = {
    method: 'GET',
  },
) => exchange(dispatcher, new URL(`${server.url}/a%20b?x=1&y=%2B`), { ...options, signal }, wanted)

const never = (): void => undefined

describe('An exchange', () => {
  it('sends what it is given and reads the answer to its end, in however many parts it comes', async () => {
    handle = (request, response, body) => {
      response.writeHead(203, { 'x-heard': `${request.method} ${request.url} ${body}` })
      response.write(`${String(request.headers['x-said'])} `)
      setTimeout(() => response.end('später'), 20)
    }
    const headers = { 'x-said': 'hello' }
    const answer = await ask(undefined, 'all', { method: 'POST', headers, body: 'this' })
    expect(answer.status).toBe(203)
    expect(answer.headers['x-heard']).toBe('POST /a%20b?x=1&y=%2B this')
    expect(answer.body.toString()).toBe('hello später')
  })

  it('has its bytes to itself, so that they go when it goes', async () => {
    handle = (_request, response) => response.end('x'.repeat(1000))
    const { body } = await ask()
    expect(body.buffer.byteLength).toBe(1000)
  })

  it('takes hints that come before the answer for what they are', async () => {
    handle = (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' })
      response.end('the answer')
    }
    const answer = await ask()
    expect([answer.status, answer.body.toString()]).toEqual([200, 'the answer'])
  })

  it('follows nobody elsewhere', async () => {
    let asked = 0
    handle = (_request, response) => {
      asked++
      response.writeHead(302, { location: '/elsewhere' }).end()
    }
    expect((await ask()).status).toBe(302)
    expect(asked).toBe(1)
  })

  it('does not wait for the rest where the head will do', async () => {
    handle = (_request, response) => {
      response.write('and so on, for ever')
    }
    const { status, body } = await ask(undefined, 'head')
    expect([status, body.length]).toEqual([200, 0])
    await expect.poll(() => server.connections.open).toBe(0)
  })

  it('fails with an answer that breaks off', async () => {
    handle = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setTimeout(() => response.destroy(), 20)
    }
    await expect(ask()).rejects.toMatchObject({ name: 'SocketError' })
  })
})

describe('An exchange that is stopped', () => {
  it('before it begins sends nothing', async () => {
    await expect(ask(AbortSignal.abort(new Error('no')))).rejects.toThrow('no')
    expect(server.connections.made).toBe(0)
  })

  it.each([
    ['while nothing was answered yet', never],
    ['in the middle of the answer', (response: ServerResponse) => response.write('half')],
  ])('%s ends with the reason, and the connection with it', async (_when, begin) => {
    const stop = new AbortController()
    handle = (_request, response) => {
      begin(response)
      setTimeout(() => {
        stop.abort(new Error('enough'))
      }, 20)
    }
    await expect(ask(stop.signal)).rejects.toThrow('enough')
    await expect.poll(() => server.connections.open).toBe(0)
  })

  it('while it waits for a connection ends at once, and is never sent', async () => {
    const [first, second] = [new AbortController(), new AbortController()]
    let asked = 0
    handle = () => asked++
    const busy = ask(first.signal)
    await expect.poll(() => asked).toBe(1)
    const waiting = ask(second.signal)
    second.abort(new Error('no longer'))
    await expect(waiting).rejects.toThrow('no longer')
    first.abort(new Error('over'))
    await expect(busy).rejects.toThrow('over')
    await sleep(50)
    expect(asked).toBe(1)
  })
})
