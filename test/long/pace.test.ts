import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectDdmInstances } from '../../src/main/collect/instances.ts'
import type { KillLogProgress } from '../../src/main/collect/kill-log.ts'
import { Paces } from '../../src/main/huawei/pace.ts'
import { defaultPatience } from '../../src/main/huawei/retry.ts'
import type { DdmInstanceId } from '../../src/shared/model/ids.ts'
import { anySignal } from '../support/client.ts'
import { collectAnew } from '../support/kill-log-store.ts'
import { openRecordedCloud, type RecordedCloud } from '../support/recorded-cloud.ts'

// The real limit, in real time: 60 requests a minute.
let cloud: RecordedCloud
let instanceId: DdmInstanceId
beforeEach(async () => {
  cloud = await openRecordedCloud({ killRecords: 27_000 })
  const [instance] = (await collectDdmInstances(cloud.client(), anySignal)).data
  instanceId = instance!.id
})
afterEach(() => cloud.close())

async function underTheLimit(paces: Paces) {
  const now = Date.now()
  const range = {
    from: new Date(now - 30 * 86_400_000).toISOString(),
    to: new Date(now).toISOString(),
  }
  const truth = await collectAnew(cloud.client(), instanceId, range)
  cloud.simulator.setFaults({
    limits: [{ service: 'ddm', requestsPerMinute: 60, retryAfter: true }],
  })
  cloud.ddm.requests.length = 0
  const client = cloud.client({ paces, patience: defaultPatience })
  const progress: KillLogProgress[] = []
  const told = await collectAnew(client, instanceId, range, {
    onProgress: (step) => progress.push(step),
  })
  const waits = progress.flatMap(({ waiting }) => waiting ?? [])
  return { truth, told, waits, requests: cloud.ddm.requests.length }
}

describe('a kill log of more pages than a minute allows', () => {
  it('is whole when the pace is kept, and progress says how long that takes', async () => {
    const { truth, told, waits, requests } = await underTheLimit(new Paces())
    expect(requests).toBeGreaterThan(60)
    expect(told.coverage.outcome).toEqual({ kind: 'complete' })
    expect(told.rows).toEqual(truth.rows)
    expect(new Set(waits.map(({ reason }) => reason))).toEqual(new Set(['pace']))
    expect(Math.max(...waits.map(({ milliseconds }) => milliseconds))).toBeGreaterThan(20_000)
  })

  it('is whole when it is not, for the service says how long to wait', async () => {
    const { truth, told, waits } = await underTheLimit(new Paces({}))
    expect(told.coverage.outcome).toEqual({ kind: 'complete' })
    expect(told.rows).toEqual(truth.rows)
    const longest = Math.max(...waits.map(({ milliseconds }) => milliseconds))
    expect(longest).toBeGreaterThan(20_000)
    expect(new Set(waits.map(({ reason }) => reason))).toEqual(new Set(['throttled']))
  })
})
