import {
  Bounds,
  Instant,
  Preset,
  presets,
  resolveBounds,
  type TimeRange,
} from '../shared/model/time-range.ts'
import { UsageError } from './exit-codes.ts'

/** A time as typed after --from or --to. */
export interface TypedTime {
  typed: string
  /** ISO 8601 in UTC. */
  instant: string
  /** Whether it was typed without a zone, and UTC was assumed. */
  zoneAssumed: boolean
}

export interface RangeOptions {
  from?: TypedTime
  to?: TypedTime
  last?: Preset
}

/** A range as it was asked for and as it was understood. */
export interface AskedRange {
  range: TimeRange
  /** Its explicit bounds, ISO 8601 in UTC; those of a preset end now. */
  bounds: Bounds
  asked: { from: string; to: string } | { last: Preset }
  /** What was assumed, one sentence each. */
  assumptions: string[]
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/
const offset = /(?:Z|[+-]\d{2}:?\d{2})$/i
const offsetWithoutColon = /([+-]\d{2})(\d{2})$/

/**
 * Reads ISO 8601: a time with a zone; without one, or a date alone (its first instant), in UTC.
 * @returns `null` when it is something else, or no time of the calendar
 */
export function readTime(typed: string): TypedTime | null {
  const text = typed
    .trim()
    .toUpperCase()
    .replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')
    .replace(/^([\d-]+T\d{2}:\d{2})(?!:)/, '$1:00')
  const isDate = dateOnly.test(text)
  const zoneAssumed = isDate || !offset.test(text)
  const full = isDate
    ? `${text}T00:00:00Z`
    : zoneAssumed
      ? `${text}Z`
      : text.replace(offsetWithoutColon, '$1:$2')
  if (!Instant.safeParse(full).success) return null
  return { typed, instant: new Date(full).toISOString(), zoneAssumed }
}

/** @returns `null` when it names none */
export function readPreset(typed: string): Preset | null {
  return Preset.safeParse(typed.trim().toUpperCase()).data ?? null
}

/**
 * @param now milliseconds since the epoch
 * @throws UsageError unless there is exactly one range
 */
export function readRange({ from, to, last }: RangeOptions, now: number): AskedRange {
  if (last !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw new UsageError('--last can’t be combined with --from and --to: type one or the other.')
    }
    const range: TimeRange = { kind: 'preset', preset: last }
    return { range, bounds: resolveBounds(range, now), asked: { last }, assumptions: [] }
  }
  if (from === undefined && to === undefined) {
    throw new UsageError(
      'Which time? Type --from and --to, such as --from 2026-05-01T00:00:00Z --to 2026-05-08T00:00:00Z, ' +
        `or --last with one of ${presets.join(', ')}.`,
    )
  }
  if (from === undefined) throw new UsageError('--from is missing: --to alone is no range.')
  if (to === undefined) throw new UsageError('--to is missing: --from alone is no range.')
  const bounds = Bounds.safeParse({ from: from.instant, to: to.instant })
  if (!bounds.success) {
    throw new UsageError(`--to must be after --from; ${to.instant} is not after ${from.instant}.`)
  }
  return {
    range: { kind: 'bounds', bounds: bounds.data },
    bounds: bounds.data,
    asked: { from: from.typed, to: to.typed },
    assumptions: [...assumption('--from', from), ...assumption('--to', to)],
  }
}

function assumption(option: string, { typed, instant, zoneAssumed }: TypedTime): string[] {
  if (!zoneAssumed) return []
  const start = dateOnly.test(typed.trim()) ? ', the start of that day' : ''
  return [`${option} ${typed} has no time zone and is read as UTC: ${instant}${start}.`]
}
