import { AuditInstanceId, DatabaseId, DdmInstanceId } from '../../shared/model/ids.ts'
import type { AuditInstance, Database, DdmInstance } from '../../shared/model/instance.ts'
import type { HuaweiClient } from '../huawei/client.ts'
import { getAuditInstances, getDatabases } from '../huawei/dbss.ts'
import { getDdmInstances } from '../huawei/ddm.ts'
import type { WireAuditInstance, WireDatabase, WireDdmInstance } from '../huawei/wire.ts'
import { toText, type Collected } from './collected.ts'

/** All DBSS audit instances of the client's project. */
export async function collectAuditInstances(
  client: HuaweiClient,
  signal: AbortSignal,
): Promise<Collected<WireAuditInstance[], AuditInstance[]>> {
  const { rows, sources, missing } = await getAuditInstances(client, signal)
  const named = rows.flatMap((row) => {
    const id = AuditInstanceId.safeParse(row.instance_id ?? row.id)
    return id.success ? [{ id: id.data, row }] : []
  })
  return {
    wire: rows,
    data: named.map(({ id, row }) => ({
      id,
      name: row.name ?? id,
      status: row.status ?? null,
      version: row.version ?? null,
      timeZone: row.timezone ?? null,
    })),
    sources,
    missing: [...counted('Audit instances', missing), ...without('audit instance', rows, named)],
  }
}

/** All databases under audit by one instance. */
export async function collectDatabases(
  client: HuaweiClient,
  instanceId: AuditInstanceId,
  signal: AbortSignal,
): Promise<Collected<WireDatabase[], Database[]>> {
  const { rows, sources, missing } = await getDatabases(client, instanceId, signal)
  const named = rows.flatMap((row) => {
    const id = DatabaseId.safeParse(row.id)
    return id.success ? [{ id: id.data, row }] : []
  })
  return {
    wire: rows,
    data: named.map(({ id, row }) => ({
      id,
      name: row.name ?? id,
      type: row.type ?? null,
      version: row.version ?? null,
      ip: row.ip ?? null,
      port: toText(row.port),
      auditStatus: row.audit_status ?? row.status ?? null,
    })),
    sources,
    missing: [...counted('Databases', missing), ...without('database', rows, named)],
  }
}

/** All DDM instances of the client's project. */
export async function collectDdmInstances(
  client: HuaweiClient,
  signal: AbortSignal,
): Promise<Collected<WireDdmInstance[], DdmInstance[]>> {
  const { rows, sources, missing } = await getDdmInstances(client, signal)
  const named = rows.flatMap((row) => {
    const id = DdmInstanceId.safeParse(row.id)
    return id.success ? [{ id: id.data, row }] : []
  })
  return {
    wire: rows,
    data: named.map(({ id, row }) => ({
      id,
      name: row.name ?? id,
      status: row.status ?? null,
      engineVersion: row.engine_version ?? null,
    })),
    sources,
    missing: [...counted('DDM instances', missing), ...without('DDM instance', rows, named)],
  }
}

function counted(what: string, missing: string | null): string[] {
  return missing === null ? [] : [`${what}: ${missing}.`]
}

/** Rows without an id can't be asked about, so they are left out of the choice, and said. */
function without(what: string, rows: readonly unknown[], named: readonly unknown[]): string[] {
  const count = rows.length - named.length
  return count === 0 ? [] : [`${count} × ${what} without an id, which can’t be chosen.`]
}
