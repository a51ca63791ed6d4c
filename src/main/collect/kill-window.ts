import { RecordingAsker } from './recording.ts'
import { doubt } from '../archive/kill-log-doubt.ts'
import {
  batchesOf,
  countRows,
  rowsOf,
  SharedTexts,
  type RowBatch,
} from '../archive/kill-log-batch.ts'
import { packRawAnswer, type PackedRawAnswer } from '../archive/pack.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Asker } from '../huawei/client.ts'
import { ddmPageLimit, getKillLogPage } from '../huawei/ddm.ts'
import {
  allRows,
  apartFromEnd,
  areAlike,
  countAlike,
  countKnown,
  readKillPage,
  type KillPage,
} from './kill-page.ts'
import { join } from './overlap.ts'
import { PagesAhead } from './pages-ahead.ts'
import { bisect, type Window } from './windows.ts'

/** How often a window is asked for while its total and its rows disagree: totals drift. */
const attempts = 3
/** A window of more rows is read in parts, so that what is in memory stays small. */
const mostRows = 10_000

/** What one window gave. */
export interface WindowRows {
  window: Window
  /** When it was asked by the service's clock, or by ours if the service shows none. */
  askedAt: number
  /** When it was asked by this machine's clock, ISO 8601 in UTC. */
  collectedAt: string
  /** All its rows, in the service's order. */
  batches: readonly RowBatch[]
  answers: readonly PackedRawAnswer[]
  /** The service's `total_count` for the whole window; `null` when it gave none. */
  expected: number | null
  /** Why rows may be missing, in words; `null` when they were all obtained. */
  missing: string | null
}

/** A window whose first page is there. */
export interface OpenWindow {
  window: Window
  first: Page
  answers: Answers
}

/** A window's answers, packed as they come: unpacked they would take several times the memory. */
type Answers = PackedRawAnswer[]

