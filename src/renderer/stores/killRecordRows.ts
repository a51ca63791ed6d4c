import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { KillLogPage, KillRecordId } from '../../shared/contract/kill-log.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError } from '../bridge.ts'

export const rowsOfPage = 200

/** Rows of a long list, of which only those near the reader are kept. */
export interface KillRecordRows {
  /** Rows that match, in all; `null` until the first answer. */
  total: Readonly<Ref<number | null>>
  /** Why rows could not be read; `null` when they could. */
  error: Readonly<ShallowRef<AuditDeskError | null>>
  /** The row at a place, or `null` while it is on its way. Reading it follows the arrival. */
  at: (index: number) => KillRecord | null
  /** What the archive knows the row at a place by; `null` while it is on its way. */
  idAt: (index: number) => KillRecordId | null
  /** Changes whenever the places may hold other rows than before. */
  order: Readonly<Ref<number>>
  /**
   * Reads rows of the present order, whether they are in sight or not.
   * @throws AuditDeskError why they can't be read; `cancelled` when the order changes meanwhile
   */
  read: (offset: number, limit: number) => Promise<KillRecord[]>
  /** Sees to it that these places are there, and forgets those far from them. */
  show: (first: number, last: number) => void
  /** Begins anew, for another query; what is there stays until its first rows arrive. */
  restart: () => Promise<void>
  /** Reads what is in sight again, because the log has changed; what is there stays until then. */
  renew: () => Promise<void>
  /** Forgets everything, and drops what is still on its way. */
  clear: () => void
}

type Page = Pick<KillLogPage, 'columns' | 'ids' | 'length'>

/** How many rows one question of `read` asks for. */
const rowsAtOnce = 1000

/** While the log keeps changing, two pages in sight may never be of one revision. */
const mostRenewals = 3

/**
 * @param fetch reads one page of the current query; `null` when there is nothing to read from
 */
export function createKillRecordRows(
  fetch: (offset: number, limit: number) => Promise<KillLogPage> | null,
): KillRecordRows {
  const total = ref<number | null>(null)
  const error = shallowRef<AuditDeskError | null>(null)
  const pages = shallowRef<ReadonlyMap<number, Page>>(new Map())
  const underWay = new Set<number>()
  const order = ref(0)
  let revision: number | null = null
  let visible = { first: 0, last: 0 }
  let turn = 0
  let replacing = false

  function inSight(): { from: number; to: number } {
    const end = Math.max(0, (total.value ?? 1) - 1)
    return {
      from: Math.floor(Math.min(visible.first, end) / rowsOfPage),
      to: Math.floor(Math.min(visible.last, end) / rowsOfPage),
    }
  }

  async function load(page: number): Promise<void> {
    const mine = turn
    const answer = fetch(page * rowsOfPage, rowsOfPage)
    if (answer === null) return
    underWay.add(page)
    try {
      const found = await answer
      if (mine !== turn) return
      if (found.revision !== revision) return await renew()
      error.value = null
      pages.value = new Map([...pages.value, [page, found]])
    } catch (thrown) {
      if (mine === turn) error.value = asAuditDeskError(thrown)
    } finally {
      if (mine === turn) underWay.delete(page)
    }
  }

  function show(first: number, last: number): void {
    visible = { first, last }
    if (replacing || total.value === null || total.value === 0) return
    const { from, to } = inSight()
    const near = [...pages.value].filter(([page]) => page >= from - 1 && page <= to + 1)
    if (near.length < pages.value.size) pages.value = new Map(near)
    for (let page = from; page <= to; page += 1) {
      if (!pages.value.has(page) && !underWay.has(page)) void load(page)
    }
  }

  /** Replaces all there is by these pages, in one go. */
  async function replace(wanted: () => { from: number; to: number }, anew: boolean): Promise<void> {
    turn += 1
    const mine = turn
    underWay.clear()
    replacing = true
    try {
      for (let attempt = 1; attempt <= mostRenewals; attempt += 1) {
        const { from, to } = wanted()
        const places = Array.from({ length: to - from + 1 }, (_, index) => from + index)
        const found = await Promise.all(
          places.flatMap((page) => fetch(page * rowsOfPage, rowsOfPage) ?? []),
        )
        if (mine !== turn) return
        const last = found.at(-1)
        if (last === undefined) break
        const alike = found.every((answer) => answer.revision === last.revision)
        if (!alike && attempt < mostRenewals) continue
        total.value = last.total
        if (anew || last.revision !== revision) order.value += 1
        revision = last.revision
        error.value = null
        pages.value = new Map(found.map((answer, index) => [from + index, answer]))
        break
      }
    } catch (thrown) {
      if (mine === turn) error.value = asAuditDeskError(thrown)
    } finally {
      if (mine === turn) replacing = false
    }
    if (mine === turn) show(visible.first, visible.last)
  }

  async function restart(): Promise<void> {
    await replace(() => ({ from: 0, to: 0 }), true)
  }

  async function renew(): Promise<void> {
    await replace(inSight, false)
  }

  function clear(): void {
    turn += 1
    underWay.clear()
    replacing = false
    order.value += 1
    revision = null
    visible = { first: 0, last: 0 }
    total.value = null
    error.value = null
    pages.value = new Map()
  }

  function at(index: number): KillRecord | null {
    const page = pages.value.get(Math.floor(index / rowsOfPage))
    const place = index % rowsOfPage
    if (page === undefined || place >= page.length) return null
    return recordOf(page, place)
  }

  function idAt(index: number): KillRecordId | null {
    return pages.value.get(Math.floor(index / rowsOfPage))?.ids[index % rowsOfPage] ?? null
  }

  async function read(offset: number, limit: number): Promise<KillRecord[]> {
    const records: KillRecord[] = []
    const before = order.value
    while (records.length < limit) {
      const answer = fetch(offset + records.length, Math.min(rowsAtOnce, limit - records.length))
      const found = await answer
      if (found === null || order.value !== before || found.revision !== revision) throw changed()
      if (found.length === 0) break
      for (let place = 0; place < found.length; place += 1) records.push(recordOf(found, place))
    }
    return records
  }

  return { total, error, order, at, idAt, read, show, restart, renew, clear }
}

function recordOf({ columns }: Page, place: number): KillRecord {
  return {
    instanceId: columns.instanceId[place] ?? null,
    instanceName: columns.instanceName[place] ?? null,
    processId: columns.processId[place] ?? null,
    operator: columns.operator[place] ?? null,
    rawTime: columns.rawTime[place] ?? null,
    at: columns.at[place] ?? null,
  }
}

function changed(): AuditDeskError {
  return new AuditDeskError({
    code: 'cancelled',
    message: 'The records have changed meanwhile.',
    retryable: true,
  })
}
