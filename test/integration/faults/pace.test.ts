import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectDdmInstances } from '../../../src/main/collect/instances.ts'
import type { KillLogProgress } from '../../../src/main/collect/kill-log.ts'
import { Paces } from '../../../src/main/huawei/pace.ts'
import type { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { anySignal } from '../../support/client.ts'
import { collectAnew } from '../../support/kill-log-store.ts'
import { openRecordedCloud, type RecordedCloud } from '../../support/recorded-cloud.ts'

// The clock of the service runs sixty times as fast, so that its minute is one of our seconds.
const started = Date.now()
const fast = () => started + (Date.now() - started) * 60
const minute = 1000

let cloud: RecordedCloud
let instanceId: DdmInstanceId
beforeEach(async () => {
  cloud = await openRecordedCloud({ killRecords: 6000, now: fast })
  const [instance] = (await collectDdmInstances(cloud.client(), anySignal)).data
  instanceId = instance!.id
  cloud.ddm.requests.length = 0
})
afterEach(() => cloud.close())

const days = (count: number) => ({
  from: new Date(started - count * 86_400_000).toISOString(),
  to: new Date(started).toISOString(),
})
const patience = { budget: 20_000, firstDelay: 5, longestDelay: 500, throttledDelay: 100 }

/** How many requests any minute of the service held at most. */
function busiestMinute(): number {
  const times = cloud.ddm.requests.map(({ at }) => at)
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + minute).length),
  )
}

describe('a service that says now and then that it is asked too often', () => {
  it.each([undefined, 1])(
    'gives every row in the end (Retry-After: %s), and progress says why it waits',
    async (retryAfter) => {
      const whole = await collectAnew(cloud.client(), instanceId, days(15))
      const fault = {
        kind: 'throttle' as const,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }
      cloud.simulator.setFaults({
        rules: [{ match: { service: 'ddm' }, when: { every: 4 }, fault }],
      })
      const progress: KillLogProgress[] = []
      const { rows, coverage } = await collectAnew(
        cloud.client({ patience }),
        instanceId,
        days(15),
        { onProgress: (step) => progress.push(step) },
      )
      expect(coverage.outcome).toEqual({ kind: 'complete' })
      expect(rows).toEqual(whole.rows)
      const waits = progress.flatMap(({ waiting }) => waiting ?? [])
      expect(waits.length).toBeGreaterThan(1)
      expect(new Set(waits.map(({ reason }) => reason))).toEqual(new Set(['throttled']))
      if (retryAfter === 1) {
        expect(new Set(waits.map(({ milliseconds }) => milliseconds))).toEqual(new Set([1000]))
      }
    },
  )
})

describe('a limit of so many requests a minute', () => {
  it('is never met by who keeps to it, and all windows share the pace', async () => {
    cloud.simulator.setFaults({
      limits: [{ service: 'ddm', requestsPerMinute: 10, retryAfter: true }],
    })
    // A little slower than allowed, for two requests don't take the same time to arrive.
    const paces = new Paces({ ddm: { requests: 10, per: minute + 200 } })
    const progress: KillLogProgress[] = []
    const logs = await Promise.all(
      [1, 2].map(() =>
        collectAnew(cloud.client({ paces, patience }), instanceId, days(15), {
          onProgress: (step) => progress.push(step),
        }),
      ),
    )
    for (const { coverage } of logs) expect(coverage.outcome).toEqual({ kind: 'complete' })
    expect(logs[0]!.rows).toEqual(logs[1]!.rows)
    expect(cloud.ddm.requests.length).toBeGreaterThan(20)
    expect(busiestMinute()).toBeLessThanOrEqual(10)
    const reasons = new Set(progress.map(({ waiting }) => waiting?.reason))
    expect(reasons).toEqual(new Set([undefined, 'pace']))
  })
})

describe('a service that asks to be left alone', () => {
  it('is left alone by everybody who shares its pace', async () => {
    cloud.simulator.setFaults({
      rules: [
        {
          match: { service: 'ddm' },
          when: { first: 1 },
          fault: { kind: 'throttle', retryAfter: 1 },
        },
      ],
    })
    const paces = new Paces({ ddm: { requests: 1000, per: minute } })
    const [one, other] = [cloud.client({ paces, patience }), cloud.client({ paces, patience })]
    const asked = collectDdmInstances(one, anySignal)
    await expect.poll(() => cloud.ddm.requests.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await Promise.all([asked, collectDdmInstances(other, anySignal)])
    const [first, ...later] = cloud.ddm.requests
    expect(later).toHaveLength(2)
    for (const { at } of later) expect(at - first!.at).toBeGreaterThanOrEqual(950)
  })

  it('for longer than anybody waits is an error at once, each time, and is not asked', async () => {
    cloud.simulator.setFaults({
      rules: [{ match: { service: 'ddm' }, fault: { kind: 'throttle', retryAfter: 3600 } }],
    })
    const paces = new Paces({ ddm: { requests: 1000, per: minute } })
    const client = cloud.client({ paces, patience })
    for (let time = 0; time < 3; time++) {
      const begun = Date.now()
      await expect(collectDdmInstances(client, anySignal)).rejects.toMatchObject({
        code: 'throttled',
        hint: expect.any(String) as string,
      })
      expect(Date.now() - begun).toBeLessThan(500)
    }
    expect(cloud.ddm.requests).toHaveLength(1)
  })
})
