import { ddmRefusal, type Answer } from './answers.ts'
import { projectOf, type Gateway } from './gateway.ts'
import type { Call, Service } from './http.ts'
import type { Json } from './json.ts'
import type { Project } from './tenants/model.ts'
import { day, formatDdmTime, parseDdmTime, type Range } from './time.ts'
import { readPage, readText } from './validate.ts'

type Version = 'v1' | 'v3'

/** DDM: instances and the kill-session log (seed-4). */
export function ddmService(gateway: Gateway): Service {
  function project(call: Call, version: Version): Project {
    const session = gateway.authenticate(call)
    const found = projectOf(call, session)
    if (found === null) {
      throw ddmRefusal(version, 403, '200010', 'The token is not one of the project in the path.')
    }
    return found
  }

  function listInstances(call: Call, version: Version): Answer {
    const { id: projectId, ddmInstances } = project(call, version)
    const { offset, limit } = readPage(call.query, { max: 128, default: 10 }, (message) =>
      ddmRefusal(version, 400, '280001', `Parameter error: ${message}.`),
    )
    const total = ddmInstances.length
    const instances = ddmInstances.slice(offset, offset + limit).map((instance): Json => ({
      id: instance.id,
      name: instance.name,
      status: instance.status,
      created: formatDdmTime(instance.createdAt, 0),
      updated: formatDdmTime(instance.createdAt, 0),
      project_id: projectId,
      engine_version: instance.version,
      node_count: 2,
      node_status: instance.status,
      access_port: '5066',
    }))
    return {
      status: 200,
      body: {
        instances,
        instance_num: instances.length,
        page_no: Math.floor(offset / limit) + 1,
        page_size: limit,
        ...(version === 'v1'
          ? { total_record: total, total_page: Math.ceil(total / limit) }
          : { total }),
      },
    }
  }

  function killLog(call: Call): Answer {
    const { ddmInstances } = project(call, 'v3')
    const { offset, limit } = readPage(call.query, { max: 128, default: 10 }, parameterError)
    const range = readWindow(call.query)
    const instance = ddmInstances.find(({ id }) => id === call.params['instance_id'])
    if (instance === undefined) throw ddmRefusal('v3', 404, '200002', 'Instance not found.')
    const first = call.quirks.pageOffset ? offset * limit : offset
    const records = instance.killLog.records(range, first, limit)
    return {
      status: 200,
      body: {
        total_count: instance.killLog.count(range),
        process_audit_logs: records.map((record) => ({
          instance_id: instance.id,
          instance_name: instance.name,
          process_id: record.processId,
          execute_user_name: record.operator,
          execute_time: record.sentTime ?? formatDdmTime(record.at, instance.zone),
        })),
      },
    }
  }

  return {
    name: 'ddm',
    routes: [
      {
        endpoint: 'ddmInstances',
        method: 'GET',
        path: '/v1/{project_id}/instances',
        handle: (call) => listInstances(call, 'v1'),
      },
      {
        endpoint: 'ddmInstances',
        method: 'GET',
        path: '/v3/{project_id}/instances',
        handle: (call) => listInstances(call, 'v3'),
      },
      {
        endpoint: 'killLog',
        method: 'GET',
        path: '/v3/{project_id}/instances/{instance_id}/processes-audit-log',
        handle: killLog,
      },
    ],
  }
}

const parameterError = (message: string) =>
  ddmRefusal('v3', 400, '280001', `Parameter error: ${message}.`)

function readInstant(query: URLSearchParams, name: string): number {
  const text = readText(query, name, parameterError)
  if (text === undefined) throw parameterError(`${name} is mandatory`)
  const at = parseDdmTime(text)
  if (at === null) {
    // The commonest cause: a "+" that was not sent as %2B and arrives as a space.
    throw parameterError(`${name} must be yyyy-mm-ddThh:mm:ss+0800, not "${text}"`)
  }
  return at
}

/** Both ends belong to the window, and at most 7 days lie between them (seed-4, Table 2). */
function readWindow(query: URLSearchParams): Range {
  const range = { from: readInstant(query, 'start_time'), to: readInstant(query, 'end_time') }
  if (range.to < range.from) {
    throw ddmRefusal('v3', 400, '300377', 'Invalid time range: end_time is before start_time.')
  }
  if (range.to - range.from > 7 * day) {
    throw ddmRefusal('v3', 400, '300377', 'Invalid time range: it must be no more than 7 days.')
  }
  return range
}
