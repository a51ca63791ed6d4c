import type { DatabaseId } from './ids.ts'

/** The kinds of statistics the service computes per database (seed-3, Table 4). */
export const analysisTypes = ['RISK', 'SESSION', 'SQL', 'COUNT', 'INJECTION', 'OPERATION'] as const

/** One analysis that exists: which database, which statistics, how old. */
export interface Analysis {
  databaseId: DatabaseId | null
  databaseName: string | null
  /** One of `analysisTypes`, or whatever else the service sent. */
  type: string | null
  rawGeneratedAt: string | null
  /** ISO 8601, read in the zone that the answer names; `null` if absent or unreadable. */
  generatedAt: string | null
}
