import {
  collectAuditInstances,
  collectDatabases,
  collectDdmInstances,
} from '../../main/collect/instances.ts'
import { csvOf } from '../../main/report/csv.ts'
import type { AuditInstanceId } from '../../shared/model/ids.ts'
import type { Connection } from '../connection.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { coverageOf, type Answer } from './answer.ts'

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
  { client }: Connection,
  signal: AbortSignal,
): Promise<Answer> {
  const instances = await collectAuditInstances(client, signal)
  const { wire, data, sources } = instances
  const idField = wire.some((row) => row.instance_id !== undefined) ? 'instance_id' : 'id'
  return {
    service: 'dbss',
    parameters: { service: 'dbss' },
    timeZone: null,
    data: wire,
    sources,
    coverage: coverageOf(instances),
    csv: () => csvOf(fieldColumns(idField, ...auditInstanceFields), wire),
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
  { client }: Connection,
  signal: AbortSignal,
): Promise<Answer> {
  const instances = await collectDdmInstances(client, signal)
  const { wire, data, sources } = instances
  return {
    service: 'ddm',
    parameters: { service: 'ddm' },
    timeZone: null,
    data: wire,
    sources,
    coverage: coverageOf(instances),
    csv: () => csvOf(ddmInstanceCsv, wire),
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
  { client }: Connection,
  instance: AuditInstanceId,
  signal: AbortSignal,
): Promise<Answer> {
  const databases = await collectDatabases(client, instance, signal)
  const { wire, data, sources } = databases
  return {
    service: 'dbss',
    parameters: { instance },
    timeZone: null,
    data: wire,
    sources,
    coverage: coverageOf(databases),
    csv: () => csvOf(databaseCsv, wire),
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
