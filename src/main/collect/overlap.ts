import type { ObtainedRow } from '../archive/kill-log-types.ts'
import { readDdmTime } from '../huawei/time.ts'
import type { WireKillRecord } from '../huawei/wire.ts'
import { toText } from './collected.ts'
import type { RowTexts } from './kept-texts.ts'

/** A row as it was read. */
export interface ReadRow extends ObtainedRow {
  /** Rows alike in all five fields have the same; few others have. */
  mark: number
}

/** The five documented fields (seed-4, Table 4) as one text, equal only for rows alike in all. */
export function keyOf(row: ReadRow): string {
  const { processId, operator, instanceId, instanceName } = row
  return JSON.stringify([processId, operator, instanceId, instanceName, identityOf(row)])
}

/**
 * A row of the wire in the terms of the archive.
 * @param answer which of the window's answers holds it, from 0
 * @param row its place in that answer, from 0
 * @param texts keeps what many rows have in common
 */
export function readRow(
  wire: WireKillRecord,
  answer: number,
  row: number,
  texts: RowTexts,
): ReadRow {
  const rawTime = wire.execute_time ?? null
  const at = readDdmTime(rawTime)
  const processId = toText(wire.process_id)
  const instanceId = texts.instanceIds.keep(wire.instance_id ?? null)
  const instanceName = texts.instanceNames.keep(wire.instance_name ?? null)
  const operator = texts.operators.keep(wire.execute_user_name ?? null)
  return {
    instanceId,
    instanceName,
    processId,
    processIdIsText: typeof wire.process_id === 'string',
    operator,
    rawTime,
    at,
    answer,
    row,
    mark: markOf(processId, at, rawTime),
  }
}

/** A small integer, which a set keeps without more memory for it. */
function markOf(processId: string | null, at: number | null, rawTime: string | null): number {
  const time = at === null ? hash(rawTime ?? '') : Math.floor(at / 1000) % 2 ** 31
  return (Math.imul(time, 0x9e3779b1) ^ hash(processId ?? '')) & 0x3fffffff
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
  first: readonly ReadRow[],
  second: readonly ReadRow[],
): { rows: ReadRow[]; doubtful: number } {
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
  readonly #byTime = new Map<number | string | null, ReadRow[]>()

  constructor(rows: readonly ReadRow[]) {
    for (const row of rows) {
      const key = keyOf(row)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
      const time = identityOf(row)
      const contemporaries = this.#byTime.get(time)
      if (contemporaries === undefined) this.#byTime.set(time, [row])
      else contemporaries.push(row)
    }
  }

  takeAlike(row: ReadRow): boolean {
    return this.#take(keyOf(row))
  }

  /** Takes a row that says the same as far as both say anything. */
  takeCompatible(row: ReadRow): boolean {
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
function identityOf({ at, rawTime }: ReadRow): number | string | null {
  return at ?? (rawTime === '' ? null : rawTime)
}

/** Whether two rows say the same as far as both say anything. */
export function areCompatible(a: ReadRow, b: ReadRow): boolean {
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
