import type { BatchRow } from '../archive/kill-log-batch.ts'
import type { ObtainedRow } from '../archive/kill-log-types.ts'
import { readDdmTime } from '../huawei/time.ts'
import type { WireKillRecord } from '../huawei/wire.ts'

/** The five documented fields (seed-4, Table 4) as one text, equal only for rows alike in all. */
export function keyOf(row: ObtainedRow): string {
  const { processId, operator, instanceId, instanceName } = row
  return JSON.stringify([processId, operator, instanceId, instanceName, identityOf(row)])
}

/** A row of the wire in the terms of the archive. @param row its place in its answer, from 0 */
export function readRow(wire: WireKillRecord, row: number): BatchRow {
  const rawTime = wire.execute_time ?? null
  const processId = wire.process_id ?? null
  return {
    instanceId: wire.instance_id ?? null,
    instanceName: wire.instance_name ?? null,
    processId: typeof processId === 'bigint' ? processId.toString() : processId,
    processIdIsText: typeof processId === 'string',
    operator: wire.execute_user_name ?? null,
    rawTime,
    at: readDdmTime(rawTime),
    row,
  }
}

/**
 * A small integer, which a set keeps without more memory for it. Rows alike in all five fields have the
 * same; few others have.
 */
export function markOf({ processId, at, rawTime }: BatchRow): number {
  const time = at === null ? hash(rawTime ?? '') : Math.floor(at / 1000) % 2 ** 31
  return (Math.imul(time, 0x9e3779b1) ^ markOfId(processId ?? '')) & 0x3fffffff
}

/** The same for a number and for the text of its digits. */
function markOfId(id: string | number): number {
  const number = typeof id === 'number' ? id : wholeNumber(id)
  return number === null ? hash(String(id)) : Math.imul(number % 2 ** 32, 0x85ebca6b)
}

/** @returns `null` unless the text is how JavaScript writes that number */
function wholeNumber(text: string): number | null {
  const number = Number(text)
  return Number.isSafeInteger(number) && String(number) === text ? number : null
}

function hash(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  }
  return hash
}

/**
 * Puts the rows of two halves of a window together. A row that both hold, alike in all five fields,
 * is one row; a row that one of them holds twice is two (the service does log such twins), so of each
 * row as many are kept as the richer half has.
 *
 * The whole halves are compared, not just the second they share: the page's own example labels a time
 * `+0800` that can only be UTC, so a row's time can't be trusted to say which half it is from.
 * @returns how many rows are held to be the same although they lack a field, besides the rows
 */
export function join(
  first: readonly ObtainedRow[],
  second: readonly ObtainedRow[],
): { rows: ObtainedRow[]; doubtful: number } {
  const rest = new Rest(first)
  let doubtful = 0
  const unlike = second.filter((row) => {
    const isAlike = rest.takeAlike(row)
    if (isAlike && identityOf(row) === null) doubtful++
    return !isAlike
  })
  const fresh = unlike.filter((row) => {
    const isCompatible = rest.takeCompatible(row)
    if (isCompatible) doubtful++
    return !isCompatible
  })
  return { rows: [...first, ...fresh], doubtful }
}

/** What is left of the first half once rows were found to be its own. */
class Rest {
  readonly #counts = new Map<string, number>()
  /** By time; under `null` those without one. */
  readonly #byTime = new Map<number | string | null, ObtainedRow[]>()

  constructor(rows: readonly ObtainedRow[]) {
    for (const row of rows) {
      const key = keyOf(row)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
      const time = identityOf(row)
      const contemporaries = this.#byTime.get(time)
      if (contemporaries === undefined) this.#byTime.set(time, [row])
      else contemporaries.push(row)
    }
  }

  takeAlike(row: ObtainedRow): boolean {
    return this.#take(keyOf(row))
  }

  /** Takes a row that says the same as far as both say anything. */
  takeCompatible(row: ObtainedRow): boolean {
    const time = identityOf(row)
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

/** The instant, whatever zone it is written in; else the text; `null` when there is none. */
function identityOf({ at, rawTime }: ObtainedRow): number | string | null {
  return at ?? (rawTime === '' ? null : rawTime)
}

/** Whether two rows say the same as far as both say anything. */
export function areCompatible(a: ObtainedRow, b: ObtainedRow): boolean {
  return (
    agree(identityOf(a), identityOf(b)) &&
    agree(a.processId, b.processId) &&
    agree(a.operator, b.operator) &&
    agree(a.instanceId, b.instanceId) &&
    agree(a.instanceName, b.instanceName)
  )
}

function agree(a: number | string | null, b: number | string | null): boolean {
  return a === null || b === null || a === b
}
