/** Risky operations at one point of time (seed-1, Table 6). */
export interface RiskPoint {
  /** As sent: `yyyy-MM-dd HH:mm:ss`, without a zone. Spacing is irregular. */
  rawPeriod: string
  /** The same as an ISO 8601 instant, read in the zone that the answer names; `null` if it can't be read. */
  at: string | null
  /** Exact 64-bit count; `null` where the service sent none. */
  riskyOperations: bigint | null
}

/** Risky operations over time, as the service last computed them (seed-1, Table 5). */
export interface RiskTrend {
  /** Documented in upper case, sent in lower: compared without regard to case. */
  status: 'finished' | 'running' | 'unknown'
  /** When the service computed it, as sent and as an instant. */
  rawGeneratedAt: string | null
  generatedAt: string | null
  /** In the order of time; points whose time can't be read stand at the end. */
  points: RiskPoint[]
}
