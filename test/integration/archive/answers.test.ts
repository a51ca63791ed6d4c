import { describe, expect, it } from 'vitest'
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Archive } from '../../../src/main/archive/archive.ts'
import { askArchive } from '../../../src/main/collect/answers.ts'
import type { RawAnswer } from '../../../src/main/archive/raw-answer.ts'
import { AuditInstanceId, ProjectId } from '../../../src/shared/model/ids.ts'
import type { AnswerId, Question } from '../../../src/shared/model/question.ts'
import { projectNamed } from '../../support/archive-files.ts'
import { cannedAnswers } from '../../support/canned-answers.ts'
import { expectSame, openArchive, tell } from '../../support/kept-answers.ts'

const projectId = ProjectId.parse('0a1b2c3d')
const summary = { kind: 'summary' } as const
const instanceId = AuditInstanceId.parse('core')
const day = { kind: 'preset', preset: 'DAY' } as const
const openInMemory = () => openArchive(projectNamed('Head office'), null)

/** What a summary of so many instances is sent as, in pages. */
function summaryOf(instances: number, counts: Readonly<Record<string, unknown>> = {}) {
  const rows = Array.from({ length: instances }, (_, id) => ({ id, instance_name: `db ${id}` }))
  return (request: { offset: number }) => ({
    ...counts,
    total: instances,
    data_list: rows.slice(request.offset, request.offset + 1000),
  })
}

async function keepSummary(archive: Archive, counts: Record<string, unknown> = {}) {
  return tell(cannedAnswers(projectId, summaryOf(2, counts)), archive.answers, summary)
}

