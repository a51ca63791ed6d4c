import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectDdmInstances } from '../../../src/main/collect/instances.ts'
import { collectSummary } from '../../../src/main/collect/summary.ts'
import { listProjects } from '../../../src/main/huawei/iam.ts'
import { anySignal } from '../../support/client.ts'
import { collectAnew } from '../../support/kill-log-store.ts'
import { openRecordedCloud, type RecordedCloud } from '../../support/recorded-cloud.ts'

let cloud: RecordedCloud
beforeEach(async () => {
  cloud = await openRecordedCloud({ killRecords: 3000 })
})
afterEach(() => cloud.close())

const signIns = () => cloud.iam.requests.filter(({ url }) => url === '/v3/auth/tokens').length

describe.each(['token-expired', 'token-revoked'] as const)('a token that is %s', (state) => {
  it('is renewed once for all who ask at the same time', async () => {
    const client = cloud.client()
    await collectSummary(client, anySignal)
    expect(signIns()).toBe(1)
    cloud.simulator.setFaults({
      rules: [
        { match: { service: 'dbss' }, when: { first: 1 }, fault: { kind: 'credentials', state } },
      ],
    })
    const asking = Array.from({ length: 20 }, () => collectSummary(client, anySignal))
    for (const { missing } of await Promise.all(asking)) expect(missing).toEqual([])
    expect(signIns()).toBe(2)
  })

  it('in the middle of a kill log costs no row', async () => {
    const client = cloud.client()
    const [instance] = (await collectDdmInstances(client, anySignal)).data
    const now = Date.now()
    const range = {
      from: new Date(now - 30 * 86_400_000).toISOString(),
      to: new Date(now).toISOString(),
    }
    const whole = await collectAnew(client, instance!.id, range)
    cloud.simulator.setFaults({
      rules: [
        {
          match: { endpoint: 'killLog' },
          when: { nth: [5] },
          fault: { kind: 'credentials', state },
        },
      ],
    })
    const logs = await Promise.all([1, 2, 3].map(() => collectAnew(client, instance!.id, range)))
    for (const { rows, coverage } of logs) {
      expect(coverage.outcome).toEqual({ kind: 'complete' })
      expect(rows).toEqual(whole.rows)
    }
  })

  it('between signing in and listing projects is renewed', async () => {
    cloud.simulator.setFaults({
      rules: [
        {
          match: { endpoint: 'projects' },
          when: { first: 1 },
          fault: { kind: 'credentials', state },
        },
      ],
    })
    expect(await listProjects(cloud.options(), anySignal)).not.toHaveLength(0)
    expect(signIns()).toBe(2)
  })

  it('again and again is renewed once for each question, and then said', async () => {
    cloud.simulator.setFaults({
      rules: [{ match: { service: 'dbss' }, fault: { kind: 'credentials', state } }],
    })
    const client = cloud.client()
    for (const expected of [2, 3, 4]) {
      await expect(collectSummary(client, anySignal)).rejects.toMatchObject({ code: 'credentials' })
      expect(signIns()).toBe(expected)
    }
  })
})
