import type { Json } from '../json.ts'
import { Random } from '../random.ts'
import { day, minute, second } from '../time.ts'
import type { GeneratedAuditInstance } from './audit-instance.ts'
import type { Summary } from './model.ts'

interface SummaryOptions {
  seed: number
  projectId: string
  /** Where all data ends, milliseconds since the epoch. */
  end: number
  /** Which row the service failed to refresh. */
  failedRow: number
  /** Added to what the first row and the totals count. */
  statementsBefore: bigint
}

/** Rows and totals of the dashboard: a cache, whose totals are not the sums of its rows. */
export function buildSummary(
  options: SummaryOptions,
  instances: readonly GeneratedAuditInstance[],
): Summary {
  const { projectId } = options
  const random = new Random(options.seed, projectId, 'summary')
  const updatedAt = options.end - 17 * minute - random.integer(0, 40) * second - 356
  const midnight = Math.floor(options.end / day) * day
  const firstId = random.integer(210_000, 260_000)
  const firstInstance = random.integer(5_000, 6_000)
  const totals = {
    audit_duration: 0n,
    total_sql: 0n,
    total_risk: 0n,
    sql: 0n,
    risk: 0n,
    session: 0n,
  }
  const rows = instances.map((instance, index): Json => {
    const age = instance.status === 'ACTIVE' ? random.integer(300, 900) : 12 * day
    const today = { from: midnight, to: Math.max(midnight, updatedAt) }
    const sessions = instance.countSessions(today)
    const risks = instance.countRisks(today)
    const ever = { from: 0, to: options.end }
    const statements =
      BigInt(instance.countSessions(ever) * random.integer(28, 61)) +
      (index === 0 ? options.statementsBefore : 0n)
    const risky = BigInt(instance.countRisks(ever))
    const duration = random.integer(40_000, 120_000)
    totals.audit_duration =
      totals.audit_duration > duration ? totals.audit_duration : BigInt(duration)
    totals.total_sql += statements
    totals.total_risk += risky
    totals.sql += BigInt(sessions * 37)
    totals.risk += BigInt(risks)
    totals.session += BigInt(sessions)
    return {
      id: firstId + index,
      status: index === options.failedRow ? '2' : '1',
      reserve1: null,
      reserve2: null,
      project_id: projectId,
      instance_id: firstInstance + index * 9 + random.integer(0, 8),
      instance_name: instance.name,
      audit_duration: duration,
      total_sql: statements,
      total_risk: risky,
      today_sql: sessions * 37,
      today_risk: risks,
      today_session: sessions,
      update_time: updatedAt - age,
    }
  })
  // The totals also count instances that are gone, and were taken earlier than the rows.
  return {
    totals: {
      audit_duration: totals.audit_duration,
      total_sql: totals.total_sql + 120_267_839n,
      total_risk: totals.total_risk + 159_750n,
      today_sql: (totals.sql * 93n) / 100n,
      today_risk: (totals.risk * 93n) / 100n,
      today_session: (totals.session * 93n) / 100n,
      update_time: updatedAt,
    },
    rows,
  }
}
