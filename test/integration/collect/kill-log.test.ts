import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { WireRow } from '../../../src/main/archive/kill-log-wire.ts'
import { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { anySignal, clientOf } from '../../support/client.ts'
import { answerJson } from '../../support/http-server.ts'
import { collectAnew } from '../../support/kill-log-store.ts'
import { serveKillLog, type KillLogService, type KillRow } from '../../support/kill-log-server.ts'

const instanceId = DdmInstanceId.parse('f08206cf0d5ef5c11816418fd3ec21b9in09')
const day = 86_400
const start = Date.UTC(2026, 4, 1) / 1000

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
})

interface Circumstances {
  days?: number
  signal?: AbortSignal
  onProgress?: () => void
}

async function collect(
  service: KillLogService,
  { days = 30, signal = anySignal, onProgress = () => undefined }: Circumstances = {},
) {
  const server = await serveKillLog(service)
  const client = clientOf(server.url)
  open.push(client, server)
  const range = {
    from: new Date(start * 1000).toISOString(),
    to: new Date((start + days * day) * 1000).toISOString(),
  }
  const collected = await collectAnew(client, instanceId, range, { signal, onProgress })
  return { ...collected, requests: server.requests() }
}

const idsOf = (rows: readonly (WireRow | KillRow)[]) =>
  rows.map((row) => Number('process_id' in row ? row.process_id : row.id)).sort((a, b) => a - b)

/** `count` rows spread evenly over 30 days. */
const spread = (count: number): KillRow[] =>
  Array.from({ length: count }, (_, id) => ({
    at: start + Math.floor((id * 30 * day) / count),
    id,
  }))

