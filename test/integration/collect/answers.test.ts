import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { resolveEndpoints } from '../../../src/main/huawei/endpoints.ts'
import type { HuaweiClient } from '../../../src/main/huawei/client.ts'
import type { ArchiveSubject } from '../../../src/main/archive/archives.ts'
import { askAndKeep, askArchive, renewAndKeep } from '../../../src/main/collect/answers.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'
import { DatabaseId } from '../../../src/shared/model/ids.ts'
import {
  trendQuestion,
  type Question,
  type QuestionKind,
} from '../../../src/shared/model/question.ts'
import { presets } from '../../../src/shared/model/time-range.ts'
import { siblingTrendTypes, trendTypes } from '../../../src/shared/model/trend.ts'
import type { FaultPlan } from '../../../src/simulator/faults/plan.ts'
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts'
import { temporaryFolder } from '../../support/archive-files.ts'
import { anySignal, clientOfTenant } from '../../support/client.ts'
import {
  expectSame,
  forbidNetwork,
  openArchive,
  tell,
  type Told,
} from '../../support/kept-answers.ts'

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
})

async function cloud(): Promise<Simulator> {
  const simulator = await startSimulator({ seed: 7, pages: true, killRecords: 10 })
  open.push(simulator)
  return simulator
}

function clientOf(simulator: Simulator, tenant = 0): HuaweiClient {
  const client = clientOfTenant(simulator, tenant)
  open.push(client)
  return client
}

function subjectOf({ projectId }: HuaweiClient): ArchiveSubject {
  const endpoints = resolveEndpoints('cn-north-4', {})
  return { region: 'cn-north-4', projectId, endpoints, accountName: 'Head office' }
}

interface Asking {
  question: Question
  zone: string | null
}

/** What the screens may ask of a tenant: of so many instances, in so many zones. */
async function questionsOf(
  client: HuaweiClient,
  { instances, zones }: { instances: number; zones: readonly string[] },
): Promise<Asking[]> {
  const list = { kind: 'audit-instances' } as const
  const { collected } = await askAndKeep(client, null, list, null, anySignal)
  const day = { kind: 'bounds', bounds: lastDay() } as const
  const questions: Asking[] = [
    { question: { kind: 'summary' }, zone: null },
    { question: list, zone: null },
    { question: { kind: 'ddm-instances' }, zone: null },
  ]
  for (const { id: instanceId } of collected.data.slice(0, instances)) {
    const databases = { kind: 'databases', instanceId } as const
    const { data } = (await askAndKeep(client, null, databases, null, anySignal)).collected
    const ids = data.map(({ id }) => id).reverse()
    questions.push({ question: databases, zone: null })
    const sessions = { kind: 'sessions', instanceId } as const
    const trend = { kind: 'risk-trend', instanceId } as const
    for (const zone of zones) {
      questions.push(
        { question: { kind: 'analyses', instanceId }, zone },
        { question: { ...sessions, range: day, databaseIds: ids }, zone },
        { question: { ...trend, range: day, databaseId: ids[0] ?? null }, zone },
        ...siblingTrendTypes.map((type) => ({
          question: trendQuestion(type, { instanceId, range: day, databaseId: ids[0] ?? null }),
          zone,
        })),
      )
    }
    for (const preset of presets) {
      const range = { kind: 'preset', preset } as const
      questions.push(
        { question: { ...sessions, range, databaseIds: [] }, zone: 'UTC' },
        { question: { ...trend, range, databaseId: null }, zone: 'UTC' },
      )
    }
  }
  return questions
}

function lastDay(): { from: string; to: string } {
  const now = Math.floor(Date.now() / 1000) * 1000
  return { from: new Date(now - 86_400_000).toISOString(), to: new Date(now).toISOString() }
}

const kindsOf = (told: readonly Told[]) => new Set(told.map(({ question }) => question.kind))
const everyKind = new Set([
  'summary',
  'audit-instances',
  'ddm-instances',
  'databases',
  'sessions',
  'risk-trend',
  'trend',
  'analyses',
])

