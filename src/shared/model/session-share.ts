import type { DatabaseId } from './ids.ts'

/** Sessions of one database user on one database (seed-0, Table 6). */
export interface SessionShare {
  databaseId: DatabaseId | null
  databaseIp: string | null
  databaseName: string | null
  databaseUser: string | null
  /** Exact 64-bit count; `null` where the service sent none. */
  sessions: bigint | null
}
