import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { collectSummary } from '../../../src/main/collect/summary.ts'
import { anySignal, clientOf } from '../../support/client.ts'
import { answerToken, serveHttp } from '../../support/http-server.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
})

const rows = Array.from({ length: 200 }, (_, id) => ({ id, instance_name: `instance ${id} 漢字` }))
const whole = Buffer.from(JSON.stringify({ total: rows.length, data_list: rows }))
const packers = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }
const encodings = Object.keys(packers) as (keyof typeof packers)[]

/** Asks for the summary of a service that gives the first answers as told, then none at all. */
async function summaryFrom(...answers: ((response: ServerResponse) => void)[]) {
  let asked = 0
  const server = await serveHttp((request, response) => {
    if (request.url === '/v3/auth/tokens') {
      answerToken(response)
      return
    }
    const answer = answers[Math.min(asked, answers.length - 1)]
    asked++
    answer?.(response)
  })
  const client = clientOf(server.url)
  open.push(client, server)
  const told = await collectSummary(client, anySignal).catch((error: unknown) => ({ error }))
  return { told, asked }
}

const send =
  (body: Buffer, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
  }

/** Sends a part of what it announced, and hangs up. */
const breakOff =
  (body: Buffer, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    response.write(body.subarray(0, body.length / 2), () => response.destroy())
  }

const complete = {
  data: { rows: expect.objectContaining({ length: rows.length }) as unknown },
  missing: [],
}

describe.each(encodings)('an answer packed as %s', (encoding) => {
  const packed = packers[encoding](whole)
  const headers = { 'content-encoding': encoding }

  it('is unpacked', async () => {
    const { told } = await summaryFrom(send(packed, headers))
    expect(told).toMatchObject(complete)
  })

  it('that ends too early, though it claims to be whole, is an error', async () => {
    const half = packed.subarray(0, packed.length / 2)
    const { told } = await summaryFrom(send(half, headers))
    expect(told).toMatchObject({ error: { code: 'answer' } })
  })

  it('that is not packed at all is an error', async () => {
    const { told } = await summaryFrom(send(whole, headers))
    expect(told).toMatchObject({ error: { code: 'answer' } })
  })

  it('that breaks off is asked for again', async () => {
    const length = { ...headers, 'content-length': String(packed.length) }
    const { told, asked } = await summaryFrom(breakOff(packed, length), send(packed, headers))
    expect(told).toMatchObject(complete)
    expect(asked).toBe(2)
  })
})

describe('an answer that is not packed', () => {
  it.each([
    ['whose length is known', { 'content-length': String(whole.length) }],
    ['that comes in chunks', { 'transfer-encoding': 'chunked' }],
  ])('%s and that breaks off is asked for again', async (_what, headers) => {
    const { told, asked } = await summaryFrom(breakOff(whole, headers), send(whole))
    expect(told).toMatchObject(complete)
    expect(asked).toBe(2)
  })

  it('that ends too early, though it claims to be whole, is an error', async () => {
    const { told } = await summaryFrom(send(whole.subarray(0, whole.length / 2)))
    expect(told).toMatchObject({ error: { code: 'answer' } })
  })

  it('that breaks off each time is an error in the end', async () => {
    const { told, asked } = await summaryFrom(breakOff(whole, { 'content-length': '100000' }))
    expect(told).toMatchObject({ error: { code: 'network' } })
    expect(asked).toBeGreaterThan(2)
  })
})