describe('An answer in the archive', () => {
  it('is kept as it was received, with what it was asked and when', async () => {
    const { database, answers } = await openInMemory()
    const client = cannedAnswers(projectId, summaryOf(2500))
    const { asked } = await tell(client, answers, summary)
    const rows = await database.rows('SELECT * FROM raw_answer ORDER BY position')
    expect(rows.map(({ position }) => position)).toEqual([0, 1, 2])
    for (const [index, row] of rows.entries()) {
      const { url, requestId, serverDate, fetchedAt } = asked.collected.sources[index]!
      const body = client.sent[index]!
      expect(gunzipSync(row['gzipped'] as Uint8Array).equals(body)).toBe(true)
      expect(row).toMatchObject({
        answer_id: 1n,
        kill_window_id: null,
        service: 'dbss',
        method: 'GET',
        url,
        request_body: null,
        request_id: requestId,
        server_date: serverDate === null ? null : new Date(serverDate),
        fetched_at: new Date(fetchedAt),
        size: BigInt(body.length),
        sha256: createHash('sha256').update(body).digest('hex'),
      })
    }
    await expectSame(answers, projectId, { question: summary, timeZone: null, asked })
  })

  it('can be asked for in SQL: counts exact, instants in UTC', async () => {
    const { database, answers } = await openInMemory()
    const counts = { total_sql: 2n ** 63n - 1n, today_risk: 0, update_time: 1_777_593_600_123 }
    await tell(cannedAnswers(projectId, summaryOf(2, counts)), answers, summary)
    await tell(
      cannedAnswers(projectId, () => [
        { db_id: 'd1', db_user: 'root', session_num: 2n ** 53n + 1n },
      ]),
      answers,
      { kind: 'sessions', instanceId, range: day, databaseIds: [] },
      'Asia/Shanghai',
    )
    await tell(
      cannedAnswers(projectId, () => ({
        status: 'finished',
        operation_statistics: [
          { period: '2026-05-01 08:00:00', risk_operation_num: 3 },
          { period: 'at noon', risk_operation_num: null },
        ],
      })),
      answers,
      { kind: 'risk-trend', instanceId, range: day, databaseId: null },
      'Asia/Shanghai',
    )
    await tell(
      cannedAnswers(projectId, () => [
        { db_id: 'd1', statistics_type: 'RISK', generate_time: '2026-05-01 08:00:00' },
      ]),
      answers,
      { kind: 'analyses', instanceId },
      'America/New_York',
    )
    const of = (table: string) => database.rows(`SELECT * FROM ${table}`)
    expect(await of('summary_project')).toMatchObject([
      {
        answer_id: 1n,
        total_sql: 2n ** 63n - 1n,
        total_risk: null,
        today_risk: 0n,
        updated_at: new Date(1_777_593_600_123),
      },
    ])
    expect(await of('summary_instance')).toMatchObject([
      { answer_id: 1n, id: '0', instance_name: 'db 0', status: 'unknown' },
      { answer_id: 1n, id: '1', instance_name: 'db 1', status: 'unknown' },
    ])
    expect(await of('session_share')).toMatchObject([
      { answer_id: 2n, database_id: 'd1', database_user: 'root', sessions: 2n ** 53n + 1n },
    ])
    expect(await of('risk_point')).toMatchObject([
      { answer_id: 3n, period_at: new Date('2026-05-01T00:00:00Z'), risky_operations: 3n },
      { answer_id: 3n, raw_period: 'at noon', period_at: null, risky_operations: null },
    ])
    expect(await of('analysis')).toMatchObject([
      { answer_id: 4n, type: 'RISK', generated_at: new Date('2026-05-01T12:00:00Z') },
    ])
  })

  it('that counts more than a column can hold is kept, and the column left empty', async () => {
    const archive = await openInMemory()
    const told = await keepSummary(archive, { total_sql: 10n ** 60n, total_risk: -(10n ** 60n) })
    expect(await archive.answers.summaryTrend()).toMatchObject([
      { counts: { totalSql: null, totalRisk: null } },
    ])
    await expectSame(archive.answers, projectId, told)
  })

  it.each([
    ['another body', (body: Buffer) => gzipSync(Buffer.concat([body, Buffer.from(' ')]))],
    ['a body that can’t be unpacked', (body: Buffer) => gzipSync(body).subarray(0, 20)],
    ['no body', () => Buffer.alloc(0)],
  ])('whose bytes were replaced by %s is not used, and is named', async (_what, replace) => {
    const { database, answers } = await openInMemory()
    const client = cannedAnswers(projectId, summaryOf(1500))
    const { asked } = await tell(client, answers, summary)
    await database.write(({ run }) =>
      run(`UPDATE raw_answer SET gzipped = unhex($hex) WHERE position = 1`, {
        hex: replace(client.sent[1]!).toString('hex'),
      }),
    )
    const named = {
      code: 'file',
      message: expect.stringContaining('answer 1, part 2 of 2') as string,
    }
    await expect(answers.find(summary, asked.answerId)).rejects.toMatchObject(named)
    await expect(askArchive(answers, projectId, summary, null)).rejects.toMatchObject(named)
  })

  it('holds no more than what was there when writing it failed', async () => {
    const { database, answers } = await openInMemory()
    await database.write(({ run }) => run('ALTER TABLE summary_instance ADD COLUMN extra INTEGER'))
    const keeping = answers.keep<'summary'>(summary, {
      ...{ missing: [], timeZone: null, raw: [rawOf('{}')] },
      data: {
        project: { ...none },
        total: 1,
        rows: [{ ...none, id: null, instanceId: null, instanceName: '', status: 'unknown' }],
      },
    })
    await expect(keeping).rejects.toMatchObject({ code: 'file' })
    for (const table of ['answer', 'raw_answer', 'summary_project', 'summary_instance']) {
      expect(await database.rows(`SELECT * FROM ${table}`)).toEqual([])
    }
  })

  it('that this version can’t read is said so, and an earlier one is told in its place', async () => {
    const archive = await openInMemory()
    const { answers } = archive
    const earlier = await keepSummary(archive)
    const raw = [rawOf('{"total": "many"}')]
    const data = { project: { ...none }, total: null, rows: [] }
    const newest = await answers.keep<'summary'>(summary, {
      data,
      missing: [],
      timeZone: null,
      raw,
    })
    await expect(askArchive(answers, projectId, summary, newest)).rejects.toMatchObject({
      code: 'answer',
      message: expect.stringMatching(
        /^Answer 2 of the archive, fetched at 2026-05-01T00:00:00\.000Z, can’t be read .*total/,
      ) as string,
    })
    const told = await askArchive(answers, projectId, summary, null)
    expect(told.answerId).toBe(earlier.asked.answerId)
    expect(told.collected.data).toEqual(earlier.asked.collected.data)
    expect(told.collected.missing).toEqual([
      expect.stringMatching(/^A later answer is passed over\. Answer 2 of the archive/),
    ])
    await expectSame(answers, projectId, earlier)
  })

  it('still says what was missing when it was kept', async () => {
    const { answers } = await openInMemory()
    const missing = ['Something an earlier version noticed.']
    const data = { project: { ...none }, total: 0, rows: [] }
    const raw = [rawOf('{"total":0,"data_list":[]}')]
    const id = await answers.keep<'summary'>(summary, { data, missing, timeZone: null, raw })
    const told = await askArchive(answers, projectId, summary, id)
    expect(told.collected.missing).toEqual(missing)
  })
})

