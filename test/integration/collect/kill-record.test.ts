import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KillRecordId } from '../../../src/shared/contract/kill-log.ts'
import { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { describeKillRecord } from '../../../src/main/collect/kill-record.ts'
import { getDdmInstances } from '../../../src/main/huawei/ddm.ts'
import { startSimulator } from '../../../src/simulator/simulator.ts'
import { anySignal, clientOf, clientOfTenant } from '../../support/client.ts'
import { collectInto, openStore, recordsOf, type OpenStore } from '../../support/kill-log-store.ts'
import { serveKillLog } from '../../support/kill-log-server.ts'
import { ask, signIn } from '../simulator/support.ts'

const instanceId = DdmInstanceId.parse('f08206cf0d5ef5c11816418fd3ec21b9in09')
const range = { from: '2026-05-01T00:00:00.000Z', to: '2026-05-03T00:00:00.000Z' }

let open: OpenStore
const closing: { close: () => Promise<void> }[] = []
beforeEach(async () => {
  open = await openStore()
})
afterEach(async () => {
  await Promise.all([...closing.splice(0), open].map((thing) => thing.close()))
})

/** A service that answers with these texts, one after the other, the last for ever. */
async function serve(...bodies: string[]) {
  const server = await serveKillLog({
    rows: [],
    instead: (request, response) => {
      const body = bodies[Math.min(request, bodies.length) - 1] ?? ''
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-request-id': `request-${request}`,
      })
      response.end(body)
      return true
    },
  })
  const client = clientOf(server.url)
  closing.push(client, server)
  return { client, collect: (asked = range) => collectInto(open.store, client, instanceId, asked) }
}

const page = (...rows: string[]) =>
  `{ "total_count" : ${rows.length}, "process_audit_logs" : [ ${rows.join(' ,\n')} ] }`
const rowOf = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    instance_id: instanceId,
    instance_name: 'ddm-orders',
    process_id: 7,
    execute_user_name: 'root',
    execute_time: '2026-05-02T10:00:00+0000',
    ...fields,
  })

async function describeOnly(asked = range) {
  const [record] = await recordsOf(open.store, instanceId, asked)
  return describeKillRecord(open.store, record!.id as KillRecordId)
}

describe('a record of the simulator', () => {
  it('is shown as the service sent it, with the answer it is from and its digest', async () => {
    const simulator = await startSimulator({ seed: 7, killRecords: 900 })
    const client = clientOfTenant(simulator)
    closing.push(client, simulator)
    const { rows: instances } = await getDdmInstances(client, anySignal)
    const asked = DdmInstanceId.parse(instances[0]?.id)
    const month = {
      from: new Date(Date.now() - 30 * 86_400_000).toISOString(),
      to: new Date().toISOString(),
    }
    const { records } = await collectInto(open.store, client, asked, month)
    expect(records.length).toBeGreaterThan(200)
    const token = await signIn(simulator, simulator.tenants[0]!)
    for (const [place, record] of records.entries()) {
      if (place % 17 > 0) continue
      const detail = await describeKillRecord(open.store, record.id as KillRecordId)
      const { text } = await ask(detail.source.url, { token })
      expect(createHash('sha256').update(text).digest('hex')).toBe(detail.sha256)
      expect(Buffer.byteLength(text)).toBe(detail.size)
      const sent = (JSON.parse(text) as { process_audit_logs: unknown[] }).process_audit_logs
      expect(text).toContain(detail.raw)
      expect(JSON.parse(detail.raw)).toEqual(sent[detail.row])
      expect(JSON.parse(detail.raw)).toMatchObject({ execute_time: record.rawTime })
      expect(detail.source.requestId).toEqual(expect.any(String))
      expect(detail.windows.filter(({ brought }) => brought)).toHaveLength(1)
      expect(detail.doubtful).toBe(false)
    }
  }, 60_000)
})

describe('a record', () => {
  it('keeps every digit, escape and space of what was sent', async () => {
    const odd =
      '{"process_id":18446744073709551615, "execute_user_name" : "\\u738b\\u82b3 <b>\\"", "execute_time":"2026-05-02T10:00:00+0000","unknown":1.50}'
    const { collect } = await serve(page(rowOf(), odd))
    await collect()
    const records = await recordsOf(open.store, instanceId, range)
    const record = records.find(({ processId }) => processId === '18446744073709551615')
    const detail = await describeKillRecord(open.store, record!.id as KillRecordId)
    expect(detail.raw).toBe(odd)
    expect(detail.row).toBe(1)
    expect(detail.record.operator).toBe('王芳 <b>"')
    expect(detail.source.requestId).toBe('request-1')
    expect(detail.lacking).toEqual(['instanceName', 'instanceId'])
  })

  it('names every window that held it, and which of them brought it', async () => {
    const { collect } = await serve(page(rowOf()))
    await collect()
    await collect()
    const { windows, doubtful, within } = await describeOnly()
    expect(windows.map(({ holds, brought }) => ({ holds, brought }))).toEqual([
      { holds: 'alike', brought: false },
      { holds: 'alike', brought: true },
    ])
    expect(within).toEqual(range)
    expect(doubtful).toBe(false)
  })

  it('names a window that was complete and did not hold it any more', async () => {
    const { collect } = await serve(page(rowOf()), page())
    await collect()
    await collect()
    const { windows } = await describeOnly()
    expect(windows).toMatchObject([
      { holds: 'not', missing: null, brought: false },
      { holds: 'alike', brought: true },
    ])
  })

  it('says nothing of a window that could not have held it', async () => {
    const { collect } = await serve(page(rowOf()), page())
    await collect()
    await collect({ from: '2026-05-01T00:00:00.000Z', to: '2026-05-01T12:00:00.000Z' })
    expect((await describeOnly()).windows).toHaveLength(1)
  })

  it('is doubtful when a window holds one that only may be the same', async () => {
    const { collect } = await serve(page(rowOf()), page(rowOf({ execute_user_name: null })))
    await collect()
    await collect()
    const { doubtful, lacking, windows } = await describeOnly()
    expect(doubtful).toBe(true)
    expect(lacking).toEqual([])
    expect(windows.map(({ holds }) => holds)).toEqual(['compatible', 'alike'])
  })

  it('is doubtful when it lacks a field and several windows held its like', async () => {
    const { collect } = await serve(page(rowOf({ execute_time: '' })))
    await collect()
    expect((await describeOnly()).doubtful).toBe(false)
    await collect()
    expect(await describeOnly()).toMatchObject({ doubtful: true, lacking: ['rawTime'] })
  })

  it('is looked for in the newest windows only, and the rest are counted', async () => {
    const { collect } = await serve(page(rowOf()))
    for (let time = 0; time < 23; time++) await collect()
    const { windows, unread } = await describeOnly()
    expect(windows).toHaveLength(21)
    expect(windows.at(-1)?.brought).toBe(true)
    expect(unread).toBe(2)
  })

  it('is refused when its answer is not the one that was stored', async () => {
    const { collect } = await serve(page(rowOf()))
    await collect()
    await open.database.write((session) =>
      session.run("UPDATE raw_answer SET sha256 = repeat('0', 64)"),
    )
    await expect(describeOnly()).rejects.toMatchObject({ code: 'file' })
  })

  it('that the archive does not have is an error that says so', async () => {
    await expect(describeKillRecord(open.store, 4711 as KillRecordId)).rejects.toMatchObject({
      code: 'not-found',
      message: 'The archive has no kill record 4711.',
    })
  })
})
