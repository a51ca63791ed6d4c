import { dbssBadMessage, dbssRefusal, gatewayRefusal, type Answer } from './answers.ts'
import type { Endpoint } from './faults/plan.ts'
import { projectOf, type Gateway } from './gateway.ts'
import type { Call, Service } from './http.ts'
import type { Json } from './json.ts'
import type { AuditInstance, Project } from './tenants/model.ts'
import { trendNames, trends, type TrendName } from './tenants/trends.ts'
import { readDuration, readObject, readPage, readText } from './validate.ts'

/** How the three generations of the instance list differ (huawei-cloud.md §2). */
const instanceLists = [
  { path: '/v1/{project_id}/audit/instances', key: 'instances', id: 'instance_id', zone: true },
  { path: '/v2/{project_id}/audit/instances', key: 'instances', id: 'id', zone: false },
  { path: '/v1/{project_id}/dbss/audit/instances', key: 'servers', id: 'id', zone: false },
] as const

/** What a plan of faults calls each trend. */
const trendEndpoints: Readonly<Record<TrendName, Endpoint>> = {
  'risk-operation': 'riskTrend',
  'risk-level': 'riskLevelTrend',
  session: 'sessionTrend',
  'sql-type': 'statementTypeTrend',
  'sql-count': 'statementTrend',
  'sql-injection': 'injectionTrend',
}

/** DBSS: instances, databases, the four audit queries (seed-0 to seed-3) and the other trends. */
export function dbssService(gateway: Gateway): Service {
  function project(call: Call): Project {
    const session = gateway.authenticate(call)
    const found = projectOf(call, session)
    if (found === null) {
      const message = 'The token is not one of the project in the path.'
      throw gatewayRefusal(403, '0302', message, call.requestId)
    }
    return found
  }

  function instance(call: Call): AuditInstance {
    const id = call.params['instance_id']
    const found = project(call).auditInstances.find((candidate) => candidate.id === id)
    if (found === undefined) throw dbssRefusal(400, '10020021', 'invalid id parameter: instance_id')
    return found
  }

  function listInstances(call: Call, shape: (typeof instanceLists)[number]): Answer {
    const { id: projectId, name: region, auditInstances } = project(call)
    const { offset, limit } = readPage(call.query, { max: 1000, default: 100 }, dbssBadMessage)
    const rows = auditInstances.slice(offset, offset + limit).map((row): Json => ({
      [shape.id]: row.id,
      name: row.name,
      status: row.status,
      version: row.version,
      region,
      project_id: projectId,
      enterprise_project_id: '0',
      ...(shape.zone ? { timezone: row.timeZone } : {}),
      ...(shape.key === 'instances' ? { supported_feature: ['TREND', 'SESSION_STATISTICS'] } : {}),
    }))
    return { status: 200, body: { [shape.key]: rows, total: auditInstances.length } }
  }

  function listDatabases(call: Call): Answer {
    const { databases } = instance(call)
    const status = readText(call.query, 'status', dbssBadMessage)
    if (status !== undefined && status !== 'ON' && status !== 'OFF') {
      throw dbssBadMessage('status must be ON or OFF')
    }
    const { offset, limit } = readPage(call.query, { max: 10_000, default: 100 }, dbssBadMessage)
    const rows = databases.filter((row) => status === undefined || row.audit_status === status)
    return {
      status: 200,
      body: {
        databases: rows.slice(offset, offset + limit).map((database) => ({ database })),
        total: rows.length,
      },
    }
  }

  function sessions(call: Call): Answer {
    const of = instance(call)
    const body = readObject(call.body, call.headers['content-type'], dbssBadMessage)
    const range = readDuration(body, call.now)
    const wanted = body['db_id']
    if (wanted === undefined) return { status: 200, body: of.sessions(range, null) }
    if (!Array.isArray(wanted) || !wanted.every((id) => typeof id === 'string')) {
      throw dbssBadMessage('db_id must be an array of strings')
    }
    for (const id of wanted) checkDatabase(of, id)
    return { status: 200, body: of.sessions(range, wanted.length === 0 ? null : wanted) }
  }

  function trend(call: Call, name: TrendName): Answer {
    const of = instance(call)
    const body = readObject(call.body, call.headers['content-type'], dbssBadMessage)
    const range = readDuration(body, call.now)
    const { regenerate, db_id: databaseId } = body
    if (regenerate === undefined) throw dbssBadMessage('regenerate is mandatory')
    if (regenerate !== 0 && regenerate !== 1) {
      throw dbssBadMessage('regenerate must be the integer 0 or 1')
    }
    if (databaseId !== undefined && typeof databaseId !== 'string') {
      throw dbssBadMessage('db_id must be a string')
    }
    if (databaseId !== undefined) checkDatabase(of, databaseId)
    if (regenerate === 1) {
      if (of.status !== 'ACTIVE') {
        throw dbssRefusal(400, '10020102', `an instance that is ${of.status} can't be analysed`)
      }
      of.analyse(name, databaseId ?? null)
    }
    const { points, ...about } = of.trend(name, databaseId ?? null, range, call)
    return { status: 200, body: { ...about, [trends[name].list]: points } }
  }

  function summary(call: Call): Answer {
    const of = project(call)
    const { totals, rows } = of.summary()
    const { offset, limit } = readPage(call.query, { max: 10_000, default: 100 }, dbssBadMessage)
    return {
      status: 200,
      body: {
        project_id: of.id,
        ...totals,
        total: rows.length,
        data_list: rows.slice(offset, offset + limit),
      },
    }
  }

  const statistics = '/v1/{project_id}/audit/{instance_id}/statistics'
  return {
    name: 'dbss',
    routes: [
      ...instanceLists.map((shape) => ({
        endpoint: 'auditInstances' as const,
        method: 'GET' as const,
        path: shape.path,
        handle: (call: Call) => listInstances(call, shape),
      })),
      {
        endpoint: 'databases',
        method: 'GET',
        path: '/v2/{project_id}/audit/{instance_id}/databases',
        handle: listDatabases,
      },
      {
        endpoint: 'sessions',
        method: 'POST',
        path: `${statistics}/session/db-account`,
        handle: sessions,
      },
      ...trendNames.map((name) => ({
        endpoint: trendEndpoints[name],
        method: 'POST' as const,
        path: `${statistics}/trend/${name}`,
        handle: (call: Call) => trend(call, name),
      })),
      {
        endpoint: 'summary',
        method: 'GET',
        path: '/v2/{project_id}/audit/summary/info',
        handle: summary,
      },
      {
        endpoint: 'analyses',
        method: 'GET',
        path: '/v2/{project_id}/audit/{instance_id}/statistics/trend/history',
        handle: (call) => ({ status: 200, body: instance(call).analyses() }),
      },
    ],
  }
}

function checkDatabase(instance: AuditInstance, id: string): void {
  if (instance.databases.some((database) => database.id === id)) return
  throw dbssRefusal(400, '10020021', 'invalid id parameter: db_id')
}
