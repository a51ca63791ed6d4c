import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultPatience, withRetries } from '../../../src/main/huawei/retry.ts'
import { AuditDeskError, type ErrorReport } from '../../../src/shared/errors.ts'

const never = new AbortController().signal
beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => vi.useRealTimers())

const failing = (over: Partial<ErrorReport> = {}) =>
  new AuditDeskError({ code: 'service', message: 'failed', retryable: true, ...over })

/** Runs to the end and says how often it tried, how long that took and how it ended. */
async function run(attempts: (count: number) => Promise<string>, signal = never) {
  let count = 0
  const waits: number[] = []
  const outcome = withRetries(
    () => attempts(++count),
    defaultPatience,
    signal,
    (wait) => waits.push(wait),
  ).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  await vi.advanceTimersByTimeAsync(1_000_000)
  return { ...(await outcome), count, waits }
}

describe('patience', () => {
  it('tries again what may pass, and waits longer each time', async () => {
    const outcome = await run((count) =>
      count < 4 ? Promise.reject(failing()) : Promise.resolve('done'),
    )
    expect(outcome).toMatchObject({ value: 'done', count: 4 })
    const [first = 0, second = 0, third = 0] = outcome.waits
    expect(first).toBeGreaterThanOrEqual(250)
    expect(first).toBeLessThanOrEqual(500)
    expect(second).toBeGreaterThanOrEqual(500)
    expect(third).toBeGreaterThanOrEqual(1000)
    expect(third).toBeLessThanOrEqual(2000)
  })

  it('waits as long as the service asks', async () => {
    const throttled = failing({ code: 'throttled', retryAfter: 12_000 })
    const outcome = await run((count) =>
      count === 1 ? Promise.reject(throttled) : Promise.resolve('done'),
    )
    expect(outcome.waits).toEqual([12_000])
  })

  it('waits at least two seconds after being throttled without a word', async () => {
    const outcome = await run((count) =>
      count === 1 ? Promise.reject(failing({ code: 'throttled' })) : Promise.resolve('done'),
    )
    expect(outcome.waits[0]).toBeGreaterThanOrEqual(2_000)
    expect(outcome.waits[0]).toBeLessThanOrEqual(4_000)
  })

  it('ends within its budget, with the last error', async () => {
    const outcome = await run(() => Promise.reject(failing({ code: 'network' })))
    expect(outcome).toMatchObject({ error: { code: 'network' } })
    expect(outcome.waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(120_000)
    expect(outcome.count).toBeGreaterThan(5)
  })

  it('does not wait at all for longer than its budget', async () => {
    const outcome = await run(() => Promise.reject(failing({ retryAfter: 3_600_000 })))
    expect(outcome).toMatchObject({ count: 1, waits: [] })
  })

  it.each(['credentials', 'permission', 'request', 'answer', 'tls', 'no-secret'] as const)(
    'never repeats what ends in %s',
    async (code) => {
      const outcome = await run(() => Promise.reject(failing({ code })))
      expect(outcome.count).toBe(1)
    },
  )

  it('never repeats a fault of the app', async () => {
    const outcome = await run(() => Promise.reject(new TypeError('a bug')))
    expect(outcome).toMatchObject({ count: 1, error: { name: 'TypeError' } })
  })

  it('stops at once when told to', async () => {
    const stop = new AbortController()
    const outcome = run(() => {
      queueMicrotask(() => stop.abort())
      return Promise.reject(failing())
    }, stop.signal)
    expect(await outcome).toMatchObject({ count: 1, error: { code: 'cancelled' } })
  })
})
