import type { z } from 'zod'
import { AuditInstanceId, DatabaseId, DdmInstanceId } from '../../shared/model/ids.ts'
import type { AuditInstance, Database, DdmInstance } from '../../shared/model/instance.ts'
import type { Asker } from '../huawei/client.ts'
import { getAuditInstances, getDatabases } from '../huawei/dbss.ts'
import { getDdmInstances } from '../huawei/ddm.ts'
import type { AllPages } from '../huawei/paging.ts'
import type { WireAuditInstance, WireDatabase, WireDdmInstance } from '../huawei/wire.ts'
import { toText, type Collected } from './collected.ts'

/** All DBSS audit instances of the client's project. */
export async function collectAuditInstances(
  client: Asker,
  signal: AbortSignal,
): Promise<Collected<WireAuditInstance[], AuditInstance[]>> {
  return choices('audit instance', await getAuditInstances(client, signal), {
    idOf: (row) => AuditInstanceId.safeParse(row.instance_id ?? row.id),
    read: (id, row) => ({
      id,
      name: row.name ?? id,
      status: row.status ?? null,
      version: row.version ?? null,
      timeZone: row.timezone ?? null,
    }),
  })
}

/** All databases under audit by one instance. */
export async function collectDatabases(
  client: Asker,
  instanceId: AuditInstanceId,
  signal: AbortSignal,
): Promise<Collected<WireDatabase[], Database[]>> {
  return choices('database', await getDatabases(client, instanceId, signal), {
    idOf: (row) => DatabaseId.safeParse(row.id),
    read: (id, row) => ({
      id,
      name: row.name ?? id,
      type: row.type ?? null,
      version: row.version ?? null,
      ip: row.ip ?? null,
      port: toText(row.port),
      auditStatus: row.audit_status ?? row.status ?? null,
    }),
  })
}

/** All DDM instances of the client's project. */
export async function collectDdmInstances(
  client: Asker,
  signal: AbortSignal,
): Promise<Collected<WireDdmInstance[], DdmInstance[]>> {
  return choices('DDM instance', await getDdmInstances(client, signal), {
    idOf: (row) => DdmInstanceId.safeParse(row.id),
    read: (id, row) => ({
      id,
      name: row.name ?? id,
      status: row.status ?? null,
      engineVersion: row.engine_version ?? null,
    }),
  })
}

interface Reading<Row, Id, Choice> {
  idOf: (row: Row) => z.ZodSafeParseResult<Id>
  read: (id: Id, row: Row) => Choice
}

/** Rows without an id can't be asked about, so they are left out of the choice, and said. */
function choices<Row, Id, Choice>(
  what: string,
  { rows, sources, missing }: AllPages<unknown, Row>,
  { idOf, read }: Reading<Row, Id, Choice>,
): Collected<Row[], Choice[]> {
  const data = rows.flatMap((row) => {
    const id = idOf(row)
    return id.success ? [read(id.data, row)] : []
  })
  const nameless = rows.length - data.length
  return {
    wire: rows,
    data,
    sources,
    missing: [
      ...(missing === null ? [] : [`The list of ${what}s is incomplete: ${missing}.`]),
      ...(nameless === 0 ? [] : [`${nameless} × ${what} without an id, which can’t be chosen.`]),
    ],
  }
}
