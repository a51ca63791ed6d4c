import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectSummary } from '../../../src/main/collect/summary.ts'
import { listProjects } from '../../../src/main/huawei/iam.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import { anySignal } from '../../support/client.ts'
import { keyOf, openRecordedCloud, type RecordedCloud } from '../../support/recorded-cloud.ts'

let cloud: RecordedCloud
beforeEach(async () => {
  cloud = await openRecordedCloud()
})
afterEach(() => cloud.close())

const wrong = () => ({ ...keyOf(cloud.tenant), secretKey: 'not-the-secret-key' })

const many = (count: number, ask: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, () => ask().catch((error: unknown) => error)))

describe('a wrong signature', () => {
  it('is sent once, however many ask at once, so that the key is not locked', async () => {
    const client = cloud.client({ credentials: wrong() })
    const answers = await many(20, () => collectSummary(client, anySignal))
    expect(cloud.dbss.requests).toHaveLength(1)
    for (const answer of answers) expect(answer).toMatchObject({ code: 'credentials', status: 401 })
    const right = cloud.client({ credentials: keyOf(cloud.tenant) })
    await expect(collectSummary(right, anySignal)).resolves.toMatchObject({ missing: [] })
  })

  it('is not sent again later either', async () => {
    const client = cloud.client({ credentials: wrong() })
    for (let time = 0; time < 7; time++) {
      await expect(collectSummary(client, anySignal)).rejects.toBeInstanceOf(AuditDeskError)
    }
    expect(cloud.dbss.requests).toHaveLength(1)
  })

  it('is sent once when projects are listed', async () => {
    const options = cloud.options({ credentials: wrong() })
    await expect(listProjects(options, anySignal)).rejects.toMatchObject({ code: 'credentials' })
    expect(cloud.iam.requests).toHaveLength(1)
  })

  it('is sent once even by a computer whose clock is wrong too', async () => {
    cloud.simulator.setFaults({ rules: [{ fault: { kind: 'clock', seconds: 1200 } }] })
    const client = cloud.client({ credentials: wrong() })
    const answers = await many(20, () => collectSummary(client, anySignal))
    // The first was refused for its time, the second for its signature.
    expect(cloud.dbss.requests).toHaveLength(2)
    for (const answer of answers) expect(answer).toMatchObject({ code: 'credentials' })
  })
})

describe('a right signature', () => {
  it('lets the others go together as soon as the service took the first', async () => {
    let underWay = 0
    let most = 0
    await cloud.close()
    cloud = await openRecordedCloud({
      beforeAnswer: async () => {
        most = Math.max(most, ++underWay)
        await new Promise((resolve) => setTimeout(resolve, 30))
        underWay--
      },
    })
    const client = cloud.client({ credentials: keyOf(cloud.tenant) })
    await many(20, () => collectSummary(client, anySignal))
    expect(cloud.dbss.requests).toHaveLength(20)
    expect(most).toBeGreaterThan(5)
  })

  it('lets those who wait for the first leave at once', async () => {
    cloud.simulator.setFaults({ rules: [{ fault: { kind: 'latency', milliseconds: 400 } }] })
    const client = cloud.client({ credentials: keyOf(cloud.tenant) })
    const first = collectSummary(client, anySignal)
    const leaver = new AbortController()
    const started = Date.now()
    const left = collectSummary(client, leaver.signal)
    const last = collectSummary(client, anySignal)
    leaver.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    expect(Date.now() - started).toBeLessThan(300)
    await Promise.all([first, last])
    expect(cloud.dbss.requests).toHaveLength(2)
  })
})

describe.each([1200, -1200])('a service whose clock is %i seconds ahead', (seconds) => {
  beforeEach(() => {
    cloud.simulator.setFaults({ rules: [{ fault: { kind: 'clock', seconds } }] })
  })

  it('costs one more request, once, and nobody notices', async () => {
    const client = cloud.client({ credentials: keyOf(cloud.tenant) })
    const answers = await many(20, () => collectSummary(client, anySignal))
    for (const answer of answers) expect(answer).toMatchObject({ missing: [] })
    expect(cloud.dbss.requests).toHaveLength(21)
  })

  it('does not keep projects from being listed', async () => {
    const options = cloud.options({ credentials: keyOf(cloud.tenant) })
    expect(await listProjects(options, anySignal)).not.toHaveLength(0)
    expect(cloud.iam.requests).toHaveLength(2)
  })
})

it('a clock that goes wrong later is corrected as well', async () => {
  const client = cloud.client({ credentials: keyOf(cloud.tenant) })
  for (const seconds of [0, 1200, -1200]) {
    cloud.simulator.setFaults({ rules: [{ fault: { kind: 'clock', seconds } }] })
    await expect(collectSummary(client, anySignal)).resolves.toMatchObject({ missing: [] })
  }
  expect(cloud.dbss.requests).toHaveLength(5)
})
