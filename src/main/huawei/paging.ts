import type { Source } from '../../shared/model/answer.ts'
import type { Checked } from './client.ts'
import { stringifyJson } from './json.ts'

export interface Page<Row> {
  /** `null` when the answer holds no list, which is not the same as an empty one. */
  rows: readonly Row[] | null
  /** How many there are in all, as the service says; `null` if it doesn't. */
  total: number | null
}

export interface AllPages<Body, Row> {
  /** The first page's body, for what stands beside the rows. */
  first: Body
  rows: Row[]
  sources: Source[]
  /** Why rows are missing, in words; `null` when all were obtained. */
  missing: string | null
}

/**
 * Follows a list by record offset until the service's own total is reached. A row that an earlier
 * page had is kept once; a page that brings nothing new is the last, whatever the total.
 * @param ask asks for the page that starts after `offset` rows
 * @param read finds the rows and the total in a page
 * @param limit the page size asked for; a shorter page is the last where no total is given
 */
export async function allPages<Body, Row>(
  ask: (offset: number) => Promise<Checked<Body>>,
  read: (body: Body) => Page<Row>,
  limit: number,
): Promise<AllPages<Body, Row>> {
  const first = await ask(0)
  const sources = [first.source]
  const { rows: firstRows, total: firstTotal } = read(first.body)
  const rows = [...(firstRows ?? [])]
  const seen = new Set(rows.map((row) => stringifyJson(row)))
  let [offset, pageLength, total] = [rows.length, rows.length, firstTotal]
  let isNew = rows.length > 0
  while (isNew && (total === null ? pageLength >= limit : offset < total)) {
    const next = await ask(offset)
    sources.push(next.source)
    const page = read(next.body)
    const fresh = (page.rows ?? []).filter((row) => !seen.has(stringifyJson(row)))
    for (const row of fresh) seen.add(stringifyJson(row))
    rows.push(...fresh)
    pageLength = page.rows?.length ?? 0
    offset += pageLength
    total = page.total ?? total
    isNew = fresh.length > 0
  }
  const missing = explain(firstRows === null, rows.length, total)
  return { first: first.body, rows, sources, missing }
}

function explain(isWithoutList: boolean, count: number, total: number | null): string | null {
  if (total === null) return isWithoutList ? 'the service sent no list' : null
  return count === total ? null : `the service counts ${total} and sent ${count}`
}