/** What makes answers that aren't whole, or look otherwise than others. */
const faults: Readonly<Record<string, { plan: FaultPlan; missing: readonly QuestionKind[] }>> = {
  'a total that is too high': {
    plan: { rules: [{ fault: { kind: 'drifting-total', by: 3 } }] },
    missing: ['summary', 'audit-instances', 'databases'],
  },
  'lists that lack a row': {
    plan: { rules: [{ fault: { kind: 'short-page', rows: 1 } }] },
    missing: ['summary', 'audit-instances', 'databases', 'ddm-instances'],
  },
  'counts beyond 2^53': { plan: { rules: [{ fault: { kind: 'big-counts' } }] }, missing: [] },
  'lists that aren’t there': {
    plan: {
      rules: [
        {
          fault: {
            kind: 'missing-fields',
            fields: [
              ...['data_list', 'databases', 'total'],
              ...['operation_statistics', 'risk_statistics', 'session_statistics'],
              ...['sql_statistics', 'count_statistics', 'injection_statistics'],
            ],
          },
        },
      ],
    },
    missing: ['summary', 'databases', 'risk-trend', 'trend'],
  },
  'fields that are null': {
    plan: {
      rules: [
        {
          fault: {
            kind: 'null-fields',
            fields: ['name', 'db_id', 'db_name', 'session_num', 'generate_time', 'period'],
          },
        },
      ],
    },
    missing: [],
  },
  'rows without an id': {
    plan: { rules: [{ fault: { kind: 'missing-fields', fields: ['id', 'instance_id'] } }] },
    missing: ['audit-instances', 'databases', 'ddm-instances'],
  },
  'faults that pass': {
    plan: {
      rules: [{ when: { every: 3 }, fault: { kind: 'error', status: 503, envelope: 'html' } }],
    },
    missing: [],
  },
}

/** Asks, ends the cloud and the network, and compares; then closes the archive, and compares again. */
async function expectArchiveTellsAll(
  simulator: Simulator,
  client: HuaweiClient,
  questions: readonly Asking[],
): Promise<Told[]> {
  const path = join(await temporaryFolder(), 'tenant.duckdb')
  const archive = await openArchive(subjectOf(client), path)
  const told: Told[] = []
  for (const { question, zone } of questions) {
    told.push(await tell(client, archive.answers, question, zone))
  }
  expect(kindsOf(told)).toEqual(everyKind)
  await client.close()
  await simulator.close()
  const tried = forbidNetwork()
  for (const one of told) await expectSame(archive.answers, client.projectId, one)
  await archive.close()

  const again = await openArchive(subjectOf(client), path)
  for (const one of told) await expectSame(again.answers, client.projectId, one)
  expect(tried()).toBe(0)
  return told
}

describe.each([0, 1, 2])('What tenant %i was told', (tenant) => {
  it('the archive tells again without the network', { timeout: 60_000 }, async () => {
    const simulator = await cloud()
    const client = clientOf(simulator, tenant)
    const zones = ['UTC', 'Asia/Shanghai', 'America/New_York', '+05:30']
    const questions = await questionsOf(client, { instances: 2, zones })
    const told = await expectArchiveTellsAll(simulator, client, questions)
    expect(told.flatMap(({ asked }) => asked.collected.missing)).toEqual([])
  })
})

describe.each([0, 2])('What tenant %i was told', (tenant) => {
  it.each(Object.keys(faults))(
    'with %s, the archive tells again without the network',
    { timeout: 60_000 },
    async (name) => {
      const simulator = await cloud()
      const client = clientOf(simulator, tenant)
      const questions = await questionsOf(client, { instances: 1, zones: ['Asia/Shanghai'] })
      const { plan, missing } = faults[name]!
      simulator.setFaults(plan)
      const told = await expectArchiveTellsAll(simulator, client, questions)
      const partial = told.filter(({ asked }) => asked.collected.missing.length > 0)
      expect(kindsOf(partial)).toEqual(new Set(missing))
    },
  )
})

