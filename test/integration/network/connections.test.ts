import { afterEach, describe, expect, it } from 'vitest'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { startForwardProxy } from '../../support/forward-proxy.ts'
import { answerJson, serveHttp } from '../../support/http-server.ts'
import { closeAll, failureOf, get, keep, transportTo } from './support.ts'

afterEach(closeAll)

const megabyte = 1024 * 1024

describe('connections', () => {
  it('are kept between calls', async () => {
    const server = keep(await serveHttp((_, response) => answerJson(response, { total: 1 })))
    const transport = transportTo(server.url, {})
    // Whoever asks again in the very moment an answer ends may get a second connection, no third.
    for (let call = 0; call < 50; call++) await get(transport)
    expect(server.connections.made).toBeLessThanOrEqual(2)
  })

  it('end when the account is closed', async () => {
    const server = keep(await serveHttp((_, response) => answerJson(response, { total: 1 })))
    const transport = transportTo(server.url, {})
    await get(transport)
    expect(server.connections.open).toBeGreaterThan(0)
    await transport.close()
    await expect.poll(() => server.connections.open).toBe(0)
  })
})

describe('an answer', () => {
  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('may be packed as %s', async (encoding, pack) => {
    const rows = Array.from({ length: 5_000 }, (_, id) => ({ id, name: 'Zürich 数据库' }))
    let accepted: string | undefined
    const server = keep(
      await serveHttp(({ headers }, response) => {
        accepted = headers['accept-encoding']
        response.writeHead(200, { 'content-encoding': encoding })
        response.end(pack(JSON.stringify(rows)))
      }),
    )
    expect((await get(transportTo(server.url, {}))).body).toEqual(rows)
    // Nothing is asked to be packed on its way within this machine.
    expect(accepted).toBe('identity')
    const { port } = new URL(server.url)
    const proxy = keep(await startForwardProxy({ hosts: { 'dbss.example': Number(port) } }))
    const throughProxy = { proxy: { kind: 'manual', url: proxy.url } } as const
    const elsewhere = transportTo('http://dbss.example', throughProxy)
    expect((await get(elsewhere)).body).toEqual(rows)
    expect(accepted).toContain(encoding)
  })

  it('that is packed badly is no answer', async () => {
    const server = keep(
      await serveHttp((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('{"total":1}')
      }),
    )
    const error = await failureOf(get(transportTo(server.url, {})))
    expect(error).toMatchObject({ code: 'answer' })
    expect(error.message).toContain('packed as gzip')
  })

  it('larger than any page can be is not read to its end', async () => {
    let sent = 0
    const chunk = Buffer.alloc(megabyte, ' ')
    const server = keep(
      await serveHttp((_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const more = (): void => {
          while (sent < 400 && !response.destroyed) {
            sent++
            if (!response.write(chunk)) return
          }
          response.end()
        }
        response.on('drain', more)
        more()
      }),
    )
    const error = await failureOf(get(transportTo(server.url, {})))
    expect(error).toMatchObject({ code: 'answer', retryable: false })
    expect(error.message).toContain('larger than any')
    expect(sent).toBeLessThan(200)
  })

  it('that would unpack to more than any page is given up', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * megabyte), { level: 1 })
    const server = keep(
      await serveHttp((_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      }),
    )
    expect(await failureOf(get(transportTo(server.url, {})))).toMatchObject({ code: 'answer' })
  })
})
