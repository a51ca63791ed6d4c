import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RenewalId } from '../../../src/shared/contract/audit.ts'
import type { AccountId, AuditInstanceId, DatabaseId } from '../../../src/shared/model/ids.ts'
import { trendQuestion } from '../../../src/shared/model/question.ts'
import {
  countOf,
  trendSeries,
  trendTypes,
  type TrendType,
} from '../../../src/shared/model/trend.ts'
import { openDesk, type Desk } from '../../support/desk.ts'

const from = { kind: 'service' } as const
const latest = { kind: 'archive', answerId: null } as const
const range = { kind: 'preset', preset: 'WEEK' } as const

let desk: Desk
let accountId: AccountId
let other: AccountId
let instanceId: AuditInstanceId
let databaseId: DatabaseId

beforeEach(async () => {
  desk = await openDesk()
  const { accounts } = await desk.handlers.accounts.list({})
  accountId = accounts[0]!.id
  other = accounts[1]!.id
  const { audit } = desk.handlers
  instanceId = (await audit.instances({ from, accountId })).data[0]!.id
  databaseId = (await audit.databases({ from, accountId, instanceId })).data[0]!.id
})
afterEach(() => desk.close())

const newId = () => RenewalId.parse(crypto.randomUUID())
const about = (type: TrendType, of: DatabaseId | null = null) => ({
  ...{ accountId, instanceId, type, range },
  databaseId: of,
})

describe.each(trendTypes)('the trend %s', (type) => {
  it('tells of every point all that is counted, of all databases and of one', async () => {
    for (const of of [null, databaseId]) {
      const { data, missing } = await desk.handlers.audit.trend({ from, ...about(type, of) })
      expect(missing).toEqual([])
      expect(data.status).toBe('finished')
      // A database that was never analysed has no points.
      if (of === null) expect(data.points.length).toBeGreaterThan(20)
      for (const point of data.points) {
        expect(Object.keys(point.counts)).toEqual([...trendSeries[type]])
        for (const series of trendSeries[type]) expect(countOf(point, series)).toBeTypeOf('bigint')
      }
    }
  })

  it('is told again by the archive when the cloud is gone', async () => {
    const online = await desk.handlers.audit.trend({ from, ...about(type) })
    await desk.cloud.close()
    const offline = await desk.handlers.audit.trend({ from: latest, ...about(type) })
    expect(offline).toEqual({ ...online, origin: 'archive' })
  })

  it('is computed anew, and what comes of it is kept', async () => {
    const { audit } = desk.handlers
    const before = await audit.trend({ from, ...about(type, databaseId) })
    // Times of generation are told to the second.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const renewal = await audit.renewTrend({ ...about(type, databaseId), renewalId: newId() })
    expect(renewal).toMatchObject({ accountId, finished: true, unkept: null })
    expect(renewal.rawGeneratedAt).not.toBe(before.data.rawGeneratedAt)
    await desk.cloud.close()
    const kept = await audit.trend({ from: latest, ...about(type, databaseId) })
    expect(kept.data.rawGeneratedAt).toBe(renewal.rawGeneratedAt)
    const question = trendQuestion(type, about(type, databaseId))
    expect((await audit.history({ accountId, question })).answers).toHaveLength(2)
  })

  it('that never finishes is the last one seen, and said to be unfinished', async () => {
    desk.cloud.setFaults({ rules: [{ fault: { kind: 'never-finished' } }] })
    const { audit } = desk.handlers
    const renewal = await audit.renewTrend({ ...about(type), renewalId: newId() })
    expect(renewal.finished).toBe(false)
    const kept = await audit.trend({ from: latest, ...about(type) })
    expect(kept.missing).toContain(
      'The service did not finish the new analysis in time; this is the last one.',
    )
  })
})

describe('waiting for a new analysis', () => {
  const never = { rules: [{ fault: { kind: 'never-finished' } as const }] }

  it('ends when it is stopped, and keeps nothing', async () => {
    desk.cloud.setFaults(never)
    const { audit } = desk.handlers
    const renewalId = newId()
    const renewing = audit.renewTrend({ ...about('session'), renewalId })
    setTimeout(() => void audit.stopRenewal({ renewalId }), 150)
    await expect(renewing).rejects.toMatchObject({ code: 'cancelled' })
    const question = trendQuestion('session', about('session'))
    expect((await audit.history({ accountId, question })).answers).toEqual([])
    // What has ended can be begun again.
    desk.cloud.setFaults({ rules: [] })
    await expect(
      audit.renewTrend({ ...about('session'), renewalId: newId() }),
    ).resolves.toMatchObject({ finished: true })
  })

  it('ends when its account is left', async () => {
    desk.cloud.setFaults(never)
    const { accounts, audit } = desk.handlers
    await accounts.select({ accountId })
    const renewing = audit.renewTrend({ ...about('sql-type'), renewalId: newId() })
    const ended = vi.fn()
    renewing.catch(ended)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(ended).not.toHaveBeenCalled()
    await accounts.select({ accountId: other })
    await expect(renewing).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('is refused twice for the same trend, and goes on beside that of another type', async () => {
    desk.cloud.setFaults(never)
    const { audit } = desk.handlers
    const first = newId()
    const second = newId()
    const renewing = audit.renewTrend({ ...about('session'), renewalId: first })
    await expect(
      audit.renewTrend({ ...about('session'), renewalId: newId() }),
    ).rejects.toMatchObject({ code: 'input' })
    const beside = audit.renewTrend({ ...about('sql-count'), renewalId: second })
    await audit.stopRenewal({ renewalId: first })
    await audit.stopRenewal({ renewalId: second })
    await expect(renewing).rejects.toMatchObject({ code: 'cancelled' })
    await expect(beside).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('tells why the service refuses', async () => {
    const { audit } = desk.handlers
    const instances = (await audit.instances({ from, accountId })).data
    const off = instances.find(({ status }) => status === 'SHUTOFF')!
    await expect(
      audit.renewTrend({ ...about('session'), instanceId: off.id, renewalId: newId() }),
    ).rejects.toMatchObject({ serviceCode: 'DBSS.10020102' })
  })

  it('does nothing when what is to be stopped has ended', async () => {
    await expect(desk.handlers.audit.stopRenewal({ renewalId: newId() })).resolves.toBeNull()
  })
})