describe('An answer that isn’t whole', () => {
  it('is kept, says what is missing, and is told from whole ones in the history', async () => {
    const simulator = await cloud()
    const client = clientOf(simulator)
    const { answers } = await openArchive(subjectOf(client), null)
    const first = await tell(client, answers, { kind: 'summary' })
    simulator.setFaults({ rules: [{ fault: { kind: 'short-page', rows: 1 } }] })
    const second = await tell(client, answers, { kind: 'summary' })
    expect(second.asked.collected.missing).toHaveLength(1)
    expect(await answers.history({ kind: 'summary' })).toEqual([
      {
        id: second.asked.answerId,
        fetchedAt: second.asked.collected.sources[0]?.fetchedAt,
        complete: false,
      },
      {
        id: first.asked.answerId,
        fetchedAt: first.asked.collected.sources[0]?.fetchedAt,
        complete: true,
      },
    ])
    const latest = await askArchive(answers, client.projectId, { kind: 'summary' }, null)
    expect(latest.collected).toEqual(second.asked.collected)
  })
})

describe('A trend that was computed anew', () => {
  const patience = { firstDelay: 5, longestDelay: 20, budget: 400 }

  const never = { rules: [{ fault: { kind: 'never-finished' } }] } satisfies FaultPlan

  it.each(
    trendTypes.flatMap((type) => [
      ['in time', type, {}] as const,
      ['not in time', type, never] as const,
    ]),
  )('%s (%s) is told again as it was, with all that was asked', async (_when, type, plan) => {
    const simulator = await cloud()
    const client = clientOf(simulator)
    const { answers, database } = await openArchive(subjectOf(client), null)
    const list = { kind: 'audit-instances' } as const
    const [instance] = (await askAndKeep(client, null, list, null, anySignal)).collected.data
    const range = { kind: 'preset', preset: 'DAY' } as const
    const question = trendQuestion(type, { instanceId: instance!.id, range, databaseId: null })
    const before = await tell(client, answers, question, 'Asia/Shanghai')
    simulator.setFaults(plan)
    const asked = await renewAndKeep(
      client,
      () => Promise.resolve(answers),
      question,
      'Asia/Shanghai',
      anySignal,
      patience,
    )
    expect(asked.collected.data).not.toEqual(before.asked.collected.data)
    const renewed = { question, timeZone: 'Asia/Shanghai', asked }
    const after = await tell(client, answers, question, 'Asia/Shanghai')
    const tried = forbidNetwork()
    await expectSame(answers, client.projectId, after)
    await expectSame(answers, client.projectId, renewed)
    await expectSame(answers, client.projectId, before)
    expect(tried()).toBe(0)
    const [parts] = await database.rows(
      'SELECT count(*) AS parts FROM raw_answer WHERE answer_id = $id',
      { id: BigInt(asked.answerId ?? 0) },
    )
    // The trend before, the request for a new one, and at least one look.
    expect(Number(parts?.['parts'])).toBeGreaterThanOrEqual(3)
  })
})

describe('A list of an older service', () => {
  it('is told again as that service told it', async () => {
    const simulator = await cloud()
    const client = clientOf(simulator)
    const { answers } = await openArchive(subjectOf(client), null)
    simulator.setFaults({
      rules: [{ when: { nth: [1] }, fault: { kind: 'error', status: 404, envelope: 'gateway' } }],
    })
    const told = await tell(client, answers, { kind: 'audit-instances' })
    expect(told.asked.collected.sources[0]?.url).toContain('/v2/')
    await expectSame(answers, client.projectId, told)
  })
})

