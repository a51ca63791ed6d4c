import type { DuckDBValue } from '@duckdb/node-api'
import type { KillLogOnly, KillLogQuery } from '../../shared/contract/kill-log.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import { toSpan } from './kill-log-coverage.ts'
import { timestamp } from './kill-log-staging.ts'
import { slotOf, weekOf } from './kill-log-week.ts'

/** Which records, as a condition of SQL on `kill_record r`. */
export interface Selection {
  condition: string
  parameters: Readonly<Record<string, DuckDBValue>>
}

/**
 * The records of a range. One belongs to it if it was killed within for sure, whatever its time says;
 * or if it may have been, and its time lies within, is missing, or is proven wrong by the windows
 * that held the record.
 */
const isWithin = `r.asked_instance_id = $instanceId AND r.seen_from <= $to AND r.seen_to >= $from
  AND ((r.seen_from >= $from AND r.seen_to <= $to)
    OR r.killed_at BETWEEN $from AND $to
    OR r.killed_at IS NULL
    OR r.killed_at NOT BETWEEN r.seen_from AND r.seen_to)`

const texts = ['operator', 'process_id', 'instance_name', 'instance_id', 'raw_time']

/** A text that may stand in an instant as it is shown, such as `2026-05-01T10:`. */
const partOfInstant = /^[-0-9tz:.]+$/i

/**
 * The records of a range in which any column holds the text, whatever its case, and which are what
 * `only` says, exactly.
 */
export function select(
  instanceId: string,
  range: Bounds,
  filter: string,
  only: KillLogOnly = {},
): Selection {
  const { from, to } = toSpan(range)
  const bounds: Selection['parameters'] = {
    instanceId,
    from: timestamp(from),
    to: timestamp(to),
  }
  const parts = [containing(filter.trim()), ...exactly(only)]
  return {
    condition: [isWithin, ...parts.map(({ condition }) => condition)].join(' AND '),
    parameters: parts.reduce((all, { parameters }) => ({ ...all, ...parameters }), bounds),
  }
}

function containing(needle: string): Selection {
  if (needle === '') return { condition: 'true', parameters: {} }
  const places = texts.map((column) => `contains(lower(r.${column}), lower($needle))`)
  if (partOfInstant.test(needle)) {
    places.push(`contains(strftime(r.killed_at, '%Y-%m-%dt%H:%M:%S.%gz'), lower($needle))`)
  }
  return { condition: `(${places.join(' OR ')})`, parameters: { needle } }
}

function exactly({ operator, instanceName, hours }: KillLogOnly): Selection[] {
  const parts: Selection[] = []
  if (operator !== undefined) {
    const condition = 'r.operator IS NOT DISTINCT FROM $operator::VARCHAR'
    parts.push({ condition, parameters: { operator } })
  }
  if (instanceName !== undefined) {
    const condition = 'r.instance_name IS NOT DISTINCT FROM $instanceName::VARCHAR'
    parts.push({ condition, parameters: { instanceName } })
  }
  if (hours !== undefined) {
    const wanted = new Set(hours.of.map(({ weekday, hour }) => weekday * 24 + hour))
    // Records share few quarters of an hour: the zone is asked about each once.
    const condition = `${slotOf('r')} IN (
      SELECT slot FROM (SELECT slot, ${weekOf('slot', '$hoursZone')} AS at
        FROM (SELECT DISTINCT ${slotOf('h')} AS slot FROM kill_record h
          WHERE h.asked_instance_id = $instanceId AND h.killed_at IS NOT NULL))
      WHERE (isodow("at") - 1) * 24 + hour("at") IN (${[...wanted].join(', ')}))`
    parts.push({ condition, parameters: { hoursZone: hours.timeZone } })
  }
  return parts
}

const textColumns = {
  operator: 'operator',
  instanceName: 'instance_name',
  instanceId: 'instance_id',
} as const

/**
 * A statement for what is selected, in the order asked for: empty values last, rows alike in the
 * order in which the log holds them, numbers within texts as numbers.
 * @param columns of `kill_record r`, as SQL
 */
export function inOrder(
  { condition }: Selection,
  { column, descending }: KillLogQuery['sort'],
  columns: string,
): string {
  const direction = descending ? 'DESC' : 'ASC'
  if (column === 'at') {
    return `SELECT ${columns} FROM kill_record r WHERE ${condition}
      ORDER BY r.killed_at ${direction} NULLS LAST, r.id`
  }
  // Hardly two are alike, and as they begin with the year their order is that of their characters.
  if (column === 'rawTime') {
    return `SELECT ${columns} FROM kill_record r WHERE ${condition}
      ORDER BY r.raw_time ${direction} NULLS LAST, r.id`
  }
  if (column === 'processId') {
    const number = 'try_cast(r.process_id AS DOUBLE)'
    // What is no number stands beyond all numbers; digits that a DOUBLE can't tell apart do so as text.
    return `SELECT ${columns} FROM kill_record r WHERE ${condition}
      ORDER BY
        CASE WHEN r.process_id IS NOT NULL THEN coalesce(${number}, 'infinity') END
          ${direction} NULLS LAST,
        CASE WHEN ${number} IS NULL THEN r.process_id
          WHEN abs(${number}) >= ${2 ** 53} THEN lpad(r.process_id, 40, '0') END ${direction},
        r.id`
  }
  const name = textColumns[column]
  // Many records share few texts: each text is ranked once.
  return `WITH ranked AS (
      SELECT text, dense_rank() OVER (ORDER BY ${natural} COLLATE en, text) AS rank
      FROM (SELECT DISTINCT r.${name} AS text FROM kill_record r WHERE ${condition})
      WHERE text IS NOT NULL)
    SELECT ${columns} FROM kill_record r LEFT JOIN ranked ON ranked.text = r.${name}
    WHERE ${condition} ORDER BY ranked.rank ${direction} NULLS LAST, r.id`
}

/** A text whose numbers all have twenty digits, so that they sort as numbers. */
const natural = `regexp_replace(
  regexp_replace(text, '(\\d+)', '00000000000000000000\\1', 'g'), '\\d*(\\d{20})', '\\1', 'g')`
