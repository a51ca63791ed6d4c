import { csvOf } from '../../main/report/csv.ts'
import type { AuditInstanceId } from '../../shared/model/ids.ts'
import type { Connection } from '../connection.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { common, type Answer } from './answer.ts'

/** The newest list calls the id `instance_id`, the older ones `id`; a row has one of them. */
const auditInstanceFields = ['name', 'status', 'version', 'timezone']
const ddmInstanceCsv = fieldColumns('id', 'name', 'status', 'engine_version')
const databaseCsv = fieldColumns(
  'id',
  'name',
  'type',
  'version',
  'ip',
  'port',
  'status',
  'audit_status',
)

/** The DBSS audit instances of the project. */
export async function auditInstancesAnswer(
  connection: Connection,
  signal: AbortSignal,
): Promise<Answer> {
  const told = await connection.ask<'audit-instances'>({ kind: 'audit-instances' }, null, signal)
  const { wire, data } = told
  const idField = wire.some((row) => row.instance_id !== undefined) ? 'instance_id' : 'id'
  return {
    service: 'dbss',
    parameters: { service: 'dbss' },
    ...common(told),
    csv: () => [csvOf(fieldColumns(idField, ...auditInstanceFields), wire)],
    tables: () => [
      tableOf(
        'Audit instances',
        [
          { heading: 'Id', cell: (row) => row.id },
          { heading: 'Name', cell: (row) => row.name },
          { heading: 'Status', cell: (row) => row.status },
          { heading: 'Version', cell: (row) => row.version },
          { heading: 'Time zone', cell: (row) => row.timeZone },
        ],
        data,
      ),
    ],
  }
}

/** The DDM instances of the project. */
export async function ddmInstancesAnswer(
  connection: Connection,
  signal: AbortSignal,
): Promise<Answer> {
  const told = await connection.ask<'ddm-instances'>({ kind: 'ddm-instances' }, null, signal)
  const { wire, data } = told
  return {
    service: 'ddm',
    parameters: { service: 'ddm' },
    ...common(told),
    csv: () => [csvOf(ddmInstanceCsv, wire)],
    tables: () => [
      tableOf(
        'DDM instances',
        [
          { heading: 'Id', cell: (row) => row.id },
          { heading: 'Name', cell: (row) => row.name },
          { heading: 'Status', cell: (row) => row.status },
          { heading: 'Version', cell: (row) => row.engineVersion },
        ],
        data,
      ),
    ],
  }
}

/** The databases under audit by one instance. */
export async function databasesAnswer(
  connection: Connection,
  instance: AuditInstanceId,
  signal: AbortSignal,
): Promise<Answer> {
  const question = { kind: 'databases', instanceId: instance } as const
  const told = await connection.ask<'databases'>(question, null, signal)
  const { wire, data } = told
  return {
    service: 'dbss',
    parameters: { instance },
    ...common(told),
    csv: () => [csvOf(databaseCsv, wire)],
    tables: () => [
      tableOf(
        'Databases',
        [
          { heading: 'Id', cell: (row) => row.id },
          { heading: 'Name', cell: (row) => row.name },
          { heading: 'Type', cell: (row) => row.type },
          { heading: 'Version', cell: (row) => row.version },
          { heading: 'Address', cell: (row) => row.ip },
          { heading: 'Port', align: 'right', cell: (row) => row.port },
          { heading: 'Audit', cell: (row) => row.auditStatus },
        ],
        data,
      ),
    ],
  }
}
