import type { WireKillRecord } from '../huawei/wire.ts'

/**
 * Puts rows of neighbouring windows together. A row that both windows hold, alike in all five
 * fields, is one row; a row that one window holds twice is two (the service does log such twins),
 * so of each row as many are kept as the richer window has.
 *
 * Whole windows are compared, not just the second they share: the page's own example labels a time
 * `+0800` that can only be UTC, so a row's time can't be trusted to say which window it is from.
 */
export class Joiner {
  /** How many of each row the window before holds. */
  #before = new Map<string, number>()

  /**
   * @param rows all rows of the next window, in any order
   * @returns those that the window before didn't hold
   */
  next(rows: readonly WireKillRecord[]): WireKillRecord[] {
    const before = this.#before
    this.#before = new Map()
    const fresh: WireKillRecord[] = []
    for (const row of rows) {
      const key = keyOf(row)
      this.#before.set(key, (this.#before.get(key) ?? 0) + 1)
      const alike = before.get(key) ?? 0
      if (alike > 0) before.set(key, alike - 1)
      else fresh.push(row)
    }
    return fresh
  }
}

/** All rows of two windows that overlap. */
export function join(
  first: readonly WireKillRecord[],
  second: readonly WireKillRecord[],
): WireKillRecord[] {
  const joiner = new Joiner()
  return [...joiner.next(first), ...joiner.next(second)]
}

/** The five documented fields (seed-4, Table 4) as one string, equal only for rows alike in all. */
export function keyOf(row: WireKillRecord): string {
  const { instance_id, instance_name, process_id, execute_user_name, execute_time } = row
  return JSON.stringify([
    instance_id,
    instance_name,
    String(process_id),
    execute_user_name,
    execute_time,
  ])
}
