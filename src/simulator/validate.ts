import type { Refusal } from './answers.ts'
import { dbssBadMessage } from './answers.ts'
import { day, hour, minute, parseDbssTime, type Range } from './time.ts'

type Refuse = (message: string) => Refusal

const presets: Readonly<Record<string, number>> = {
  HALF_HOUR: 30 * minute,
  HOUR: hour,
  THREE_HOUR: 3 * hour,
  TWELVE_HOUR: 12 * hour,
  DAY: day,
  WEEK: 7 * day,
  MONTH: 30 * day,
}

export type Fields = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A request body that has to be a JSON object. */
export function readObject(body: Buffer, contentType: string | undefined, refuse: Refuse): Fields {
  if (!/^application\/json\s*(;|$)/i.test(contentType ?? '')) {
    throw refuse('Content-Type must be application/json')
  }
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw refuse('the request body is not valid JSON')
  }
  if (!isObject(value)) throw refuse('the request body must be a JSON object')
  return value
}

/** A query parameter that may be absent; given twice, it is refused. */
export function readText(query: URLSearchParams, name: string, refuse: Refuse): string | undefined {
  const values = query.getAll(name)
  if (values.length > 1) throw refuse(`${name} must be given once`)
  return values[0]
}

/** A whole number of the query. */
export function readInteger(
  query: URLSearchParams,
  name: string,
  rule: { min: number; max: number; default: number },
  refuse: Refuse,
): number {
  const text = readText(query, name, refuse)
  if (text === undefined) return rule.default
  const value = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= rule.min && value <= rule.max)) {
    throw refuse(
      rule.max === Number.MAX_SAFE_INTEGER
        ? `${name} must be an integer of at least ${rule.min}`
        : `${name} must be an integer from ${rule.min} to ${rule.max}`,
    )
  }
  return value
}

export function readPage(
  query: URLSearchParams,
  limit: { max: number; default: number },
  refuse: Refuse,
): { offset: number; limit: number } {
  return {
    offset: readInteger(
      query,
      'offset',
      { min: 0, max: Number.MAX_SAFE_INTEGER, default: 0 },
      refuse,
    ),
    limit: readInteger(query, 'limit', { min: 1, ...limit }, refuse),
  }
}

function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value !== undefined && typeof value !== 'string') {
    throw dbssBadMessage(`time.${name} must be a string`)
  }
  return value
}

/**
 * `Duration` (seed-0 and seed-1, Table 4). `time_range` wins over start and end, which are then not
 * looked at; without it they are a pair, in UTC.
 * @param now where a preset ends, milliseconds since the epoch
 */
export function readDuration(body: Fields, now: number): Range {
  const time = body['time']
  if (time === undefined) throw dbssBadMessage('time is mandatory')
  if (!isObject(time)) throw dbssBadMessage('time must be an object')
  const preset = optionalText(time, 'time_range')
  const start = optionalText(time, 'start_time')
  const end = optionalText(time, 'end_time')
  if (preset !== undefined) {
    const length = Object.hasOwn(presets, preset) ? presets[preset] : undefined
    if (length === undefined) {
      throw dbssBadMessage(`time.time_range must be one of ${Object.keys(presets).join(', ')}`)
    }
    return { from: now - length, to: now }
  }
  if (start === undefined || end === undefined) {
    throw dbssBadMessage('time must have time_range, or both start_time and end_time')
  }
  const from = parseDbssTime(start)
  const to = parseDbssTime(end)
  if (from === null) throw dbssBadMessage('time.start_time must be yyyy-MM-dd HH:mm:ss')
  if (to === null) throw dbssBadMessage('time.end_time must be yyyy-MM-dd HH:mm:ss')
  if (to < from) throw dbssBadMessage('time.end_time must not be before time.start_time')
  return { from, to }
}
