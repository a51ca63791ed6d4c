import type { AuditInstanceId, DatabaseId, DdmInstanceId } from './ids.ts'

/** A DBSS audit instance. */
export interface AuditInstance {
  id: AuditInstanceId
  name: string
  /** ACTIVE, SHUTOFF, BUILD, DELETING, DELETED, ERROR, HAWAIT, FROZEN or UPGRADING, as sent. */
  status: string | null
  version: string | null
  /** The zone its times are in, as sent by newer versions of the service; `null` if not said. */
  timeZone: string | null
}

/** A DDM instance. */
export interface DdmInstance {
  id: DdmInstanceId
  name: string
  /** Such as RUNNING, as sent. */
  status: string | null
  engineVersion: string | null
}

/** A database under audit. */
export interface Database {
  id: DatabaseId
  name: string
  /** Such as MYSQL, as sent. */
  type: string | null
  version: string | null
  ip: string | null
  port: string | null
  /** ON or OFF, as sent. */
  auditStatus: string | null
}
