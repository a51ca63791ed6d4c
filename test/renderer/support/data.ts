import type { KillRecord } from '../../../src/shared/model/kill-record.ts'
import type { TrendPoint } from '../../../src/shared/model/trend.ts'
import type { SessionShare } from '../../../src/shared/model/session-share.ts'
import type { AuditSummary, SummaryCounts, SummaryRow } from '../../../src/shared/model/summary.ts'
import type { Coverage } from '../../../src/shared/model/coverage.ts'
import type { KillLogPage, KillRecordId } from '../../../src/shared/contract/kill-log.ts'
import { account } from './desk.ts'
import { databaseId } from './two-accounts.ts'

const counts: SummaryCounts = {
  totalSql: 120_267_839n,
  totalRisk: 1_597_508n,
  todaySql: 4354n,
  todayRisk: 4354n,
  todaySession: 4350n,
  auditDuration: 99_423n,
  updatedAt: '2024-04-08T10:00:04.644Z',
}

export function summaryRow(changes: Partial<SummaryRow> = {}): SummaryRow {
  return {
    ...counts,
    totalSql: 3537n,
    totalRisk: 380n,
    id: '235049',
    instanceId: '5542',
    instanceName: 'DBSS-mysql8-test',
    status: 'success',
    ...changes,
  }
}

/** The example of the reference page: its totals are not the sums of its rows. */
export const summary: AuditSummary = {
  project: counts,
  total: 2,
  rows: [
    summaryRow(),
    summaryRow({
      id: '235050',
      instanceId: '5550',
      instanceName: 'DBSS-Q1-test',
      totalSql: 148n,
      totalRisk: 36n,
      status: 'failure',
    }),
  ],
}

export const emptySummary: AuditSummary = { ...summary, total: 0, rows: [] }

export function share(changes: Partial<SessionShare> = {}): SessionShare {
  return {
    databaseId,
    databaseIp: '10.0.0.3',
    databaseName: 'rds-ce88',
    databaseUser: 'root',
    sessions: 33n,
    ...changes,
  }
}

export function point(rawPeriod: string, riskyOperations: bigint | null): TrendPoint {
  const at = new Date(`${rawPeriod.replace(' ', 'T')}Z`)
  return {
    rawPeriod,
    at: Number.isNaN(at.getTime()) ? null : at.toISOString(),
    counts: { riskyOperations },
  }
}

export function killRecord(index: number): KillRecord {
  return {
    instanceId: 'ddm-1',
    instanceName: 'ddm-orders',
    processId: String(index),
    operator: 'ops.zhang',
    rawTime: '2024-06-18T03:08:15+0800',
    at: '2024-06-17T19:08:15.000Z',
  }
}

/** A page of kill records as it crosses the bridge. */
export function killPage(
  records: readonly KillRecord[],
  changes: Partial<KillLogPage> = {},
): KillLogPage {
  const column = <K extends keyof KillRecord>(name: K): KillRecord[K][] =>
    records.map((record) => record[name])
  return {
    accountId: account(1).id,
    total: records.length,
    offset: 0,
    length: records.length,
    columns: {
      instanceId: column('instanceId'),
      instanceName: column('instanceName'),
      processId: column('processId'),
      operator: column('operator'),
      rawTime: column('rawTime'),
      at: column('at'),
    },
    ids: records.map((_, index) => ((changes.offset ?? 0) + index + 1) as KillRecordId),
    revision: 1,
    ...changes,
  }
}

export function coverage(rows: number, reasons: string[] = []): Coverage {
  const range = { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' }
  return {
    range,
    windows: [
      {
        window: range,
        expected: rows,
        obtained: rows,
        missing: reasons[0] ?? null,
        collectedAt: '2026-11-21T00:00:05.000Z',
      },
    ],
    rows,
    outcome: reasons.length === 0 ? { kind: 'complete' } : { kind: 'incomplete', reasons },
  }
}
