import { GeneratedKillLog } from '../kill-log.ts'
import { Random } from '../random.ts'
import { day } from '../time.ts'
import { GeneratedAuditInstance } from './audit-instance.ts'
import type { DatabaseRow, DdmInstance, Project, Summary, Tenant } from './model.ts'
import { bank, logistics, type TenantNames } from './names.ts'
import { buildSummary } from './summary.ts'

interface Traits {
  names: TenantNames
  /** Minutes east of UTC of its people, and of the times in its kill logs. */
  zone: number
  killLogZone: number
  /** Records of each DDM instance's kill log, unless the caller says otherwise. */
  killRecords: readonly number[]
  inOneSecond: number
  /** Which row of the summary the service failed to refresh. */
  failedRow: number
  /** Added to what the first row and the totals count; beyond 2^53 in one tenant. */
  statementsBefore: bigint
  subProjectHasData: boolean
}

const traits: readonly Traits[] = [
  {
    names: logistics,
    zone: 480,
    killLogZone: 480,
    killRecords: [4236, 2718, 96],
    inOneSecond: 7,
    failedRow: 3,
    statementsBefore: 0n,
    subProjectHasData: false,
  },
  {
    names: bank,
    zone: 480,
    killLogZone: 0,
    killRecords: [5170, 1934],
    // More than a page holds: only the offset leads through such a second.
    inOneSecond: 150,
    failedRow: 2,
    statementsBefore: 9_007_199_254_740_993n,
    subProjectHasData: true,
  },
]

export interface WorldOptions {
  seed: number
  /** Where all data ends, milliseconds since the epoch. */
  end: number
  killRecords?: number
}

/** The two tenants of a seed. The same options give the same tenants. */
export function buildTenants(options: WorldOptions): Tenant[] {
  return traits.map((tenant) => buildTenant(tenant, options))
}

function buildTenant(tenant: Traits, options: WorldOptions): Tenant {
  const { names } = tenant
  const random = new Random(options.seed, names.domainName)
  const projectId = random.hex(32)
  const subProjectId = random.hex(32)
  return {
    domainId: random.hex(32),
    domainName: names.domainName,
    region: names.region,
    users: [
      {
        id: random.hex(32),
        name: names.userName,
        password: `${random.text(18)}-7`,
        accessKey: { id: random.text(20).toUpperCase(), secret: random.text(40) },
      },
      {
        id: random.hex(32),
        name: `${names.userName}.mfa`,
        password: `${random.text(18)}-7`,
        totpSecret: random.base32(32),
      },
    ],
    agency: {
      id: random.hex(32),
      name: 'external-audit',
      trusts: traits.find((other) => other !== tenant)?.names.domainName ?? '',
    },
    projects: [
      buildProject(tenant, options, projectId, names.region),
      tenant.subProjectHasData
        ? buildProject(
            { ...tenant, names: shortened(names), statementsBefore: 0n, killRecords: [64] },
            options,
            subProjectId,
            names.subProject,
          )
        : emptyProject(subProjectId, names.subProject),
    ],
  }
}

function shortened(names: TenantNames): TenantNames {
  return {
    ...names,
    auditInstances: [
      {
        name: 'sandbox-audit',
        status: 'ACTIVE',
        databases: [
          { name: 'sandbox', type: 'MYSQL', version: '8.0', classification: 'RDS' },
          { name: 'load_test', type: 'MYSQL', version: '8.0', classification: 'RDS' },
        ],
      },
    ],
    ddmInstances: [{ name: 'ddm-sandbox', status: 'RUNNING' }],
  }
}

function emptyProject(id: string, name: string): Project {
  const totals = {
    audit_duration: 0,
    total_sql: 0,
    total_risk: 0,
    today_sql: 0,
    today_risk: 0,
    today_session: 0,
    update_time: 0,
  }
  return { id, name, auditInstances: [], summary: () => ({ totals, rows: [] }), ddmInstances: [] }
}

