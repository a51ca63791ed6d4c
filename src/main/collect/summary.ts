import type { AuditSummary, SummaryCounts, SummaryRow } from '../../shared/model/summary.ts'
import type { Asker } from '../huawei/client.ts'
import { getSummary } from '../huawei/dbss.ts'
import type { WireSummary, WireSummaryRow } from '../huawei/wire.ts'
import { toCount, toText, type Collected } from './collected.ts'

/** The audit summary of the client's project, all pages. */
export async function collectSummary(
  client: Asker,
  signal: AbortSignal,
): Promise<Collected<WireSummary, AuditSummary>> {
  const { first, rows, sources, missing } = await getSummary(client, signal)
  return {
    wire: { ...first, data_list: rows },
    data: { project: readCounts(first), total: first.total ?? null, rows: rows.map(readRow) },
    sources,
    missing: missing === null ? [] : [`Instances: ${missing}.`],
  }
}

function readRow(row: WireSummaryRow): SummaryRow {
  return {
    ...readCounts(row),
    id: toText(row.id),
    instanceId: toText(row.instance_id),
    instanceName: row.instance_name ?? '',
    status: row.status === '1' ? 'success' : row.status === '2' ? 'failure' : 'unknown',
  }
}

function readCounts(counts: WireSummary | WireSummaryRow): SummaryCounts {
  return {
    totalSql: toCount(counts.total_sql),
    totalRisk: toCount(counts.total_risk),
    todaySql: toCount(counts.today_sql),
    todayRisk: toCount(counts.today_risk),
    todaySession: toCount(counts.today_session),
    auditDuration: toCount(counts.audit_duration),
    updatedAt: readEpoch(counts.update_time),
  }
}

/** `update_time` is in milliseconds since the epoch. */
function readEpoch(value: number | bigint | null | undefined): string | null {
  const date = new Date(Number(value ?? Number.NaN))
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
