import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { RecordingAsker, requestKey } from '../../../src/main/collect/recording.ts'
import { ReplayingAsker } from '../../../src/main/collect/replay.ts'
import type { Asker } from '../../../src/main/huawei/client.ts'
import type { ApiRequest } from '../../../src/main/huawei/transport.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import { ProjectId } from '../../../src/shared/model/ids.ts'
import { anySignal } from '../../support/client.ts'

const projectId = ProjectId.parse('0a1b2c3d')
const get = (path: string, over: Partial<ApiRequest> = {}): ApiRequest => ({
  service: 'dbss',
  method: 'GET',
  path,
  ...over,
})

/** Counts what it is asked, and refuses one path. */
function counting(): Asker {
  let asked = 0
  const ask: Asker['ask'] = (request, schema) => {
    asked++
    if (request.path === '/refused') {
      const refusal = { code: 'not-found', message: 'unknown', retryable: false } as const
      return Promise.reject(new AuditDeskError(refusal))
    }
    return Promise.resolve({
      body: schema.parse(asked),
      raw: new TextEncoder().encode(String(asked)),
      source: {
        service: request.service,
        method: request.method,
        url: `https://dbss.example${request.path}`,
        body: request.body ?? null,
        requestId: `request-${asked}`,
        serverDate: null,
        fetchedAt: '2026-05-01T00:00:00.000Z',
      },
    })
  }
  return { projectId, ask, askOnce: ask }
}

const number = z.number()

describe('A request’s key', () => {
  it('doesn’t depend on the order of parameters and fields', () => {
    const query = [
      ['offset', '0'],
      ['limit', '10'],
    ] as const
    expect(requestKey(get('/a', { query }))).toBe(
      requestKey(get('/a', { query: [query[1], query[0]] })),
    )
    const body = { time: { a: 1, b: 2 }, ids: ['x', 'y'] }
    const turned = { ids: ['x', 'y'], time: { b: 2, a: 1 } }
    expect(requestKey(get('/a', { body }))).toBe(requestKey(get('/a', { body: turned })))
  })

  it('tells requests apart that ask something else', () => {
    const requests = [
      get('/a'),
      get('/b'),
      get('/a', { method: 'POST' }),
      get('/a', { service: 'ddm' }),
      get('/a', { query: [['offset', '0']] }),
      get('/a', { query: [['offset', '1']] }),
      get('/a', { body: {} }),
      get('/a', { body: { ids: ['x', 'y'] } }),
      get('/a', { body: { ids: ['y', 'x'] } }),
      get('/a', { body: { ids: ['x'] } }),
    ]
    expect(new Set(requests.map(requestKey)).size).toBe(requests.length)
  })
})

describe('What was recorded', () => {
  it('is answered again: requests of one kind in their order, whatever comes between', async () => {
    const recording = new RecordingAsker(counting())
    for (const path of ['/a', '/b', '/a', '/a', '/b']) {
      await recording.ask(get(path), number, 'count', anySignal)
    }
    const replay = new ReplayingAsker(projectId, recording.raw)
    const again = async (path: string) => replay.ask(get(path), number, 'count', anySignal)
    const counts: number[] = []
    for (const path of ['/b', '/b', '/a', '/a', '/a']) counts.push((await again(path)).body)
    expect(counts).toEqual([2, 5, 1, 3, 4])
    await expect(again('/a')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('keeps the source and the bytes, of requests that may be sent only once too', async () => {
    const recording = new RecordingAsker(counting())
    const first = await recording.askOnce(get('/a'), number, 'count', anySignal)
    const replay = new ReplayingAsker(projectId, recording.raw)
    expect(await replay.askOnce(get('/a'), number, 'count', anySignal)).toEqual(first)
  })

  it('holds nothing of what was refused, which therefore is unknown again', async () => {
    const recording = new RecordingAsker(counting())
    const refused = recording.ask(get('/refused'), number, 'count', anySignal)
    await expect(refused).rejects.toMatchObject({ code: 'not-found' })
    expect(recording.raw).toEqual([])
    const replay = new ReplayingAsker(projectId, recording.raw)
    await expect(
      replay.ask(get('/refused'), number, 'count of things', anySignal),
    ).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('count of things') as string,
    })
  })

  it('is checked again, so that nothing is read from it that the reference doesn’t describe', async () => {
    const recording = new RecordingAsker(counting())
    await recording.ask(get('/a'), number, 'count', anySignal)
    const stricter = new ReplayingAsker(projectId, recording.raw)
    await expect(stricter.ask(get('/a'), z.string(), 'count', anySignal)).rejects.toMatchObject({
      code: 'answer',
    })
  })

  it('is not read for a question that was left', async () => {
    const recording = new RecordingAsker(counting())
    await recording.ask(get('/a'), number, 'count', anySignal)
    const replay = new ReplayingAsker(projectId, recording.raw)
    await expect(replay.ask(get('/a'), number, 'count', AbortSignal.abort())).rejects.toMatchObject(
      { code: 'cancelled' },
    )
  })
})