type Rows = Pick<WindowRows, 'batches' | 'expected' | 'missing'>

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
  readonly #onRows: (count: number) => void
  #texts = new SharedTexts()
  /** The meaning of `offset` that was right last time is tried first. */
  #meanings: readonly ('record' | 'page')[] = ['record', 'page']
  /** Whether the first of these was right before. */
  #isSure = false

  /** @param onRows told of how many rows a window has so far */
  constructor(
    client: Asker,
    instanceId: DdmInstanceId,
    signal: AbortSignal,
    onRows: (count: number) => void,
  ) {
    this.#client = client
    this.#instanceId = instanceId
    this.#signal = signal
    this.#onRows = onRows
  }

  /** Asks for the window's first page. */
  async open(window: Window): Promise<OpenWindow> {
    const answers: Answers = []
    return { window, answers, first: await this.#page(window, 0, answers) }
  }

  /**
   * The halves of a window that holds more rows than are to be read at once; `null` if it needn't be
   * split, or can't: it is too short, or the service counts as many in both halves, which means that
   * it doesn't heed the window.
   */
  async split({ window, first }: OpenWindow): Promise<[OpenWindow, OpenWindow] | null> {
    // A page that isn't full is all there is, whatever the total says.
    const isLarge = (first.total ?? 0) > mostRows && first.marks.length >= ddmPageLimit
    const halves = isLarge ? bisect(window) : null
    if (halves === null) return null
    const older = await this.open(halves[0])
    const newer = await this.open(halves[1])
    const isHeeded = older.first.total !== first.total || newer.first.total !== first.total
    return isHeeded ? [older, newer] : null
  }

  async read({ window, first, answers }: OpenWindow): Promise<WindowRows> {
    const { askedAt } = first
    const collectedAt = first.source.fetchedAt
    const read = await this.#readOn(window, first, answers, 1)
    return { window, askedAt, collectedAt, answers, ...read }
  }

  /** @param first the window's first page */
  async #readOn(window: Window, first: Page, answers: Answers, attempt: number): Promise<Rows> {
    const { total, batches, marks } = first
    if (total === null) return this.#withoutTotal(window, first, answers)
    // A full page may hide more rows than a total that is out of date admits.
    if (marks.length === total && marks.length < ddmPageLimit) {
      return { batches, expected: total, missing: null }
    }
    for (const meaning of this.#meanings) {
      const all = await this.#follow(window, first, meaning, answers)
      if (all === null) continue
      this.#meanings = meaning === 'record' ? ['record', 'page'] : ['page', 'record']
      this.#isSure = true
      return { batches: all, expected: total, missing: null }
    }
    if (marks.length >= ddmPageLimit) return this.#halve(window, first, answers)
    if (attempt < attempts) {
      const again = await this.#page(window, 0, answers)
      return this.#readOn(window, again, answers, attempt + 1)
    }
    return { batches, expected: total, missing: countsAndSent(total, marks.length) }
  }

  /** @returns all rows, if their number is the total and no row stands on two pages */
  async #follow(
    window: Window,
    first: Page,
    meaning: 'record' | 'page',
    answers: Answers,
  ): Promise<RowBatch[] | null> {
    const read = [first]
    const seen = new Set(first.marks)
    const total = first.total ?? 0
    const pages = new PagesAhead(
      (offset) => this.#page(window, offset, answers),
      this.#isSure && meaning === this.#meanings[0],
    )
    let count = first.marks.length
    let lastPage = count
    try {
      for (let page = 1; count < total || lastPage >= ddmPageLimit; page++) {
        const offset = meaning === 'record' ? count : page
        const step = meaning === 'record' ? ddmPageLimit : 1
        const left = Math.ceil((total - count) / ddmPageLimit) - 1
        const next = await pages.take(offset, step, left)
        if (next.total !== total) return null
        lastPage = next.marks.length
        if (lastPage === 0) break
        const known = next.marks.some((mark) => seen.has(mark)) ? countKnown(read, next) : 0
        // A service that counts its pages from 1 answers its first page twice.
        if (meaning === 'page' && page === 1 && known === lastPage) continue
        const isSound =
          known === 0 ||
          (meaning === 'record' && (await this.#areTwins(window, read, next, answers)))
        if (!isSound) return null
        for (const mark of next.marks) seen.add(mark)
        read.push(next)
        count += lastPage
        this.#onRows(count)
      }
      return count === total ? read.flatMap(({ batches }) => batches) : null
    } finally {
      await pages.leave()
    }
  }

  /**
   * Whether rows that stand on two pages are rows of their own: that is so if one answer, half of the
   * one page and half of the other, holds them all.
   */
  async #areTwins(
    window: Window,
    read: readonly Page[],
    next: Page,
    answers: Answers,
  ): Promise<boolean> {
    const half = ddmPageLimit / 2
    const { pages: earlier, rows: end } = apartFromEnd(read, half)
    const [before, seam] = [end.slice(0, -half), end.slice(-half)]
    const after = allRows([next])
    if (countKnown(earlier, next) > 0 || countAlike(before, after) > 0) return false
    if (countAlike(seam, after.slice(half)) > 0) return false
    const offset = countRows(read.flatMap(({ batches }) => batches)) - seam.length
    const between = await this.#page(window, offset, answers)
    return (
      between.total === next.total &&
      areAlike(allRows([between]), [...seam, ...after.slice(0, half)])
    )
  }

  async #halve(window: Window, whole: Page, answers: Answers): Promise<Rows> {
    const { batches, total } = whole
    const halves = bisect(window)
    const firsts = halves && {
      older: await this.#page(halves[0], 0, answers),
      newer: await this.#page(halves[1], 0, answers),
    }
    // Halves that both give what the whole gives can be halved for ever: all rows lie in the second
    // they share, or the service does not heed the window.
    const isOfUse = firsts && !(isSame(firsts.older, whole) && isSame(firsts.newer, whole))
    if (!halves || !isOfUse) {
      return {
        batches,
        expected: total,
        missing: `the service counts ${total ?? 'an unknown number of'} records in ${describe(window)} and lets ${countRows(batches)} be read`,
      }
    }
    const older = await this.#readOn(halves[0], firsts.older, answers, 1)
    const newer = await this.#readOn(halves[1], firsts.newer, answers, 1)
    const { rows: joined, doubtful } = join(rowsOf(older.batches), rowsOf(newer.batches))
    return {
      batches: batchesOf(joined, this.#texts),
      expected: total,
      missing:
        older.missing ??
        newer.missing ??
        doubt(doubtful) ??
        (joined.length < (total ?? 0) ? countsAndSent(total, joined.length) : null),
    }
  }

  /** Without a total nothing proves that a page is the last, unless it isn't full. */
  async #withoutTotal(window: Window, first: Page, answers: Answers): Promise<Rows> {
    if (first.marks.length < ddmPageLimit) {
      return { batches: first.batches, expected: null, missing: 'the service gave no total' }
    }
    return this.#halve(window, first, answers)
  }

  async #page(window: Window, offset: number, answers: Answers): Promise<Page> {
    const asker = new RecordingAsker(this.#client)
    const request = { instanceId: this.#instanceId, ...window, offset }
    const before = Date.now()
    const { body, source } = await getKillLogPage(asker, request, this.#signal)
    for (const raw of asker.raw) answers.push(await packRawAnswer(raw))
    if (this.#texts.isFull) this.#texts = new SharedTexts()
    return {
      ...readKillPage(body, answers.length - 1, this.#texts),
      askedAt: source.serverDate === null ? before : Date.parse(source.serverDate),
      source,
    }
  }
}

interface Page extends KillPage {
  askedAt: number
  source: Source
}

function describe({ from, to }: Window): string {
  return `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`
}

function isSame(a: KillPage, b: KillPage): boolean {
  return a.total === b.total && areAlike(allRows([a]), allRows([b]))
}

function countsAndSent(total: number | null, sent: number): string {
  return `the service counts ${total ?? 0} and sent ${sent}`
}
