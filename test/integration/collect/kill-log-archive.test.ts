import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KillLogProgress } from '../../../src/main/collect/kill-log.ts'
import { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { clientOf } from '../../support/client.ts'
import { answerJson } from '../../support/http-server.ts'
import { collectInto, openStore, type OpenStore } from '../../support/kill-log-store.ts'
import { serveKillLog, type KillLogService, type KillRow } from '../../support/kill-log-server.ts'

const instanceId = DdmInstanceId.parse('f08206cf0d5ef5c11816418fd3ec21b9in09')
const day = 86_400
const start = Date.UTC(2026, 4, 1) / 1000

let open: OpenStore
const closing: { close: () => Promise<void> }[] = []
beforeEach(async () => {
  open = await openStore()
})
afterEach(async () => {
  await Promise.all([...closing.splice(0), open].map((thing) => thing.close()))
})

async function serve(service: KillLogService) {
  const server = await serveKillLog(service)
  const client = clientOf(server.url)
  closing.push(client, server)
  return { client, requests: server.requests }
}

const days = (from: number, to: number) => ({
  from: new Date((start + from * day) * 1000).toISOString(),
  to: new Date((start + to * day) * 1000).toISOString(),
})
/** One row an hour for 60 days. */
const hourly: KillRow[] = Array.from({ length: 60 * 24 }, (_, id) => ({
  at: start + id * 3600,
  id,
}))
const idsOf = (records: readonly { processId: string | null }[]) =>
  records.map(({ processId }) => Number(processId)).sort((a, b) => a - b)
const hours = (from: number, to: number) =>
  hourly.filter(({ at }) => at >= start + from * day && at <= start + to * day).map(({ id }) => id)

describe('collecting what is missing', () => {
  it('asks for nothing that is there, and for all that is not', async () => {
    const asked: [number, number][] = []
    const { client } = await serve({ rows: hourly, note: (from, to) => asked.push([from, to]) })
    const collect = (from: number, to: number, what: 'all' | 'missing') =>
      collectInto(open.store, client, instanceId, days(from, to), { what })
    await collect(10, 20, 'all')
    asked.length = 0
    const { coverage, records } = await collect(0, 30, 'missing')
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(idsOf(records)).toEqual(hours(0, 30))
    const [first, last] = [start + 10 * day, start + 20 * day]
    for (const [from, to] of asked) {
      const shared = Math.min(to, last) - Math.max(from, first)
      expect(shared).toBeLessThanOrEqual(1)
    }
    asked.length = 0
    expect((await collect(0, 30, 'missing')).coverage.outcome).toEqual({ kind: 'complete' })
    expect(asked).toEqual([])
  })

  it('is not what collecting all does, which asks again, doubles nothing and is fresher', async () => {
    const { client, requests } = await serve({ rows: hourly })
    const first = await collectInto(open.store, client, instanceId, days(0, 14))
    const before = requests()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await collectInto(open.store, client, instanceId, days(0, 14))
    expect(requests()).toBe(2 * before)
    expect(second.records).toEqual(first.records)
    const times = (coverage: typeof first.coverage) =>
      coverage.windows.map(({ collectedAt }) => Date.parse(collectedAt ?? ''))
    expect(Math.min(...times(second.coverage))).toBeGreaterThan(Math.max(...times(first.coverage)))
  })

  it('keeps rows that the service has forgotten', async () => {
    const remembering = await serve({ rows: hourly })
    await collectInto(open.store, remembering.client, instanceId, days(0, 7))
    const forgetful = await serve({ rows: [] })
    const { records, coverage } = await collectInto(
      open.store,
      forgetful.client,
      instanceId,
      days(0, 7),
    )
    expect(idsOf(records)).toEqual(hours(0, 7))
    expect(coverage.rows).toBe(records.length)
  })

  it('goes on where a collection was paused, and only there', async () => {
    const stop = new AbortController()
    const { client, requests } = await serve({ rows: hourly })
    const range = days(0, 60)
    const part = await collectInto(open.store, client, instanceId, range, {
      signal: stop.signal,
      onProgress: ({ windowsDone }) => {
        if (windowsDone === 3) stop.abort('pause')
      },
    })
    expect(part.coverage.outcome.kind).toBe('incomplete')
    expect(await open.store.unfinished()).toMatchObject([{ state: 'paused', range, reason: null }])
    const before = requests()
    const { records, coverage } = await collectInto(open.store, client, instanceId, range, {
      what: 'missing',
    })
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(idsOf(records)).toEqual(hours(0, 60))
    expect(await open.store.unfinished()).toEqual([])
    // A window of seven days has two pages.
    expect(requests() - before).toBeLessThanOrEqual(2 * (9 - 3))
  })

  it('asks again for windows that were not complete', async () => {
    const broken = await serve({ rows: hourly, total: (count) => count + 1 })
    const first = await collectInto(open.store, broken.client, instanceId, days(0, 3))
    expect(first.coverage.outcome.kind).toBe('incomplete')
    const whole = await serve({ rows: hourly })
    const second = await collectInto(open.store, whole.client, instanceId, days(0, 3), {
      what: 'missing',
    })
    expect(second.coverage.outcome).toEqual({ kind: 'complete' })
    expect(second.records).toHaveLength(first.records.length)
  })
})

describe('the end of a collection', () => {
  const refuse: KillLogService['instead'] = (request, response) => {
    if (request < 3) return false
    answerJson(response, { error_code: 'DBS.200010', error_msg: 'no' }, { status: 403 })
    return true
  }

  it('that was cancelled is the end of it', async () => {
    const stop = new AbortController()
    const { client } = await serve({ rows: hourly })
    await collectInto(open.store, client, instanceId, days(0, 60), {
      signal: stop.signal,
      onProgress: () => stop.abort('cancel'),
    })
    expect(await open.store.unfinished()).toEqual([])
  })

  it('that went wrong says why, and what was stored before stays', async () => {
    const { client } = await serve({ rows: hourly, instead: refuse })
    const { records, coverage } = await collectInto(open.store, client, instanceId, days(0, 60))
    expect(idsOf(records)).toEqual(hours(0, 7))
    expect(coverage.outcome.kind).toBe('incomplete')
    expect(await open.store.unfinished()).toMatchObject([
      { state: 'failed', reason: expect.stringContaining('403') as string },
    ])
  })

  it('at which nothing can be stored is an error, and nothing is claimed', async () => {
    const { client } = await serve({ rows: hourly })
    await open.database.write(({ run }) => run('ALTER TABLE kill_window RENAME TO elsewhere'))
    const range = days(0, 14)
    await expect(collectInto(open.store, client, instanceId, range)).rejects.toMatchObject({
      code: 'file',
    })
    await open.database.write(({ run }) => run('ALTER TABLE elsewhere RENAME TO kill_window'))
    expect((await open.store.coverage(instanceId, range)).rows).toBe(0)
    expect(await open.store.gaps(instanceId, range)).toEqual([range])
  })
})

describe('windows that wait to be stored', () => {
  it('are two at most: the next is not asked for while storing takes its time', async () => {
    const asked = new Set<number>()
    const { client } = await serve({ rows: hourly, note: (from) => asked.add(from) })
    const held: (() => void)[] = []
    let isHeld = true
    const store = open.store.storeWindow.bind(open.store)
    open.store.storeWindow = async (window) => {
      if (isHeld) await new Promise<void>((go) => held.push(go))
      return store(window)
    }
    const collecting = collectInto(open.store, client, instanceId, days(0, 60))
    await expect.poll(() => held.length).toBe(2)
    // The third is read, and waits for a place.
    await expect.poll(() => asked.size).toBe(3)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([held.length, asked.size]).toEqual([2, 3])
    isHeld = false
    for (const go of held) go()
    const { records, coverage } = await collecting
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(idsOf(records)).toEqual(hours(0, 60))
  })
})

describe('a window of very many rows', () => {
  const many: KillRow[] = Array.from({ length: 25_000 }, (_, id) => ({
    at: start + Math.floor((id * 7 * day) / 25_000),
    id,
  }))

  it('is stored in parts, each as soon as it is there, and none is missing', async () => {
    const { client } = await serve({ rows: many })
    const steps: KillLogProgress[] = []
    const { records, coverage } = await collectInto(open.store, client, instanceId, days(0, 7), {
      onProgress: (step) => steps.push(step),
    })
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(records).toHaveLength(25_000)
    expect(new Set(idsOf(records)).size).toBe(25_000)
    expect(coverage.windows).toHaveLength(4)
    for (const { obtained } of coverage.windows) expect(obtained).toBeLessThanOrEqual(10_000)
    expect(steps.at(-1)).toMatchObject({ windowsDone: 4, windowsTotal: 4, waiting: null })
    expect(steps.at(-1)?.rows).toBeGreaterThanOrEqual(25_000)
    const revisions = steps.map(({ revision }) => revision)
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
  })

  it('is not split for ever where the service counts the same in any window', async () => {
    const { client, requests } = await serve({ rows: many.slice(0, 500), total: () => 1_000_000 })
    const { records, coverage } = await collectInto(open.store, client, instanceId, days(0, 7))
    expect(coverage.outcome.kind).toBe('incomplete')
    expect(idsOf(records)).toEqual(many.slice(0, 500).map(({ id }) => id))
    expect(requests()).toBeLessThan(500)
  })
})

describe('a range that ends now, or later', () => {
  it('is complete up to the moment of asking, by the clock of the service', async () => {
    const { client } = await serve({ rows: [] })
    const now = Date.now()
    const range = {
      from: new Date(now - 3_600_000).toISOString(),
      to: new Date(now + 3_600_000).toISOString(),
    }
    const { coverage } = await collectInto(open.store, client, instanceId, range)
    expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(Math.abs(Date.parse(coverage.range.to) - now)).toBeLessThan(10_000)
    const [gap] = await open.store.gaps(instanceId, range)
    expect(gap).toEqual({ from: coverage.range.to, to: range.to })
  })
})
