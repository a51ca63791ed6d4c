import type { DuckDBValue } from '@duckdb/node-api'
import type { KillLogQuery } from '../../shared/contract/kill-log.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import { toSpan } from './kill-log-coverage.ts'
import { timestamp } from './kill-log-staging.ts'

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

/** The records of a range in which any column holds the text, whatever its case. */
export function select(instanceId: string, range: Bounds, filter: string): Selection {
  const { from, to } = toSpan(range)
  const needle = filter.trim()
  const bounds = { instanceId, from: timestamp(from), to: timestamp(to) }
  if (needle === '') {
    return { condition: isWithin, parameters: bounds }
  }
  const places = texts.map((column) => `contains(lower(r.${column}), lower($needle))`)
  if (partOfInstant.test(needle)) {
    places.push(`contains(strftime(r.killed_at, '%Y-%m-%dt%H:%M:%S.%gz'), lower($needle))`)
  }
  return {
    condition: `${isWithin} AND (${places.join(' OR ')})`,
    parameters: { ...bounds, needle },
  }
}

const textColumns = { operator: 'operator', instanceName: 'instance_name' } as const

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
