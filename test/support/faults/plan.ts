import type { FaultPlan } from '../../../src/simulator/faults/plan.ts'
import type { Asked } from './questions.ts'

type Rule = NonNullable<FaultPlan['rules']>[number]
type Fault = Rule['fault']

export interface NamedFault {
  name: string
  fault: Fault
  /** Fields of the model that are legitimately unknown where this struck. */
  loses: readonly string[]
  /** Whether asking again helps, so that a fault that passes leaves the answer whole. */
  passes: boolean
}

const envelopes = [
  'dbss',
  'dbss-policy',
  'dbss-nested',
  'ddm',
  'ddm-v1',
  'gateway',
  'iam',
  'iam-code',
  'camel-case',
  'text',
  'html',
] as const
const credentialStates = [
  'token-expired',
  'token-revoked',
  'key-locked',
  'key-deleted',
  'account-locked',
  'password-expired',
  'password-changed',
  'user-barred',
] as const

const plain = (name: string, fault: Fault): NamedFault => ({
  name,
  fault,
  loses: [],
  passes: false,
})
const passing = (name: string, fault: Fault): NamedFault => ({
  ...plain(name, fault),
  passes: true,
})
const error = (status: number, envelope: (typeof envelopes)[number]): NamedFault => ({
  ...plain(`${status} as ${envelope}`, { kind: 'error', status, envelope }),
  passes: [502, 503, 504].includes(status),
})

/** Every kind of fault the simulator knows, in the variants that may matter. */
export const everywhere: readonly NamedFault[] = [
  passing('throttled', { kind: 'throttle' }),
  passing('throttled, come back at once', { kind: 'throttle', retryAfter: 0 }),
  plain('throttled, come back in an hour', { kind: 'throttle', retryAfter: 3600 }),
  ...envelopes.map((envelope) => error(400, envelope)),
  ...envelopes.map((envelope) => error(503, envelope)),
  // A gateway that is proud of its errors.
  ...envelopes.map((envelope) => error(200, envelope)),
  ...[302, 401, 403, 407, 413, 500, 502, 504].map((status) => error(status, 'gateway')),
  // An unknown list is asked for by its older address, which does not tell the zone.
  { ...error(404, 'gateway'), loses: ['timeZone'] },
  ...credentialStates.map((state) => ({
    ...plain(state, { kind: 'credentials', state }),
    passes: state.startsWith('token-'),
  })),
  passing('slow', { kind: 'latency', milliseconds: 20 }),
  passing('reset before the answer', { kind: 'reset', at: 'before-answer' }),
  passing('reset inside the answer', { kind: 'reset', at: 'mid-body' }),
  plain('truncated', { kind: 'truncate' }),
  passing('JSON called HTML', { kind: 'content-type', value: 'text/html' }),
  passing('JSON called GBK', { kind: 'content-type', value: 'application/json;charset=gbk' }),
  plain('a clock 20 minutes ahead', { kind: 'clock', seconds: 1200 }),
  plain('a clock 20 minutes behind', { kind: 'clock', seconds: -1200 }),
  plain('a total that grows', { kind: 'drifting-total', by: 1 }),
  plain('a total that shrinks', { kind: 'drifting-total', by: -1 }),
  plain('a total far too large', { kind: 'drifting-total', by: 500 }),
  plain('pages one row short', { kind: 'short-page', rows: 1 }),
  plain('pages far too short', { kind: 'short-page', rows: 100 }),
  plain('offset counts pages', { kind: 'page-offset' }),
  plain('an analysis that never ends', { kind: 'never-finished' }),
  plain('status in upper case', { kind: 'status-case', case: 'upper' }),
  plain('status in lower case', { kind: 'status-case', case: 'lower' }),
  { ...plain('the older list', { kind: 'old-instance-list' }), loses: ['timeZone'] },
  plain('process ids as text', { kind: 'text-process-ids' }),
  plain('counts beyond 2^53', { kind: 'big-counts' }),
  plain('times in +0800', { kind: 'record-offset', offset: '+0800' }),
  plain('times in -0330', { kind: 'record-offset', offset: '-0330' }),
  plain('times in Z', { kind: 'record-offset', offset: 'Z' }),
]

type Losses = readonly (readonly [readonly string[], ...string[]])[]

