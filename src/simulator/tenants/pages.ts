import { FixedKillLog } from '../kill-log.ts'
import type { AuditInstance, DatabaseRow, Tenant } from './model.ts'

const projectId = 'b9351f98c724428794ba7d105fa3558d'

function database(id: string, name: string, ip: string): DatabaseRow {
  return {
    id,
    name,
    type: 'MYSQL',
    version: '8.0',
    charset: 'UTF8',
    ip,
    port: '3306',
    os: 'LINUX64',
    status: 'ON',
    instance_name: '',
    audit_status: 'ON',
    db_classification: 'RDS',
    rds_id: '',
    rds_audit_switch_mismatch: false,
  }
}

const auditInstance: AuditInstance = {
  id: '0c6dcc2d8ffb4b5a8c1d2ab3ef1a5542',
  name: 'DBSS-mysql8-test',
  status: 'ACTIVE',
  version: '25.06.12.101530',
  timeZone: 'UTC',
  databases: [
    database('nhlzy5gBs27Fw8ND_w_P', 'rds-ce88', '10.0.0.3'),
    database('db001', 'user_management', '10.0.0.4'),
  ],
  sessions: (_range, databaseIds) =>
    [
      {
        db_id: 'nhlzy5gBs27Fw8ND_w_P',
        db_user: 'root',
        session_num: 33,
        db_name: 'rds-ce88',
        db_ip: '10.0.0.3',
      },
    ].filter(({ db_id }) => databaseIds === null || databaseIds.includes(db_id)),
  // The pages show one trend; of the others there is nothing.
  trend: (name) => ({
    status: 'finished',
    generate_time: '2025-08-20 07:58:58',
    points:
      name === 'risk-operation'
        ? [
            { period: '2025-08-19 17:03:52', risk_operation_num: 0 },
            { period: '2025-08-19 18:07:44', risk_operation_num: 0 },
          ]
        : [],
  }),
  analyse: () => undefined,
  analyses: () => [
    {
      generate_time: '2023-10-05 15:30:00',
      db_id: 'db001',
      db_name: 'user_management',
      statistics_type: 'RISK',
    },
  ],
}

/** The tenant whose answers are the examples of the reference pages, whatever range is asked. */
export function pagesTenant(): Tenant {
  const summaryRow = (id: number, instance: number, name: string, counts: object) => ({
    id,
    status: '1',
    reserve1: null,
    reserve2: null,
    project_id: projectId,
    instance_id: instance,
    instance_name: name,
    ...counts,
  })
  const today = { today_sql: 0, today_risk: 0, today_session: 0 }
  return {
    domainId: 'd78cbac186b744899480f25bd022f468',
    domainName: 'reference-pages',
    region: 'cn-north-4',
    users: [
      {
        id: '7116d09f88fa41908676fdd4b039e95b',
        name: 'reader',
        password: 'As-The-Pages-Say-5',
        accessKey: {
          id: 'PAGESREADERACCESSKEY',
          secret: 'SecretKeyOfTheReaderOfTheReferencePages5',
        },
      },
    ],
    projects: [
      {
        id: projectId,
        name: 'cn-north-4',
        auditInstances: [
          auditInstance,
          { ...auditInstance, id: 'f3a4c1e09b7d4d6bb1e2c3d4e5f65550', name: 'DBSS-Q1-test' },
        ],
        summary: () => ({
          totals: {
            audit_duration: 99423,
            total_sql: 120267839,
            total_risk: 1597508,
            today_sql: 4354,
            today_risk: 4354,
            today_session: 4350,
            update_time: 1712570404644,
          },
          rows: [
            summaryRow(235049, 5542, 'DBSS-mysql8-test', {
              audit_duration: 99423,
              total_sql: 3537,
              total_risk: 380,
              ...today,
              update_time: 1712570404093,
            }),
            summaryRow(235050, 5550, 'DBSS-Q1-test', {
              audit_duration: 0,
              total_sql: 148,
              total_risk: 36,
              ...today,
              update_time: 1712570404138,
            }),
          ],
        }),
        ddmInstances: [
          {
            id: '5af0884170a84164980f79f9f5bf230c****',
            name: 'UTS-ddm-name',
            status: 'RUNNING',
            version: '3.1.4.2',
            createdAt: Date.UTC(2024, 0, 1),
            zone: 480,
            // The example's record, read with its own offset, lies outside the example's window; it
            // was made at this instant, and "03:08:15+0800" is UTC with the wrong offset behind it.
            killLog: new FixedKillLog([
              {
                at: Date.UTC(2024, 5, 18, 3, 8, 15),
                processId: 123456,
                operator: 'user_name',
                sentTime: '2024-06-18T03:08:15+0800',
              },
            ]),
          },
        ],
      },
    ],
  }
}
