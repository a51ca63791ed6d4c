import type { Source } from '../../shared/model/answer.ts'
import type { Checked } from './client.ts'

export interface Page<Row> {
  rows: readonly Row[]
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
 * Follows a list by record offset until the service's own total is reached.
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
  const rows = [...read(first.body).rows]
  let { rows: lastRows, total } = read(first.body)
  while (lastRows.length > 0 && (total === null ? lastRows.length >= limit : rows.length < total)) {
    const next = await ask(rows.length)
    sources.push(next.source)
    ;({ rows: lastRows, total } = read(next.body))
    rows.push(...lastRows)
  }
  const missing =
    total === null || rows.length === total
      ? null
      : `the service counts ${total} and sent ${rows.length}`
  return { first: first.body, rows, sources, missing }
}
