import { expect } from 'vitest'
import type { Archive } from '../../../src/main/archive/archive.ts'
import type { Cloud } from '../../bench/support/cloud.ts'
import { readAll, signedIn } from '../../bench/support/peers.ts'
import type { Word } from './child.ts'

interface WireRow {
  instance_id: string
  instance_name: string
  process_id: number
  execute_user_name: string
  execute_time: string
}

interface Row {
  key: string
  /** Milliseconds since the epoch. */
  at: number
}

/** What was said to be stored. */
export type Stored = Extract<Word, { kind: 'stored' }>

/** The cloud's whole kill log, read past everything that is tested here. */
export async function truthOf(cloud: Cloud): Promise<Row[]> {
  const second = 1000
  const rows: Row[] = []
  const ask = await signedIn(cloud, cloud.simulator)
  // Both ends of a window belong to it, so these share none.
  const windows: { from: number; to: number }[] = []
  const end = Date.parse(cloud.range.to)
  for (let from = Date.parse(cloud.range.from); from <= end; from += 7 * 86_400 * second) {
    windows.push({ from, to: Math.min(end, from + (7 * 86_400 - 1) * second) })
  }
  await readAll(windows, ask, (part) => {
    for (const row of part as WireRow[]) {
      const at = Date.parse(row.execute_time.replace(/(\d\d)$/, ':$1'))
      rows.push({ key: keyOf(Object.values(row)), at })
    }
  })
  return rows
}

/**
 * Holds an archive to what the cloud has: every window that was said to be stored is there once, the
 * rows are those of all its windows together and no other, and what it says of itself agrees.
 */
export async function expectTruth(
  archive: Archive,
  cloud: Pick<Cloud, 'instanceId' | 'range'>,
  truth: readonly Row[],
  stored: readonly Stored[],
): Promise<void> {
  const { database, killLog } = archive
  const { instanceId, range } = cloud
  const windows = (
    await database.rows(
      `SELECT id::INTEGER AS id, from_time, to_time, covered_to, obtained::INTEGER AS obtained, missing
      FROM kill_window ORDER BY id`,
    )
  ).map((row) => ({
    window: row['id'] as number,
    from: (row['from_time'] as Date).getTime(),
    to: (row['to_time'] as Date).getTime(),
    coveredTo: (row['covered_to'] as Date).getTime(),
    obtained: row['obtained'] as number,
    missing: row['missing'],
  }))
  const counted = new Map<number, number>()
  for (const { window } of windows) counted.set(window, (counted.get(window) ?? 0) + 1)
  expect([...counted.values()].filter((times) => times !== 1)).toEqual([])
  const byId = new Map(windows.map((window) => [window.window, window]))
  for (const { window, from, to, obtained } of stored) {
    expect(byId.get(window), `window ${window} was said to be stored`).toMatchObject({
      from,
      to,
      obtained,
      missing: null,
    })
  }

  const isWithin = ({ at }: Row) => windows.some(({ from, to }) => at >= from && at <= to)
  const held = await database.rows(
    `SELECT instance_id, instance_name, process_id, operator, raw_time FROM kill_record`,
  )
  const expected = countOf(truth.filter(isWithin).map(({ key }) => key))
  const actual = countOf(held.map((row) => keyOf(Object.values(row))))
  expect(differences(actual, expected)).toEqual([])
  for (const { from, to, obtained } of windows) {
    expect(obtained).toBe(truth.filter(({ at }) => at >= from && at <= to).length)
  }

  const gaps = gapsOf(windows, Date.parse(range.from), Date.parse(range.to))
  const said = await killLog.gaps(instanceId, range)
  expect(said.map(({ from, to }) => [Date.parse(from), Date.parse(to)])).toEqual(gaps)
  const coverage = await killLog.coverage(instanceId, range)
  expect(coverage.rows).toBe(held.length)
  expect(coverage.outcome.kind).toBe(gaps.length === 0 ? 'complete' : 'incomplete')

  const [loose] = await database.rows(`SELECT
    (SELECT count(*) FROM kill_record r ANTI JOIN kill_window w ON w.id = r.window_id)::INTEGER AS rows_without_window,
    (SELECT count(*) FROM kill_record r ANTI JOIN raw_answer a
      ON a.id = r.raw_answer_id AND a.kill_window_id = r.window_id)::INTEGER AS rows_without_answer,
    (SELECT count(*) FROM raw_answer a ANTI JOIN kill_window w ON w.id = a.kill_window_id
      WHERE a.answer_id IS NULL)::INTEGER AS answers_without_window,
    (SELECT count(*) FROM kill_window w ANTI JOIN raw_answer a ON a.kill_window_id = w.id)::INTEGER AS windows_without_answer,
    (SELECT count(*) - count(DISTINCT id) FROM kill_record)::INTEGER AS rows_of_one_id,
    (SELECT count(*) - count(DISTINCT id) FROM raw_answer)::INTEGER AS answers_of_one_id`)
  expect(loose).toEqual({
    rows_without_window: 0,
    rows_without_answer: 0,
    answers_without_window: 0,
    windows_without_answer: 0,
    rows_of_one_id: 0,
    answers_of_one_id: 0,
  })
}

function keyOf(fields: readonly unknown[]): string {
  return fields.map(String).join('|')
}

function countOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

function differences(actual: Map<string, number>, expected: Map<string, number>): string[] {
  return [...new Set([...actual.keys(), ...expected.keys()])]
    .filter((key) => actual.get(key) !== expected.get(key))
    .map((key) => `${key}: ${actual.get(key) ?? 0} times, not ${expected.get(key) ?? 0}`)
}

/** What lies in the range and in no window; neighbours share a second, so that what touches is whole. */
function gapsOf(
  windows: readonly { from: number; coveredTo: number; missing: unknown }[],
  from: number,
  to: number,
): [number, number][] {
  const gaps: [number, number][] = []
  let reached = from
  for (const window of windows
    .filter(({ missing }) => missing === null)
    .sort((a, b) => a.from - b.from)) {
    if (window.from > reached) gaps.push([reached, window.from])
    reached = Math.max(reached, window.coveredTo)
  }
  if (reached < to) gaps.push([reached, to])
  return gaps
}
