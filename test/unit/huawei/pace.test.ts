import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Pace, Paces } from '../../../src/main/huawei/pace.ts'

const never = new AbortController().signal
const patience = 60_000
beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => vi.useRealTimers())

/** When each of `count` requests goes, if they all come at once. */
async function turns(pace: Pace, count: number, signals: AbortSignal[] = []): Promise<number[]> {
  const went: number[] = []
  const all = Array.from({ length: count }, async (_, index) => {
    await pace.turn(signals[index] ?? never, patience, () => undefined)
    went.push(Date.now())
  })
  const settled = Promise.allSettled(all)
  await vi.advanceTimersByTimeAsync(600_000)
  await settled
  return went
}

describe('the pace', () => {
  it('lets as many through at once as the limit has, and the next when the first is old enough', async () => {
    expect(await turns(new Pace({ requests: 3, per: 1000 }), 8)).toEqual([
      0, 0, 0, 1000, 1000, 1000, 2000, 2000,
    ])
  })

  it('never lets more than the limit through in any span, whenever they come', async () => {
    const pace = new Pace({ requests: 60, per: 60_000 })
    const went: number[] = []
    const all: Promise<void>[] = []
    for (let index = 0; index < 200; index++) {
      all.push(pace.turn(never, patience, () => undefined).then(() => void went.push(Date.now())))
      await vi.advanceTimersByTimeAsync((index * 37) % 900)
    }
    await vi.advanceTimersByTimeAsync(600_000)
    await Promise.all(all)
    expect(went).toHaveLength(200)
    for (const at of went) {
      expect(went.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(
        60,
      )
    }
  })

  it('says how long a wait will be', async () => {
    const pace = new Pace({ requests: 1, per: 1000 })
    const waits: number[] = []
    const both = [1, 2, 3].map(() => pace.turn(never, patience, (wait) => waits.push(wait)))
    await vi.advanceTimersByTimeAsync(5000)
    await Promise.all(both)
    expect(waits).toEqual([1000, 2000])
  })

  it('stops a wait at once, and gives the place to the next who comes', async () => {
    const pace = new Pace({ requests: 1, per: 1000 })
    const leaver = new AbortController()
    await pace.turn(never, patience, () => undefined)
    const left = pace.turn(leaver.signal, patience, () => undefined)
    leaver.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    expect(Date.now()).toBe(0)
    expect(await turns(pace, 1)).toEqual([1000])
  })

  it('lets nobody through while the service has had too much', async () => {
    const pace = new Pace({ requests: 10, per: 1000 })
    pace.close(5000)
    expect(await turns(pace, 2)).toEqual([5000, 5000])
  })

  it('is one for all who share a user, and another for each service and user', () => {
    const paces = new Paces()
    expect(paces.of('ddm', 'https://ddm', 'a')).toBe(paces.of('ddm', 'https://ddm', 'a'))
    expect(paces.of('ddm', 'https://ddm', 'a')).not.toBe(paces.of('ddm', 'https://ddm', 'b'))
    expect(paces.of('ddm', 'https://ddm', 'a')).not.toBe(paces.of('dbss', 'https://dbss', 'a'))
    expect(paces.of('iam', 'https://iam', 'a')).toBeNull()
  })
})
