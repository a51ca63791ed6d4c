import type { Source } from '../../shared/model/answer.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { HuaweiClient } from '../huawei/client.ts'
import { ddmPageLimit, getKillLogPage } from '../huawei/ddm.ts'
import type { WireKillRecord } from '../huawei/wire.ts'
import { join, keyOf } from './overlap.ts'
import { bisect, type Window } from './windows.ts'

/** How often a window is asked for while its total and its rows disagree: totals drift. */
const attempts = 3

/** What one window gave. */
export interface WindowRows {
  rows: WireKillRecord[]
  sources: Source[]
  /** The service's `total_count` for the whole window; `null` when it gave none. */
  expected: number | null
  /** Why rows may be missing, in words; `null` when they were all obtained. */
  missing: string | null
}

/**
 * Obtains all rows of one window, and knows whether it did.
 *
 * Today's reference calls `offset` a number of records; an earlier one called it a page. So the rows
 * are followed by records, then by pages, and what was obtained must agree with the service's own
 * total; where neither does, or a row seems to stand on two pages, the window is halved until its
 * parts fit one page, which leaves nothing to interpret.
 */
export class WindowReader {
  readonly #client: HuaweiClient
  readonly #instanceId: DdmInstanceId
  readonly #signal: AbortSignal
  /** The meaning of `offset` that was right last time is tried first. */
  #meanings: readonly ('record' | 'page')[] = ['record', 'page']

  constructor(client: HuaweiClient, instanceId: DdmInstanceId, signal: AbortSignal) {
    this.#client = client
    this.#instanceId = instanceId
    this.#signal = signal
  }

  async read(window: Window, attempt = 1): Promise<WindowRows> {
    const sources: Source[] = []
    const first = await this.#page(window, 0, sources)
    const { total, rows } = first
    if (total === null) return this.#withoutTotal(window, rows, sources)
    // A full page may hide more rows than a total that is out of date admits.
    if (rows.length === total && rows.length < ddmPageLimit) {
      return { rows, sources, expected: total, missing: null }
    }
    for (const meaning of this.#meanings) {
      const all = await this.#follow(window, first, meaning, sources)
      if (all === null) continue
      this.#meanings = meaning === 'record' ? ['record', 'page'] : ['page', 'record']
      return { rows: all, sources, expected: total, missing: null }
    }
    if (rows.length >= ddmPageLimit) return this.#halve(window, first, sources)
    if (attempt < attempts) {
      const again = await this.read(window, attempt + 1)
      return { ...again, sources: [...sources, ...again.sources] }
    }
    return {
      rows,
      sources,
      expected: total,
      missing: `the service counts ${total} and sent ${rows.length}`,
    }
  }

  /** @returns all rows, if their number is the total and no row stands on two pages */
  async #follow(
    window: Window,
    first: Page,
    meaning: 'record' | 'page',
    sources: Source[],
  ): Promise<WireKillRecord[] | null> {
    const rows = [...first.rows]
    const seen = new Set(rows.map(keyOf))
    const total = first.total ?? 0
    let lastPage = first.rows.length
    for (let page = 1; rows.length < total || lastPage >= ddmPageLimit; page++) {
      const next = await this.#page(window, meaning === 'record' ? rows.length : page, sources)
      if (next.total !== total) return null
      lastPage = next.rows.length
      if (lastPage === 0) break
      const known = next.rows.filter((row) => seen.has(keyOf(row))).length
      // A service that counts its pages from 1 answers its first page twice.
      if (meaning === 'page' && page === 1 && known === lastPage) continue
      if (known > 0) return null
      for (const row of next.rows) seen.add(keyOf(row))
      rows.push(...next.rows)
    }
    return rows.length === total ? rows : null
  }

  async #halve(window: Window, { rows, total }: Page, sources: Source[]): Promise<WindowRows> {
    const halves = bisect(window)
    if (halves === null) {
      return {
        rows,
        sources,
        expected: total,
        missing: `the service counts ${total ?? 'an unknown number of'} records in ${describe(window)} and lets ${rows.length} be read`,
      }
    }
    const older = await this.read(halves[0])
    const newer = await this.read(halves[1])
    const joined = join(older.rows, newer.rows)
    return {
      rows: joined,
      sources: [...sources, ...older.sources, ...newer.sources],
      expected: total,
      missing: older.missing ?? newer.missing,
    }
  }

  /** Without a total nothing proves that a page is the last, unless it isn't full. */
  async #withoutTotal(
    window: Window,
    firstRows: WireKillRecord[],
    sources: Source[],
  ): Promise<WindowRows> {
    if (firstRows.length < ddmPageLimit) {
      return { rows: firstRows, sources, expected: null, missing: 'the service gave no total' }
    }
    return this.#halve(window, { rows: firstRows, total: null }, sources)
  }

  async #page(window: Window, offset: number, sources: Source[]): Promise<Page> {
    const request = { instanceId: this.#instanceId, ...window, offset }
    const { body, source } = await getKillLogPage(this.#client, request, this.#signal)
    sources.push(source)
    return { rows: body.process_audit_logs ?? [], total: body.total_count ?? null }
  }
}

interface Page {
  rows: WireKillRecord[]
  total: number | null
}

function describe({ from, to }: Window): string {
  return `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`
}
