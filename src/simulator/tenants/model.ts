import type { Json } from '../json.ts'
import type { KillLog } from '../kill-log.ts'
import type { Range } from '../time.ts'
import type { TrendName } from './trends.ts'

export interface User {
  id: string
  name: string
  password: string
  accessKey?: { id: string; secret: string }
  /** Base32; a user who has it needs a one-time password as well. */
  totpSecret?: string
}

export interface Tenant {
  domainId: string
  domainName: string
  region: string
  /** The auditor comes first. */
  users: User[]
  /** Lets users of another account act here. */
  agency?: { id: string; name: string; trusts: string }
  /** The default project, named as the region, comes first. */
  projects: Project[]
}

export interface Project {
  id: string
  name: string
  auditInstances: AuditInstance[]
  /** The answer of seed-2 without its paging: `rows` are all of `data_list`. */
  summary: () => Summary
  ddmInstances: DdmInstance[]
}

export interface Summary {
  totals: Readonly<Record<string, Json>>
  rows: Json[]
}

/** A row of the database list, as sent. */
export interface DatabaseRow {
  id: string
  name: string
  ip: string
  audit_status: 'ON' | 'OFF'
  [field: string]: Json
}

/** A trend as sent, but for the name of its list of points. */
export interface TrendAnswer {
  status: string
  generate_time?: string
  points: Json[]
}

/** When an analysis is asked for, and whether one that runs may come to its end. */
export interface Poll {
  now: number
  quirks: { neverFinished: boolean }
}

/** A DBSS audit instance and what it answers. A database id of `null` means all databases. */
export interface AuditInstance {
  id: string
  name: string
  status: string
  version: string
  timeZone: string
  databases: DatabaseRow[]
  sessions(range: Range, databaseIds: readonly string[] | null): Json[]
  /** The stored analysis; while one runs, each call brings it nearer to its end. */
  trend(name: TrendName, databaseId: string | null, range: Range, call: Poll): TrendAnswer
  /** Starts an analysis unless one runs. */
  analyse(name: TrendName, databaseId: string | null): void
  analyses(): Json[]
}

export interface DdmInstance {
  id: string
  name: string
  status: string
  version: string
  createdAt: number
  killLog: KillLog
  /** Minutes east of UTC in which `execute_time` is written. */
  zone: number
}
