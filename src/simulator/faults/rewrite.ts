import type { Json } from '../json.ts'
import { formatDdmTime, parseDdmTime } from '../time.ts'
import type { Fault } from './plan.ts'

type Fields = { readonly [key: string]: Json | undefined }

const counts = new Set([
  'session_num',
  'risk_operation_num',
  'high_risk_num',
  'middle_risk_num',
  'low_risk_num',
  'no_risk_num',
  'active_session_num',
  'fail_session_num',
  'new_session_num',
  'select_num',
  'insert_num',
  'update_num',
  'delete_num',
  'other_num',
  'sql_num',
  'injection_num',
  'total_sql',
  'total_risk',
  'today_sql',
  'today_risk',
  'today_session',
])
// The first whole number that a double can't hold.
const beyond = 9_007_199_254_740_993n

/** Rewrites every object of an answer, the inner ones first. */
function everyObject(json: Json, change: (fields: Fields) => Fields): Json {
  if (Array.isArray(json)) return json.map((element: Json) => everyObject(element, change))
  if (typeof json !== 'object' || json === null) return json
  return change(
    Object.fromEntries(
      Object.entries(json).map(([key, value]) => [
        key,
        value === undefined ? undefined : everyObject(value, change),
      ]),
    ),
  )
}

/** Rewrites every field of an answer that a test of its name picks. */
function everyField(
  json: Json,
  picks: (name: string) => boolean,
  change: (value: Json) => Json | undefined,
): Json {
  return everyObject(json, (fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        value !== undefined && picks(name) ? change(value) : value,
      ]),
    ),
  )
}

function withOffset(value: Json, offset: string): Json {
  const at = typeof value === 'string' ? parseDdmTime(value) : null
  if (at === null) return value
  if (offset === 'Z') return formatDdmTime(at, 0).replace('+0000', 'Z')
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3))
  return formatDdmTime(at, offset.startsWith('-') ? -minutes : minutes)
}

/** An older answer of the instance list: other names, and no time zone. */
function olderList(json: Json): Json {
  return everyObject(json, ({ instances, instance_id: id, timezone: _zone, ...rest }) => ({
    ...(id === undefined ? {} : { id }),
    ...rest,
    ...(instances === undefined ? {} : { servers: instances }),
  }))
}

/**
 * What a fault makes of an answer's body; the body itself if it does nothing to it.
 * @param strikes how often the fault has struck, this time included
 */
export function rewrite(json: Json, fault: Fault, strikes: number): Json {
  switch (fault.kind) {
    case 'drifting-total':
      return everyField(
        json,
        (name) => name === 'total_count' || name === 'total',
        (value) => (typeof value === 'number' ? Math.max(0, value + fault.by * strikes) : value),
      )
    case 'short-page':
      return everyField(
        json,
        (name) => ['process_audit_logs', 'data_list', 'databases', 'instances'].includes(name),
        (value) => (Array.isArray(value) ? (value as Json[]).slice(0, -fault.rows) : value),
      )
    case 'status-case':
      return everyField(
        json,
        (name) => name === 'status',
        (value) => {
          if (typeof value !== 'string') return value
          return fault.case === 'upper' ? value.toUpperCase() : value.toLowerCase()
        },
      )
    case 'old-instance-list':
      return olderList(json)
    case 'text-process-ids':
      return everyField(json, (name) => name === 'process_id', String)
    case 'big-counts':
      return everyField(
        json,
        (name) => counts.has(name),
        (value) =>
          typeof value === 'number' || typeof value === 'bigint' ? beyond + BigInt(value) : value,
      )
    case 'missing-fields':
      return everyField(
        json,
        (name) => fault.fields.includes(name),
        () => undefined,
      )
    case 'null-fields':
      return everyField(
        json,
        (name) => fault.fields.includes(name),
        () => null,
      )
    case 'record-offset':
      return everyField(
        json,
        (name) => name === 'execute_time',
        (value) => withOffset(value, fault.offset),
      )
    default:
      return json
  }
}