function buildProject(tenant: Traits, options: WorldOptions, id: string, name: string): Project {
  const instances = tenant.names.auditInstances.map((_, index) =>
    buildAuditInstance(tenant, options, id, index),
  )
  let summary: Summary | undefined
  return {
    id,
    name,
    auditInstances: instances,
    summary: () => (summary ??= buildSummary({ ...options, ...tenant, projectId: id }, instances)),
    ddmInstances: tenant.names.ddmInstances.map((_, index) =>
      buildDdmInstance(tenant, options, id, index),
    ),
  }
}

function buildAuditInstance(
  tenant: Traits,
  options: WorldOptions,
  projectId: string,
  index: number,
): GeneratedAuditInstance {
  const { names } = tenant
  const seed = `${options.seed} ${projectId} audit ${index}`
  const random = new Random(seed, 'recipe')
  const spec = names.auditInstances[index]
  if (spec === undefined) throw new RangeError(`no audit instance ${index}`)
  const before = names.auditInstances.slice(0, index).flatMap(({ databases }) => databases).length
  const databases = spec.databases.map((database, position) => {
    const ip = `10.${index * 16 + 12}.${random.integer(0, 40)}.${random.integer(4, 250)}`
    const row: DatabaseRow = {
      id: random.text(20),
      name: database.name,
      type: database.type,
      version: database.version,
      charset: 'UTF8',
      ip,
      port: { MYSQL: '3306', ORACLE: '1521', SQLSERVER: '1433' }[database.type] ?? '5432',
      os: 'LINUX64',
      status: 'ON',
      instance_name: database.classification === 'ECS' ? 'ORCL' : '',
      audit_status: position > 0 && position === spec.databases.length - 1 ? 'OFF' : 'ON',
      db_classification: database.classification,
      rds_id: database.classification === 'RDS' ? `${random.hex(32)}in01` : '',
      rds_audit_switch_mismatch: false,
    }
    // Neighbouring databases share some users, and each user of the tenant has at least one.
    const stride = Math.ceil(names.databaseUsers.length / countDatabases(names))
    const first = (before + position) * stride
    const users = Array.from(
      { length: stride + 3 },
      (_, step) => names.databaseUsers[(first + step) % names.databaseUsers.length] ?? 'root',
    )
    return { row, users: [...new Set(['root', ...users])] }
  })
  const stopped = spec.status === 'ACTIVE' ? 0 : 12 * day
  return new GeneratedAuditInstance({
    seed,
    name: spec.name,
    status: spec.status,
    version: stopped > 0 ? '23.05.23.193055' : '25.06.12.101530',
    end: options.end - stopped,
    zone: tenant.zone,
    databases,
    sessionsPerDay: [5200, 2400, 1300, 420][index] ?? 420,
    risksPerHour: [34, 21, 9, 4][index] ?? 4,
    spikesDaysAgo: [
      [0.72, 5.31],
      [3.55, 17.2],
      [2.1, 9.45],
      [4.4, 20.8],
    ][index] as [number, number],
  })
}

function countDatabases(names: TenantNames): number {
  return names.auditInstances.flatMap(({ databases }) => databases).length
}

function buildDdmInstance(
  tenant: Traits,
  options: WorldOptions,
  projectId: string,
  index: number,
): DdmInstance {
  const seed = `${options.seed} ${projectId} ddm ${index}`
  const random = new Random(seed)
  const spec = tenant.names.ddmInstances[index]
  if (spec === undefined) throw new RangeError(`no DDM instance ${index}`)
  return {
    id: `${random.hex(32)}in09`,
    name: spec.name,
    status: spec.status,
    version: '3.1.4.2',
    createdAt: options.end - random.integer(200, 900) * day,
    zone: tenant.killLogZone,
    killLog: new GeneratedKillLog({
      seed,
      end: options.end,
      records: options.killRecords ?? tenant.killRecords[index] ?? 100,
      zone: tenant.zone,
      operators: tenant.names.operators,
      burstDaysAgo: 9.62 + index * 13,
      inOneSecond: tenant.inOneSecond,
    }),
  }
}
