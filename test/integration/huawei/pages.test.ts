import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collectAnalyses } from '../../../src/main/collect/analyses.ts'
import { collectAuditInstances, collectDdmInstances } from '../../../src/main/collect/instances.ts'
import { collectTrend } from '../../../src/main/collect/trend.ts'
import { collectSessions } from '../../../src/main/collect/sessions.ts'
import { collectSummary } from '../../../src/main/collect/summary.ts'
import type { HuaweiClient } from '../../../src/main/huawei/client.ts'
import { DatabaseId, type AuditInstanceId } from '../../../src/shared/model/ids.ts'
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts'
import { anySignal, clientOfTenant } from '../../support/client.ts'
import { collectAnew } from '../../support/kill-log-store.ts'

interface Page {
  request: { method: string; uri: string; body?: Record<string, unknown> }
  response: { body: unknown }
}

async function page(name: string): Promise<Page> {
  const file = new URL(`../../fixtures/pages/${name}.json`, import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')) as Page
}

let simulator: Simulator
let client: HuaweiClient
let instanceId: AuditInstanceId
beforeAll(async () => {
  simulator = await startSimulator({ seed: 7, pages: true })
  client = clientOfTenant(simulator, simulator.tenants.length - 1)
  instanceId = (await collectAuditInstances(client, anySignal)).data[0]!.id
})
afterAll(async () => {
  await client.close()
  await simulator.close()
})

const monthly = {
  range: { kind: 'preset', preset: 'MONTH' },
  timeZone: 'UTC',
} as const

describe('the client, on the examples of the reference pages', () => {
  it('keeps the audit summary as sent, totals that are no sums and null reserved words included', async () => {
    const { response } = await page('seed-2-audit-summary')
    const { wire, data, missing } = await collectSummary(client, anySignal)
    expect(wire).toEqual(response.body)
    expect(missing).toEqual([])
    expect(data.project.totalSql).toBe(120_267_839n)
    expect(data.rows.map(({ totalSql }) => totalSql)).toEqual([3537n, 148n])
    expect(data.rows[0]).toMatchObject({
      instanceId: '5542',
      instanceName: 'DBSS-mysql8-test',
      status: 'success',
      updatedAt: new Date(1_712_570_404_093).toISOString(),
    })
  })

  it('asks for sessions as the page does, and keeps the answer as sent', async () => {
    const { request, response } = await page('seed-0-session-distribution')
    const databaseIds = (request.body?.['db_id'] as string[]).map((id) => DatabaseId.parse(id))
    const range = { kind: 'preset', preset: 'HALF_HOUR' } as const
    const question = { instanceId, range, timeZone: 'UTC', databaseIds }
    const { wire, data, sources } = await collectSessions(client, question, anySignal)
    expect(wire).toEqual(response.body)
    expect(data).toMatchObject([{ databaseUser: 'root', sessions: 33n }])
    // The page's example sends all three times; the range wins, so it alone is sent.
    expect(sources[0]?.body).toEqual({
      db_id: request.body?.['db_id'],
      time: { time_range: 'HALF_HOUR' },
    })
  })

  it('asks for the risk trend as the page does, and takes a lower-case status for finished', async () => {
    const { request, response } = await page('seed-1-risk-operation-trend')
    const question = { type: 'risk-operation', instanceId, ...monthly, databaseId: null } as const
    const { wire, data, sources } = await collectTrend(client, question, anySignal)
    expect(wire).toEqual(response.body)
    expect(wire.status).toBe('finished')
    expect(sources[0]?.body).toEqual(request.body)
    expect(data).toMatchObject({ status: 'finished', generatedAt: '2025-08-20T07:58:58.000Z' })
    expect(data.points.map(({ at }) => at)).toEqual([
      '2025-08-19T17:03:52.000Z',
      '2025-08-19T18:07:44.000Z',
    ])
  })

  it('keeps the list of analyses as sent', async () => {
    const { response } = await page('seed-3-trend-history')
    const { wire, data } = await collectAnalyses(client, instanceId, 'UTC', anySignal)
    expect(wire).toEqual(response.body)
    expect(data).toMatchObject([{ type: 'RISK', generatedAt: '2023-10-05T15:30:00.000Z' }])
  })

  it('keeps the kill log as sent, its process id a number', async () => {
    const { response } = await page('seed-4-kill-session-log')
    const [ddm] = (await collectDdmInstances(client, anySignal)).data
    const range = { from: '2024-06-18T09:00:00+08:00', to: '2024-06-18T12:00:00+08:00' }
    const { rows, coverage } = await collectAnew(client, ddm!.id, range)
    expect({ total_count: rows.length, process_audit_logs: rows }).toEqual(response.body)
    expect(rows[0]?.process_id).toBe(123456)
    expect(coverage.outcome).toEqual({ kind: 'complete' })
  })
})
