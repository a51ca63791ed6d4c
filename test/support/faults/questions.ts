import { collectAnalyses } from '../../../src/main/collect/analyses.ts'
import {
  collectAuditInstances,
  collectDatabases,
  collectDdmInstances,
} from '../../../src/main/collect/instances.ts'
import { collectTrend } from '../../../src/main/collect/trend.ts'
import { collectSessions } from '../../../src/main/collect/sessions.ts'
import { collectSummary } from '../../../src/main/collect/summary.ts'
import type { ClientOptions, HuaweiClient } from '../../../src/main/huawei/client.ts'
import { listProjects } from '../../../src/main/huawei/iam.ts'
import type { TrendType } from '../../../src/shared/model/trend.ts'
import type { AuditInstanceId, DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { anySignal } from '../client.ts'
import { collectAnew } from '../kill-log-store.ts'

/** A row in the app's terms, whichever question it answers. */
export type Row = Readonly<Record<string, unknown>>

export interface Told {
  rows: readonly Row[]
  /** Empty when it claims to be all there is. */
  missing: readonly string[]
}

/** What the questions are about. */
export interface Subjects {
  auditInstance: AuditInstanceId
  ddmInstance: DdmInstanceId
  /** 30 days. */
  month: { from: string; to: string }
  day: { from: string; to: string }
}

type Question = (client: HuaweiClient, subjects: Subjects, options: ClientOptions) => Promise<Told>

/** What the client asks of the cloud, by the endpoint that a fault strikes. */
export const questions = {
  tokens: askAnalyses,
  projects: async (_client: HuaweiClient, _subjects: Subjects, options: ClientOptions) => ({
    rows: (await listProjects(options, anySignal)).map((project) => ({ ...project })),
    missing: [],
  }),
  auditInstances: async (client: HuaweiClient) => {
    const { data, missing } = await collectAuditInstances(client, anySignal)
    return { rows: asRows(data), missing }
  },
  databases: async (client: HuaweiClient, { auditInstance }: Subjects) => {
    const { data, missing } = await collectDatabases(client, auditInstance, anySignal)
    return { rows: asRows(data), missing }
  },
  sessions: async (client: HuaweiClient, { auditInstance: instanceId, day: bounds }: Subjects) => {
    const range = { kind: 'bounds', bounds } as const
    const question = { instanceId, range, timeZone: 'UTC', databaseIds: [] }
    const { data, missing } = await collectSessions(client, question, anySignal)
    return { rows: asRows(data), missing }
  },
  riskTrend: askTrend('risk-operation'),
  riskLevelTrend: askTrend('risk-level'),
  sessionTrend: askTrend('session'),
  statementTypeTrend: askTrend('sql-type'),
  statementTrend: askTrend('sql-count'),
  injectionTrend: askTrend('sql-injection'),
  summary: async (client: HuaweiClient) => {
    const { data, missing } = await collectSummary(client, anySignal)
    return { rows: [{ ...data.project }, ...asRows(data.rows)], missing }
  },
  analyses: askAnalyses,
  ddmInstances: async (client: HuaweiClient) => {
    const { data, missing } = await collectDdmInstances(client, anySignal)
    return { rows: asRows(data), missing }
  },
  killLog: async (client: HuaweiClient, { ddmInstance, month }: Subjects) => {
    const { records, coverage } = await collectAnew(client, ddmInstance, month)
    const { outcome } = coverage
    return {
      // The notation of a time may differ from page to page; the instant may not.
      rows: records.map(({ id: _, rawTime: _raw, processIdIsText: _isText, ...record }) => record),
      missing: outcome.kind === 'complete' ? [] : outcome.reasons,
    }
  },
} satisfies Readonly<Record<string, Question>>
export type Asked = keyof typeof questions
export const asked = Object.keys(questions) as Asked[]

function askTrend(type: TrendType): Question {
  return async (client, { auditInstance: instanceId, day: bounds }) => {
    const range = { kind: 'bounds', bounds } as const
    const question = { type, instanceId, range, timeZone: 'UTC', databaseId: null }
    const { data, missing } = await collectTrend(client, question, anySignal)
    const { points, ...about } = data
    const rows = points.map(({ counts, ...point }) => ({ ...point, ...counts }))
    return { rows: [about, ...asRows(rows)], missing }
  }
}

async function askAnalyses(client: HuaweiClient, { auditInstance }: Subjects): Promise<Told> {
  const { data, missing } = await collectAnalyses(client, auditInstance, 'UTC', anySignal)
  return { rows: asRows(data), missing }
}

function asRows(rows: readonly object[]): Row[] {
  return rows.map((row) => ({ ...row }))
}
