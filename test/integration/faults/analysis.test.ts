import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectAuditInstances } from '../../../src/main/collect/instances.ts'
import { collectTrend, renewTrend } from '../../../src/main/collect/trend.ts'
import { trendTypes } from '../../../src/shared/model/trend.ts'
import type { AskedTrend } from '../../../src/main/huawei/dbss.ts'
import { anySignal } from '../../support/client.ts'
import { openRecordedCloud, type RecordedCloud } from '../../support/recorded-cloud.ts'

let cloud: RecordedCloud
let question: AskedTrend
beforeEach(async () => {
  cloud = await openRecordedCloud()
  const [instance] = (await collectAuditInstances(cloud.client(), anySignal)).data
  const range = { kind: 'preset', preset: 'DAY' } as const
  question = {
    ...{ type: 'risk-operation', range, timeZone: 'UTC', databaseId: null },
    instanceId: instance!.id,
  }
  cloud.dbss.requests.length = 0
})
afterEach(() => cloud.close())

const patience = { firstDelay: 20, longestDelay: 80, budget: 1_000 }

/** What `regenerate` was in each request for the trend, in their order. */
const regenerates = (type = 'risk-operation') =>
  cloud.dbss.requests
    .filter(({ url }) => url.endsWith(`/trend/${type}`))
    .map(({ body }) => (JSON.parse(body) as { regenerate: number }).regenerate)

const strike = (when: { nth: number[] } | null, fault: object) => {
  const rule = { match: { endpoint: 'riskTrend' }, fault, ...(when === null ? {} : { when }) }
  cloud.simulator.setFaults({ rules: [rule as never] })
}

describe('having a trend computed anew', () => {
  it.each(trendTypes)(
    '%s: asks for it once, then looks without asking until it is finished',
    async (type) => {
      const asked = { ...question, type }
      const before = await collectTrend(cloud.client(), asked, anySignal)
      const { data, missing } = await renewTrend(cloud.client(), asked, anySignal, patience)
      expect(missing).toEqual([])
      expect(data.status).toBe('finished')
      expect(data.rawGeneratedAt).not.toBe(before.data.rawGeneratedAt)
      const [, first, asking, ...looks] = regenerates(type)
      expect([first, asking]).toEqual([0, 1])
      expect(looks.length).toBeGreaterThan(0)
      expect(looks).toEqual(looks.map(() => 0))
    },
  )

  it.each([
    ['503', { kind: 'error', status: 503, envelope: 'html' }],
    ['504', { kind: 'error', status: 504, envelope: 'gateway' }],
    ['429', { kind: 'throttle' }],
    ['a broken connection', { kind: 'reset', at: 'before-answer' }],
    ['half an answer', { kind: 'reset', at: 'mid-body' }],
  ])('asks for it once even where %s answers', async (_what, fault) => {
    strike({ nth: [2] }, fault)
    await expect(renewTrend(cloud.client(), question, anySignal, patience)).rejects.toMatchObject({
      name: 'AuditDeskError',
    })
    expect(regenerates()).toEqual([0, 1])
  })

  it('goes on looking where a look fails', async () => {
    strike({ nth: [3, 5] }, { kind: 'error', status: 503, envelope: 'html' })
    const { data, missing } = await renewTrend(cloud.client(), question, anySignal, patience)
    expect([data.status, missing]).toEqual(['finished', []])
    expect(regenerates().filter((regenerate) => regenerate === 1)).toHaveLength(1)
  })

  it('gives up when its patience is at an end, and says so', async () => {
    strike(null, { kind: 'never-finished' })
    const started = Date.now()
    const { data, missing } = await renewTrend(cloud.client(), question, anySignal, patience)
    expect(Date.now() - started).toBeLessThan(2 * patience.budget)
    expect(data.status).toBe('running')
    expect(missing).toEqual([
      'The service did not finish the new analysis in time; this is the last one.',
    ])
    expect(regenerates().filter((regenerate) => regenerate === 1)).toHaveLength(1)
  })

  it('can be left at any time', async () => {
    strike(null, { kind: 'never-finished' })
    const leave = new AbortController()
    const renewing = renewTrend(cloud.client(), question, leave.signal, patience)
    setTimeout(() => {
      leave.abort()
    }, 100)
    await expect(renewing).rejects.toMatchObject({ code: 'cancelled' })
  })
})
