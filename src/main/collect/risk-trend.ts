import type { AuditInstanceId, DatabaseId } from '../../shared/model/ids.ts'
import type { RiskPoint, RiskTrend } from '../../shared/model/risk-trend.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'
import type { HuaweiClient } from '../huawei/client.ts'
import { getRiskTrend } from '../huawei/dbss.ts'
import { parseDbssTime } from '../huawei/time.ts'
import type { WireRiskTrend } from '../huawei/wire.ts'
import { toCount, type Collected } from './collected.ts'

/** The stored trend of risky operations of one audit instance; `null` means all databases. */
export async function collectRiskTrend(
  client: HuaweiClient,
  instanceId: AuditInstanceId,
  range: TimeRange,
  databaseId: DatabaseId | null,
  signal: AbortSignal,
): Promise<Collected<WireRiskTrend, RiskTrend>> {
  const { body, source } = await getRiskTrend(client, instanceId, range, databaseId, signal)
  const status = readStatus(body.status)
  return {
    wire: body,
    data: {
      status,
      rawGeneratedAt: body.generate_time ?? null,
      generatedAt: parseDbssTime(body.generate_time),
      points: (body.operation_statistics ?? [])
        .map((point) => ({
          rawPeriod: point.period ?? '',
          at: parseDbssTime(point.period),
          riskyOperations: toCount(point.risk_operation_num),
        }))
        .sort(byTime),
    },
    sources: [source],
    missing:
      status === 'running' ? ['The service is still computing this trend; it may change.'] : [],
  }
}

function readStatus(raw: string | null | undefined): RiskTrend['status'] {
  switch (raw?.toUpperCase()) {
    case 'FINISHED':
      return 'finished'
    case 'RUNNING':
      return 'running'
    default:
      return 'unknown'
  }
}

function byTime(a: RiskPoint, b: RiskPoint): number {
  if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null)
  return Date.parse(a.at) - Date.parse(b.at)
}