describe('collecting a kill log', () => {
  it('splits a long range into windows of seven days and follows every page', async () => {
    const rows = spread(1000)
    const { rows: got, coverage, requests } = await collect({ rows })
    expect(idsOf(got)).toEqual(idsOf(rows))
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(coverage.windows).toHaveLength(5)
    expect(coverage.rows).toBe(1000)
    // Two pages for each full window, one for the short last one.
    expect(requests).toBe(9)
  })

  it('takes an empty log for an empty log', async () => {
    const { rows, coverage } = await collect({ rows: [] })
    expect(rows).toEqual([])
    expect(coverage.outcome).toEqual({ kind: 'complete' })
  })

  it.each(['record', 'page-from-0', 'page-from-1'] as const)(
    'gets every row once where offset counts as %s',
    async (offset) => {
      const rows = spread(2000)
      const { rows: got, coverage } = await collect({ rows, offset })
      expect(idsOf(got)).toEqual(idsOf(rows))
      expect(coverage.outcome).toEqual({ kind: 'complete' })
    },
  )

  it.each([true, false])(
    'loses and doubles nothing at the edges of windows (end belongs: %s)',
    async (endBelongs) => {
      // A row at every second around each edge, and twins on the edge itself.
      const rows = [1, 2, 3, 4].flatMap((week) => {
        const edge = start + week * (7 * day - 1)
        return [-2, -1, 0, 0, 1, 2].map((shift, index) => ({
          at: edge + shift,
          id: shift === 0 ? week * 100 : week * 100 + index + 1,
        }))
      })
      const { rows: got, coverage } = await collect({ rows, endBelongs })
      expect(idsOf(got)).toEqual(idsOf(rows))
      expect(coverage.outcome).toEqual({ kind: 'complete' })
    },
  )

  it('keeps true twins that stand inside a page', async () => {
    const rows = [...spread(50), ...spread(50)]
    const { rows: got, coverage } = await collect({ rows })
    expect(got).toHaveLength(100)
    expect(coverage.outcome).toEqual({ kind: 'complete' })
  })

  it('keeps twins that stand on two pages, for one more answer', async () => {
    // Newest first, the twins are the 256th and the 257th row.
    const rows = Array.from({ length: 300 }, (_, index) => ({
      at: start + 10_000 - index * 10,
      id: index,
    }))
    rows[256] = { ...rows[255]! }
    const { rows: got, coverage, requests } = await collect({ rows }, { days: 1 })
    expect(idsOf(got)).toEqual(idsOf(rows))
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(requests).toBe(4)
  })

  it.each([
    ['all of it', (found: readonly KillRow[]) => [...found, ...found]],
    [
      'what began the page before',
      (found: readonly KillRow[]) => [
        ...found.slice(0, 128),
        ...found.slice(0, 64),
        ...found.slice(128),
      ],
    ],
    [
      'what ended the page before, further down',
      (found: readonly KillRow[]) => [
        ...found.slice(0, 192),
        ...found.slice(64, 128),
        ...found.slice(192),
      ],
    ],
  ])('takes no repetition of a long list for twins: %s', async (_what, repeat) => {
    const rows = Array.from({ length: 256 }, (_, id) => ({ at: start + id * 10, id }))
    const list: KillLogService['list'] = (found) => (found.length === 256 ? repeat(found) : found)
    const { rows: got, coverage } = await collect({ rows, list }, { days: 1 })
    expect(idsOf(got)).toEqual(idsOf(rows))
    expect(JSON.stringify(coverage.outcome)).toContain('and sent 256')
  })

  it('says what it could not read when one second holds more than can be paged', async () => {
    const rows = Array.from({ length: 300 }, () => ({ at: start + 100, id: 7 }))
    const { rows: got, coverage } = await collect({ rows })
    expect(got).toHaveLength(128)
    expect(coverage.outcome).toMatchObject({ kind: 'incomplete' })
    expect(JSON.stringify(coverage.outcome)).toContain('counts 300 records')
  })

  it('asks again while the total drifts, and is complete when it settles', async () => {
    const total = (count: number, request: number) => (request === 1 ? count + 3 : count)
    const { coverage, rows: got } = await collect({ rows: spread(60), total })
    expect(got).toHaveLength(60)
    expect(coverage.outcome).toEqual({ kind: 'complete' })
  })

  it('is incomplete, with every row there is, when the total never agrees', async () => {
    const rows = spread(1000)
    const { rows: got, coverage, requests } = await collect({ rows, total: (count) => count + 1 })
    expect(idsOf(got)).toEqual(idsOf(rows))
    expect(coverage.outcome).toMatchObject({ kind: 'incomplete' })
    expect(requests).toBeLessThan(400)
  })

  it('is not deceived by a total that hides rows behind a full page', async () => {
    const rows = Array.from({ length: 150 }, (_, id) => ({ at: start + id, id }))
    const total = (count: number) => Math.min(count, 128)
    const { rows: got } = await collect({ rows, total }, { days: 1 })
    expect(idsOf(got)).toEqual(idsOf(rows))
  })

  it('is incomplete where the service gives no total', async () => {
    const { rows: got, coverage } = await collect({ rows: spread(20), total: () => undefined })
    expect(got).toHaveLength(20)
    expect(JSON.stringify(coverage.outcome)).toContain('the service gave no total')
  })

  it('keeps the other windows when one fails, and says which failed', async () => {
    const { rows: got, coverage } = await collect({
      rows: spread(100),
      instead: (request, response) => {
        if (request !== 2) return false
        answerJson(response, { error_code: 'DBS.200412', error_msg: 'broken' }, { status: 500 })
        return true
      },
    })
    expect(got.length).toBeGreaterThan(70)
    expect(got.length).toBeLessThan(100)
    expect(coverage.windows.map(({ missing }) => missing)).toEqual([
      null,
      'Distributed Database Middleware answered 500: broken',
      null,
      null,
      null,
    ])
    expect(coverage.outcome.kind).toBe('incomplete')
  })

  it('does not wait for each window anew when the network is gone', async () => {
    const {
      rows: got,
      coverage,
      requests,
    } = await collect({
      rows: spread(100),
      instead: (request, response) => {
        if (request > 1) response.destroy()
        return request > 1
      },
    })
    expect(got.length).toBeGreaterThan(0)
    expect(coverage.windows.map(({ missing }) => missing).slice(2)).toEqual([
      'not asked for',
      'not asked for',
      'not asked for',
    ])
    expect(coverage.outcome.kind).toBe('incomplete')
    expect(requests).toBeGreaterThan(2)
  })

  it('throws when it got nothing at all', async () => {
    const instead: KillLogService['instead'] = (_request, response) => {
      answerJson(response, { error_code: 'DBS.200010', error_msg: 'no' }, { status: 403 })
      return true
    }
    await expect(collect({ rows: [], instead })).rejects.toMatchObject({ code: 'permission' })
  })

  it('keeps what it has when it is stopped, and says what was not asked for', async () => {
    const stop = new AbortController()
    const { rows: got, coverage } = await collect(
      { rows: spread(100) },
      { signal: stop.signal, onProgress: () => stop.abort() },
    )
    expect(got.length).toBeGreaterThan(0)
    const said = coverage.windows.map(({ missing }) => missing)
    expect(said).toHaveLength(5)
    // The window after the first may have been obtained while that was being stored.
    const stopped = said.indexOf('Stopped.')
    expect(said.slice(0, stopped)).toEqual(said.slice(0, stopped).map(() => null))
    expect(stopped).toBeGreaterThan(0)
    expect(said.slice(stopped + 1)).toEqual(said.slice(stopped + 1).map(() => 'not asked for'))
    expect(coverage.outcome.kind).toBe('incomplete')
  })

  it('obtains a log whole whose offsets come to mean something else on the way', async () => {
    const rows = Array.from({ length: 1500 }, (_, id) => ({ at: start + id * 1000, id }))
    // In the middle of the second window; the first has shown what was right until then.
    const offset = (request: number) => (request < 9 ? 'record' : 'page-from-0')
    const { rows: got, coverage } = await collect({ rows, offset }, { days: 22 })
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(idsOf(got)).toEqual(idsOf(rows))
  })

  it('obtains any log whole, whatever offset means and whether ends belong', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(21 * day), fc.nat(5)), { maxLength: 700, size: 'max' }),
        fc.constantFrom('record', 'page-from-0', 'page-from-1'),
        fc.boolean(),
        async (spots, offset, endBelongs) => {
          const rows = spots.map(([second, id]) => ({ at: start + second, id }))
          const { rows: got, coverage } = await collect({ rows, offset, endBelongs }, { days: 22 })
          expect(coverage.outcome).toEqual({ kind: 'complete' })
          expect(idsOf(got)).toEqual(idsOf(rows))
        },
      ),
      { numRuns: 25 },
    )
  })
})
