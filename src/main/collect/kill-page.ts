import { BatchBuilder, rowsOf, type RowBatch, type SharedTexts } from '../archive/kill-log-batch.ts'
import type { ObtainedRow } from '../archive/kill-log-types.ts'
import type { WireKillLog } from '../huawei/wire.ts'
import { keyOf, markOf, readRow } from './overlap.ts'

/** What one answer holds of the kill log. */
export interface KillPage {
  batches: readonly RowBatch[]
  /** Of each row. */
  marks: readonly number[]
  /** The service's own count of the whole window; `null` when it gave none. */
  total: number | null
}

/**
 * Reads what an answer holds.
 * @param answer which of the window's answers it is, from 0
 * @param texts keeps what many rows have in common
 */
export function readKillPage(body: WireKillLog, answer: number, texts: SharedTexts): KillPage {
  const batch = new BatchBuilder(answer, texts)
  const marks = (body.process_audit_logs ?? []).map((wire, index) => {
    const row = readRow(wire, index)
    batch.add(row)
    return markOf(row)
  })
  const batches = marks.length === 0 ? [] : [batch.done()]
  return { batches, marks, total: body.total_count ?? null }
}

/** How many rows of a page are alike in all fields with one of the pages before it. */
export function countKnown(before: readonly KillPage[], page: KillPage): number {
  const marks = new Set(page.marks)
  // Rows are taken out of their batch only where there may be one.
  const suspects = before.filter((other) => other.marks.some((mark) => marks.has(mark)))
  return suspects.length === 0 ? 0 : countAlike(allRows(suspects), allRows([page]))
}

/** How many of the rows are alike in all fields with one of others. */
export function countAlike(others: readonly ObtainedRow[], rows: readonly ObtainedRow[]): number {
  const marks = new Set(rows.map(markOf))
  const keys = new Set(others.filter((other) => marks.has(markOf(other))).map(keyOf))
  return keys.size === 0 ? 0 : rows.filter((row) => keys.has(keyOf(row))).length
}

/**
 * The last pages' rows, of as many pages as it takes to have so many, and the pages before these.
 * Taking all rows out of their batches would hold up everything else for tens of milliseconds.
 */
export function apartFromEnd<P extends KillPage>(
  pages: readonly P[],
  least: number,
): { pages: readonly P[]; rows: ObtainedRow[] } {
  let first = pages.length
  for (let count = 0; count < least && first > 0; first--) {
    count += pages[first - 1]?.marks.length ?? 0
  }
  return { pages: pages.slice(0, first), rows: allRows(pages.slice(first)) }
}

/** The rows of pages, in order. */
export function allRows(pages: readonly KillPage[]): ObtainedRow[] {
  return pages.flatMap(({ batches }) => rowsOf(batches))
}

/** Whether rows are alike in all fields, one by one. */
export function areAlike(rows: readonly ObtainedRow[], others: readonly ObtainedRow[]): boolean {
  return (
    rows.length === others.length &&
    rows.every((row, index) => {
      const other = others[index]
      return other !== undefined && keyOf(row) === keyOf(other)
    })
  )
}