describe('The history of a question', () => {
  it('holds the answers to that question alone, newest first', async () => {
    const { answers } = await openInMemory()
    const sessionsOf = (id: string): Question => ({
      ...{ kind: 'sessions', instanceId: AuditInstanceId.parse(id), range: day, databaseIds: [] },
    })
    const ids: Record<string, (AnswerId | null)[]> = { core: [], edge: [] }
    for (const id of ['core', 'edge', 'core', 'edge', 'core']) {
      const client = cannedAnswers(projectId, () => [])
      const { asked } = await tell(client, answers, sessionsOf(id), 'UTC')
      ids[id]?.unshift(asked.answerId)
    }
    for (const [id, kept] of Object.entries(ids)) {
      const history = await answers.history(sessionsOf(id))
      expect(history.map((answer) => answer.id)).toEqual(kept)
      expect(history.every(({ complete }) => complete)).toBe(true)
      const other = sessionsOf(id === 'core' ? 'edge' : 'core')
      expect(await answers.find(other, kept[0]!)).toBeNull()
    }
    expect(await answers.history(summary)).toEqual([])
    expect(await answers.find(summary, null)).toBeNull()
  })

  it('says when the oldest part of an answer was fetched', async () => {
    const { answers } = await openInMemory()
    const at = (fetchedAt: string) => rawOf('{}', fetchedAt)
    const raw = [at('2026-05-01T00:00:09.500Z'), at('2026-05-01T00:00:07.250Z')]
    const data = { project: { ...none }, total: null, rows: [] }
    await answers.keep<'summary'>(summary, { data, missing: [], timeZone: null, raw })
    expect(await answers.history(summary)).toMatchObject([
      { fetchedAt: '2026-05-01T00:00:07.250Z' },
    ])
  })

  it('of summaries is a trend of the project’s counts, oldest first', async () => {
    const archive = await openInMemory()
    for (const total_sql of [5, 7n * 10n ** 18n, null]) {
      await keepSummary(archive, { total_sql, update_time: 1_777_593_600_123 })
    }
    const counts = { totalRisk: null, updatedAt: '2026-05-01T00:00:00.123Z' }
    expect(await archive.answers.summaryTrend()).toMatchObject([
      { answerId: 1, counts: { ...counts, totalSql: 5n } },
      { answerId: 2, counts: { ...counts, totalSql: 7n * 10n ** 18n } },
      { answerId: 3, counts: { ...counts, totalSql: null } },
    ])
  })

  it('loses none, and mixes none up, however many are kept at once', async () => {
    const archive = await openInMemory()
    const told = await Promise.all(Array.from({ length: 20 }, () => keepSummary(archive)))
    const ids = told.map(({ asked }) => asked.answerId)
    expect(new Set(ids).size).toBe(20)
    const rawIds = await archive.database.rows('SELECT DISTINCT id FROM raw_answer')
    expect(rawIds).toHaveLength(20)
    for (const one of told) await expectSame(archive.answers, projectId, one)
  })
})

const none = {
  ...{ totalSql: null, totalRisk: null, todaySql: null, todayRisk: null, todaySession: null },
  ...{ auditDuration: null, updatedAt: null },
}

function rawOf(text: string, fetchedAt = '2026-05-01T00:00:00.000Z'): RawAnswer {
  return {
    request: JSON.stringify([
      'dbss',
      'GET',
      `/v2/${projectId}/audit/summary/info`,
      [
        ['limit', '1000'],
        ['offset', '0'],
      ],
      null,
    ]),
    source: {
      ...{ service: 'dbss', method: 'GET', url: 'https://dbss.example/', body: null },
      ...{ requestId: null, serverDate: null, fetchedAt },
    },
    body: Buffer.from(text),
  }
}
