import type { Asked } from '../faults/questions.ts'

const killRow = (id: number) => ({
  instance_id: 'f08206cf0d5ef5c11816418fd3ec21b9in09',
  instance_name: 'ddm-orders',
  process_id: id,
  execute_user_name: 'root',
  execute_time: `2026-05-01T00:0${id % 10}:00+0000`,
})

const counts = {
  audit_duration: 73455,
  total_sql: 120267839,
  total_risk: 3685,
  today_sql: 18574,
  today_risk: 6,
  today_session: 502,
  update_time: 1777593600000,
}

const trendOf = (list: string, counts: object) => ({
  status: 'FINISHED',
  generate_time: '2026-05-01 12:00:00',
  [list]: ['2026-05-01 10:03:52', '2026-05-01 11:07:44'].map((period) => ({ period, ...counts })),
})

/** A valid answer of each endpoint; the first is small, others are as large as a page allows. */
export const validAnswers: Readonly<Record<Asked, readonly [unknown, ...unknown[]]>> = {
  tokens: [
    {
      token: {
        expires_at: '2099-01-01T00:00:00.000000Z',
        issued_at: '2026-05-01T00:00:00.000000Z',
        methods: ['password'],
        catalog: [],
        user: { name: 'auditor', domain: { name: 'audited' } },
      },
    },
  ],
  projects: [
    {
      projects: [
        { id: 'b9351f98c724428794ba7d105fa3558d', name: 'cn-north-4', enabled: true },
        { id: '0123456789abcdef0123456789abcdef', name: 'cn-north-4_sub', enabled: false },
      ],
      links: { self: 'https://iam.example/v3/auth/projects', previous: null, next: null },
    },
  ],
  auditInstances: [
    {
      instances: [
        { instance_id: 'a1', name: 'core', status: 'ACTIVE', version: '25.06', timezone: 'UTC+8' },
        { instance_id: 'a2', name: 'edge', status: 'ACTIVE', version: '25.06', timezone: null },
      ],
      total: 2,
    },
    { servers: [{ id: 'a1', name: 'core', status: 'ACTIVE', version: '24.01' }], total: 1 },
  ],
  databases: [
    {
      databases: [
        { database: { id: 'd1', name: 'orders', type: 'MYSQL', ip: '10.0.0.1', port: '3306' } },
        { database: { id: 'd2', name: 'people', type: 'MYSQL', ip: '10.0.0.2', port: 3306 } },
      ],
      total: 2,
    },
  ],
  sessions: [
    [
      { db_id: 'd1', db_ip: '10.0.0.1', db_name: 'orders', db_user: 'app', session_num: 12 },
      { db_id: 'd1', db_ip: '10.0.0.1', db_name: 'orders', db_user: 'root', session_num: 3 },
    ],
  ],
  riskTrend: [
    {
      status: 'finished',
      generate_time: '2026-05-01 12:00:00',
      operation_statistics: [
        { period: '2026-05-01 10:03:52', risk_operation_num: 4 },
        { period: '2026-05-01 11:07:44', risk_operation_num: 9 },
      ],
    },
  ],
  riskLevelTrend: [
    trendOf('risk_statistics', {
      high_risk_num: 1,
      middle_risk_num: 0,
      low_risk_num: 7,
      no_risk_num: 12_345,
    }),
  ],
  sessionTrend: [
    trendOf('session_statistics', {
      active_session_num: 12,
      fail_session_num: 1,
      new_session_num: 4,
    }),
  ],
  statementTypeTrend: [
    trendOf('sql_statistics', {
      select_num: 900,
      insert_num: 40,
      update_num: 30,
      delete_num: 2,
      other_num: 11,
    }),
  ],
  statementTrend: [trendOf('count_statistics', { sql_num: 983 })],
  injectionTrend: [trendOf('injection_statistics', { injection_num: 0 })],
  summary: [
    {
      project_id: 'b9351f98c724428794ba7d105fa3558d',
      ...counts,
      total: 1,
      data_list: [
        {
          id: 232162,
          status: '1',
          instance_id: 5542,
          instance_name: 'core',
          ...counts,
          reserve1: null,
        },
      ],
    },
  ],
  analyses: [
    [
      {
        db_id: 'd1',
        db_name: 'orders',
        generate_time: '2026-05-01 12:00:00',
        statistics_type: 'RISK',
      },
    ],
  ],
  ddmInstances: [
    {
      instances: [{ id: 'i1', name: 'ddm-orders', status: 'RUNNING', engine_version: '3.1' }],
      instance_num: 1,
      total_record: 1,
    },
  ],
  killLog: [
    { total_count: 3, process_audit_logs: [1, 2, 3].map(killRow) },
    {
      total_count: 300,
      process_audit_logs: Array.from({ length: 128 }, (_, index) => killRow(index)),
    },
  ],
}
