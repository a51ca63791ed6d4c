import { parseDdmTime } from '../huawei/time.ts'
import type { WireKillRecord } from '../huawei/wire.ts'
import { toText } from './collected.ts'

/**
 * Puts rows of neighbouring windows together. A row that both windows hold, alike in all five
 * fields, is one row; a row that one window holds twice is two (the service does log such twins),
 * so of each row as many are kept as the richer window has.
 *
 * Whole windows are compared, not just the second they share: the page's own example labels a time
 * `+0800` that can only be UTC, so a row's time can't be trusted to say which window it is from.
 */
export class Joiner {
  #before: readonly WireKillRecord[] = []

  /** @param rows all rows of the next window, in any order */
  next(rows: readonly WireKillRecord[]): Joined {
    const rest = new Rest(this.#before)
    this.#before = rows
    let doubtful = 0
    const unlike = rows.filter((row) => {
      const isAlike = rest.takeAlike(row)
      if (isAlike && timeOf(row) === null) doubtful++
      return !isAlike
    })
    const fresh = unlike.filter((row) => {
      const isCompatible = rest.takeCompatible(row)
      if (isCompatible) doubtful++
      return !isCompatible
    })
    return { fresh, doubtful }
  }
}

export interface Joined {
  /** The rows that the window before didn't hold. */
  fresh: WireKillRecord[]
  /** How many of the others lack a field, so that they may have been rows of their own. */
  doubtful: number
}

/** All rows of two windows that overlap. */
export function join(
  first: readonly WireKillRecord[],
  second: readonly WireKillRecord[],
): { rows: WireKillRecord[]; doubtful: number } {
  const joiner = new Joiner()
  joiner.next(first)
  const { fresh, doubtful } = joiner.next(second)
  return { rows: [...first, ...fresh], doubtful }
}

/** What is left of the window before once rows were found to be its own. */
class Rest {
  readonly #counts = new Map<string, number>()
  /** By time; under `null` those without one. */
  readonly #byTime = new Map<string | null, WireKillRecord[]>()

  constructor(rows: readonly WireKillRecord[]) {
    for (const row of rows) {
      const key = keyOf(row)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
      const time = timeOf(row)
      const contemporaries = this.#byTime.get(time) ?? []
      contemporaries.push(row)
      this.#byTime.set(time, contemporaries)
    }
  }

  takeAlike(row: WireKillRecord): boolean {
    return this.#take(keyOf(row))
  }

  /** Takes a row that says the same as far as both say anything. */
  takeCompatible(row: WireKillRecord): boolean {
    const time = timeOf(row)
    const candidates =
      time === null
        ? [...this.#byTime.values()].flat()
        : [...(this.#byTime.get(time) ?? []), ...(this.#byTime.get(null) ?? [])]
    return candidates.some((other) => areCompatible(row, other) && this.#take(keyOf(other)))
  }

  #take(key: string): boolean {
    const count = this.#counts.get(key) ?? 0
    if (count > 0) this.#counts.set(key, count - 1)
    return count > 0
  }
}

/** The five documented fields (seed-4, Table 4) as one string, equal only for rows alike in all. */
export function keyOf(row: WireKillRecord): string {
  return JSON.stringify(fieldsOf(row))
}

/** The instant, whatever zone it is written in; `null` when there is none. */
function timeOf({ execute_time: raw }: WireKillRecord): string | null {
  return parseDdmTime(raw) ?? (raw === '' ? null : (raw ?? null))
}

function fieldsOf(row: WireKillRecord): (string | null)[] {
  return [
    row.instance_id ?? null,
    row.instance_name ?? null,
    toText(row.process_id),
    row.execute_user_name ?? null,
    timeOf(row),
  ]
}

function areCompatible(a: WireKillRecord, b: WireKillRecord): boolean {
  const others = fieldsOf(b)
  return fieldsOf(a).every((value, index) => {
    const other = others[index] ?? null
    return value === null || other === null || value === other
  })
}
