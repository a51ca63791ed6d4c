import type { AnswerId } from './question.ts'

/**
 * What the audit summary counts, for the project or for one instance (seed-2, Tables 4 and 5).
 * Counts are exact 64-bit integers; `null` where the service sent nothing.
 */
export interface SummaryCounts {
  totalSql: bigint | null
  totalRisk: bigint | null
  todaySql: bigint | null
  todayRisk: bigint | null
  todaySession: bigint | null
  /** As sent. No page of the reference documents its unit, so it is shown raw. */
  auditDuration: bigint | null
  /** When the service last computed it, ISO 8601 in UTC (sent as milliseconds since the epoch). */
  updatedAt: string | null
}

export interface SummaryRow extends SummaryCounts {
  id: string | null
  /** The service's numeric instance id; not the id that other calls want. */
  instanceId: string | null
  instanceName: string
  /** `1` success, `2` failure. */
  status: 'success' | 'failure' | 'unknown'
}

/**
 * The audit summary of a project. `project` holds the service's own totals, which need not be the
 * sums of the rows (in the page's own example they are not) and are never "corrected".
 */
export interface AuditSummary {
  project: SummaryCounts
  /** How many rows the service says there are; `null` when it didn't say. */
  total: number | null
  rows: SummaryRow[]
}

/** The project's counts as one summary in the archive had them. */
export interface SummaryPoint {
  answerId: AnswerId
  /** ISO 8601 in UTC. */
  fetchedAt: string
  counts: SummaryCounts
}