describe('A question that fails half-way', () => {
  it('keeps nothing of what was answered until then', async () => {
    const simulator = await cloud()
    const client = clientOf(simulator)
    const { answers, database } = await openArchive(subjectOf(client), null)
    // The first page says that more follow; the second never comes.
    simulator.setFaults({
      rules: [
        { fault: { kind: 'drifting-total', by: 3 } },
        { when: { after: 1 }, fault: { kind: 'error', status: 403, envelope: 'dbss-policy' } },
      ],
    })
    const asking = askAndKeep(
      client,
      () => Promise.resolve(answers),
      { kind: 'summary' },
      null,
      anySignal,
    )
    await expect(asking).rejects.toBeInstanceOf(AuditDeskError)
    for (const table of ['answer', 'raw_answer', 'summary_project', 'summary_instance']) {
      expect(await database.rows(`SELECT * FROM ${table}`)).toEqual([])
    }
  })
})

describe('An archive that can’t be used', () => {
  it('takes no answer away, and the reason is told', async () => {
    const client = clientOf(await cloud())
    const reason = 'The archive /a.duckdb could not be used: held by another program.'
    const held = new AuditDeskError({ code: 'file', message: reason, retryable: false })
    const question = { kind: 'summary' } as const
    const asked = await askAndKeep(client, () => Promise.reject(held), question, null, anySignal)
    expect(asked).toMatchObject({ answerId: null, unkept: reason })
    expect(asked.collected.data.rows.length).toBeGreaterThan(0)
  })

  it('that was closed meanwhile takes no answer away', async () => {
    const client = clientOf(await cloud())
    const archive = await openArchive(subjectOf(client), null)
    await archive.close()
    const question = { kind: 'summary' } as const
    const opened = () => Promise.resolve(archive.answers)
    const asked = await askAndKeep(client, opened, question, null, anySignal)
    expect(asked.collected.data.rows.length).toBeGreaterThan(0)
    expect(asked.unkept).toContain('is closed')
  })

  it('is not opened where answers are not to be kept', async () => {
    const client = clientOf(await cloud())
    const asked = await askAndKeep(client, null, { kind: 'summary' }, null, anySignal)
    expect(asked).toMatchObject({ answerId: null, unkept: null })
  })
})

describe('The archive', () => {
  it('has no answer to another question, to another’s id, or about another project', async () => {
    const simulator = await cloud()
    const client = clientOf(simulator)
    const { answers } = await openArchive(subjectOf(client), null)
    const ask = (question: Question, id: Told['asked']['answerId']) =>
      askArchive(answers, client.projectId, question, id)
    await expect(ask({ kind: 'summary' }, null)).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('Ask the service') as string,
    })
    const summary = await tell(client, answers, { kind: 'summary' })
    const instances = await tell(client, answers, { kind: 'audit-instances' })
    const unknown = { code: 'not-found' }
    await expect(ask({ kind: 'summary' }, instances.asked.answerId)).rejects.toMatchObject(unknown)
    await expect(ask({ kind: 'ddm-instances' }, null)).rejects.toMatchObject(unknown)
    const other = clientOf(simulator, 1).projectId
    await expect(
      askArchive(answers, other, { kind: 'summary' }, summary.asked.answerId),
    ).rejects.toMatchObject({ code: 'answer' })
  })

  it('answers a question that names the same databases in another order', async () => {
    const client = clientOf(await cloud())
    const { answers } = await openArchive(subjectOf(client), null)
    const list = { kind: 'audit-instances' } as const
    const [instance] = (await askAndKeep(client, null, list, null, anySignal)).collected.data
    const instanceId = instance!.id
    const databases = { kind: 'databases', instanceId } as const
    const { data } = (await askAndKeep(client, null, databases, null, anySignal)).collected
    const ids = data.map(({ id }) => DatabaseId.parse(id))
    expect(ids.length).toBeGreaterThan(1)
    const range = { kind: 'preset', preset: 'DAY' } as const
    const question = { kind: 'sessions', instanceId, range, databaseIds: ids } as const
    const told = await tell(client, answers, { ...question, databaseIds: ids }, 'UTC')
    const turned = { ...question, databaseIds: [...ids].reverse() }
    await expectSame(answers, client.projectId, { ...told, question: turned })
  })
})
