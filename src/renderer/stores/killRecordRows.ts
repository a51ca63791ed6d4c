import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { KillLogPage } from '../../shared/contract/kill-log.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
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
  /** Sees to it that these places are there, and forgets those far from them. */
  show: (first: number, last: number) => void
  /** Begins anew, for another query; what is there stays until its first rows arrive. */
  restart: () => Promise<void>
  /** Forgets everything, and drops what is still on its way. */
  clear: () => void
}

/**
 * @param fetch reads one page of the current query; `null` when there is nothing to read from
 */
export function createKillRecordRows(
  fetch: (offset: number, limit: number) => Promise<KillLogPage> | null,
): KillRecordRows {
  const total = ref<number | null>(null)
  const error = shallowRef<AuditDeskError | null>(null)
  const pages = shallowRef<ReadonlyMap<number, KillRecord[]>>(new Map())
  const underWay = new Set<number>()
  let visible = { first: 0, last: 0 }
  let turn = 0
  let restarting = false

  /** @param afresh whether the page replaces all there is */
  async function load(page: number, afresh: boolean): Promise<void> {
    const mine = turn
    const answer = fetch(page * rowsOfPage, rowsOfPage)
    if (answer === null) return
    underWay.add(page)
    try {
      const { rows, total: count } = await answer
      if (mine !== turn) return
      total.value = count
      error.value = null
      pages.value = new Map([...(afresh ? [] : pages.value), [page, rows]])
    } catch (thrown) {
      if (mine === turn) error.value = asAuditDeskError(thrown)
    } finally {
      if (mine === turn) underWay.delete(page)
    }
  }

  function show(first: number, last: number): void {
    visible = { first, last }
    if (restarting || total.value === null || total.value === 0) return
    const end = total.value - 1
    const from = Math.floor(Math.min(first, end) / rowsOfPage)
    const to = Math.floor(Math.min(last, end) / rowsOfPage)
    const near = [...pages.value].filter(([page]) => page >= from - 1 && page <= to + 1)
    if (near.length < pages.value.size) pages.value = new Map(near)
    for (let page = from; page <= to; page += 1) {
      if (!pages.value.has(page) && !underWay.has(page)) void load(page, false)
    }
  }

  async function restart(): Promise<void> {
    turn += 1
    const mine = turn
    underWay.clear()
    restarting = true
    await load(0, true)
    if (mine !== turn) return
    restarting = false
    show(visible.first, visible.last)
  }

  function clear(): void {
    turn += 1
    underWay.clear()
    restarting = false
    visible = { first: 0, last: 0 }
    total.value = null
    error.value = null
    pages.value = new Map()
  }

  function at(index: number): KillRecord | null {
    return pages.value.get(Math.floor(index / rowsOfPage))?.[index % rowsOfPage] ?? null
  }

  return { total, error, at, show, restart, clear }
}
