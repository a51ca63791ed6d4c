import type { Source } from '../../shared/model/answer.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Asker } from '../huawei/client.ts'
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
  readonly #client: Asker
  readonly #instanceId: DdmInstanceId
  readonly #signal: AbortSignal
  /** The meaning of `offset` that was right last time is tried first. */
  #meanings: readonly ('record' | 'page')[] = ['record', 'page']

  constructor(client: Asker, instanceId: DdmInstanceId, signal: AbortSignal) {
    this.#client = client
    this.#instanceId = instanceId
    this.#signal = signal
  }

  async read(window: Window): Promise<WindowRows> {
    const sources: Source[] = []
    return this.#readOn(window, await this.#page(window, 0, sources), sources, 1)
  }

  /** @param first the window's first page */
  async #readOn(
    window: Window,
    first: Page,
    sources: Source[],
    attempt: number,
  ): Promise<WindowRows> {
    const { total, rows } = first
    if (total === null) return this.#withoutTotal(window, first, sources)
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
      const again = await this.#page(window, 0, sources)
      return this.#readOn(window, again, sources, attempt + 1)
    }
    return {
      rows,
      sources,
      expected: total,
      missing: countsAndSent(total, rows.length),
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

  async #halve(window: Window, whole: Page, sources: Source[]): Promise<WindowRows> {
    const { rows, total } = whole
    const halves = bisect(window)
    const firsts = halves && {
      older: await this.#page(halves[0], 0, sources),
      newer: await this.#page(halves[1], 0, sources),
    }
    // Halves that both give what the whole gives can be halved for ever: all rows lie in the second
    // they share, or the service does not heed the window.
    const isOfUse = firsts && !(isSame(firsts.older, whole) && isSame(firsts.newer, whole))
    if (!halves || !isOfUse) {
      return {
        rows,
        sources,
        expected: total,
        missing: `the service counts ${total ?? 'an unknown number of'} records in ${describe(window)} and lets ${rows.length} be read`,
      }
    }
    const older = await this.#readOn(halves[0], firsts.older, sources, 1)
    const newer = await this.#readOn(halves[1], firsts.newer, sources, 1)
    const { rows: joined, doubtful } = join(older.rows, newer.rows)
    return {
      rows: joined,
      sources,
      expected: total,
      missing:
        older.missing ??
        newer.missing ??
        doubt(doubtful) ??
        (joined.length < (total ?? 0) ? countsAndSent(total, joined.length) : null),
    }
  }

  /** Without a total nothing proves that a page is the last, unless it isn't full. */
  async #withoutTotal(window: Window, first: Page, sources: Source[]): Promise<WindowRows> {
    if (first.rows.length < ddmPageLimit) {
      const missing = 'the service gave no total'
      return { rows: first.rows, sources, expected: null, missing }
    }
    return this.#halve(window, first, sources)
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

function isSame(a: Page, b: Page): boolean {
  return (
    a.total === b.total &&
    a.rows.length === b.rows.length &&
    a.rows.every((row, index) => keyOf(row) === keyOf(b.rows[index] ?? {}))
  )
}

function countsAndSent(total: number | null, sent: number): string {
  return `the service counts ${total ?? 0} and sent ${sent}`
}

/** What to say of rows that two windows seem to share. @returns `null` when they surely do */
export function doubt(doubtful: number): string | null {
  return doubtful === 0
    ? null
    : `${doubtful} records lack fields that would tell them from records of the neighbouring window, and count as the same`
}