/** What the types of trend have in common besides the name of their list and of what they count. */
function trendFields(list: string, ...counts: Losses): Losses {
  const about = ['status', 'rawGeneratedAt', 'generatedAt'] as const
  return [
    [[list]],
    [['status'], 'status'],
    [['generate_time'], 'rawGeneratedAt', 'generatedAt'],
    [['status', 'generate_time', list], ...about],
    [['period'], 'rawPeriod', 'at'],
    ...counts,
  ]
}

/** Fields of the wire that an answer may lack or have as null, with the model's fields they feed. */
const fieldsOf: Readonly<Record<Asked, Losses>> = {
  tokens: [[['token']], [['expires_at']], [['catalog', 'roles', 'user']]],
  projects: [[['projects']], [['id']], [['name']], [['enabled'], 'enabled'], [['links']]],
  auditInstances: [
    [['instances']],
    [['total']],
    [['instances', 'total']],
    [['instance_id']],
    [['name'], 'name'],
    [['status'], 'status'],
    [['version'], 'version'],
    [['timezone'], 'timeZone'],
  ],
  databases: [
    [['databases']],
    [['total']],
    [['databases', 'total']],
    [['database']],
    [['id']],
    [['name'], 'name'],
    [['port'], 'port'],
    [['audit_status'], 'auditStatus'],
  ],
  sessions: [
    [['session_num'], 'sessions'],
    [['db_user'], 'databaseUser'],
    [['db_id', 'db_ip', 'db_name'], 'databaseId', 'databaseIp', 'databaseName'],
  ],
  riskTrend: trendFields('operation_statistics', [['risk_operation_num'], 'riskyOperations']),
  riskLevelTrend: trendFields(
    'risk_statistics',
    [['high_risk_num'], 'high'],
    [['middle_risk_num', 'low_risk_num', 'no_risk_num'], 'middle', 'low', 'none'],
  ),
  sessionTrend: trendFields(
    'session_statistics',
    [['fail_session_num'], 'failed'],
    [['active_session_num', 'new_session_num'], 'active', 'new'],
  ),
  statementTypeTrend: trendFields(
    'sql_statistics',
    [['delete_num'], 'delete'],
    [['select_num', 'insert_num'], 'select', 'insert'],
    [['update_num', 'other_num'], 'update', 'other'],
  ),
  statementTrend: trendFields('count_statistics', [['sql_num'], 'statements']),
  injectionTrend: trendFields('injection_statistics', [['injection_num'], 'injections']),
  summary: [
    [['data_list']],
    [['total']],
    [['data_list', 'total']],
    [['total_sql', 'today_risk'], 'totalSql', 'todayRisk'],
    [['id', 'instance_id'], 'id', 'instanceId'],
    [['instance_name'], 'instanceName'],
    [['status', 'update_time'], 'status', 'updatedAt'],
    [['reserve1', 'reserve2']],
  ],
  analyses: [
    [['generate_time'], 'rawGeneratedAt', 'generatedAt'],
    [['statistics_type'], 'type'],
    [['db_id', 'db_name'], 'databaseId', 'databaseName'],
  ],
  ddmInstances: [
    [['instances']],
    [['total_record']],
    [['instances', 'total_record']],
    [['id']],
    [['name'], 'name'],
    [['engine_version', 'status'], 'engineVersion', 'status'],
  ],
  killLog: [
    [['process_audit_logs']],
    [['total_count']],
    [['process_audit_logs', 'total_count']],
    [['process_id'], 'processId'],
    [['execute_user_name'], 'operator'],
    [['execute_time'], 'at'],
    [['instance_id', 'instance_name'], 'instanceId', 'instanceName'],
    [['process_id', 'execute_time', 'execute_user_name'], 'processId', 'at', 'operator'],
  ],
}

export function faultsOf(endpoint: Asked): NamedFault[] {
  const inFields = fieldsOf[endpoint].flatMap(([fields, ...loses]): NamedFault[] => [
    {
      name: `without ${fields.join(', ')}`,
      fault: { kind: 'missing-fields', fields: [...fields] },
      loses,
      passes: false,
    },
    {
      name: `null ${fields.join(', ')}`,
      fault: { kind: 'null-fields', fields: [...fields] },
      loses,
      passes: false,
    },
  ])
  return [...everywhere, ...inFields]
}

/** Which requests of an endpoint a fault strikes. */
export const timings = {
  always: null,
  'the first time': { first: 1 },
  'the second time': { nth: [2] as number[] },
  'every other time': { every: 2 },
  'at random': { share: 0.3 },
} satisfies Readonly<Record<string, NonNullable<Rule['when']> | null>>
export type Timing = keyof typeof timings
