import { ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import {
  CollectionId,
  type KillLogProgress,
  type UnfinishedCollection,
} from '../../shared/contract/kill-log.ts'
import type { AccountId, DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { isAboutSecret, useAccountsStore } from './accounts.ts'

/** The log a collection fills. */
export interface Log {
  accountId: AccountId
  instanceId: DdmInstanceId
}

export interface CollectionOrder extends Log {
  range: Bounds
  what: 'missing' | 'all'
}

/** A collection under way, of whichever account: it goes on while another is on screen. */
export interface RunningCollection extends CollectionOrder {
  id: CollectionId
  progress: KillLogProgress | null
  /** When it goes on, milliseconds since the epoch, if it waits; `null` while it runs. */
  resumesAt: number | null
  stopping: 'pause' | 'cancel' | null
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** What a collection that came to its end was asked for, and what of that the archive has now. */
export interface EndedCollection extends CollectionOrder {
  /** Ends earlier than what was asked for where that had not happened yet by the service's clock. */
  reached: Bounds
}

/** A collection that brought nothing, or not all; shown until the next one of its log. */
export interface FailedCollection extends CollectionOrder {
  error: AuditDeskError
}

function isOf(one: Log, other: Log): boolean {
  return one.accountId === other.accountId && one.instanceId === other.instanceId
}

/** The collections of the kill log: those under way, and those that may be resumed. */
export const useCollectionsStore = defineStore('collections', () => {
  const accounts = useAccountsStore()
  const running = shallowRef<RunningCollection[]>([])
  const failures = shallowRef<FailedCollection[]>([])
  /** Of the selected account, newest first. */
  const unfinished = shallowRef<UnfinishedCollection[]>([])
  /** The latest news of any collection, also of those that the app began by itself. */
  const news = shallowRef<KillLogProgress | null>(null)
  /** The collection that ended last; a new object each time. */
  const ended = shallowRef<EndedCollection | null>(null)
  /** Why the last wish, such as to resume, was not followed. */
  const problem = shallowRef<AuditDeskError | null>(null)
  const offers = ref(0)

  function change(id: CollectionId, changes: Partial<RunningCollection>): void {
    running.value = running.value.map((one) => (one.id === id ? { ...one, ...changes } : one))
  }

  function runningOf(log: Log): RunningCollection | null {
    return running.value.find((one) => isOf(one, log)) ?? null
  }

  function failureOf(log: Log): FailedCollection | null {
    return failures.value.find((one) => isOf(one, log)) ?? null
  }

  function forgive(log: Log): void {
    failures.value = failures.value.filter((one) => !isOf(one, log))
  }

  /**
   * Collects into the archive; only one collection at a time fills a log. Never throws: what goes
   * wrong is its failure.
   */
  async function start({ accountId, instanceId, range, what }: CollectionOrder): Promise<void> {
    const order: CollectionOrder = { accountId, instanceId, range, what }
    if (runningOf(order) !== null) return
    const id = CollectionId.parse(crypto.randomUUID())
    forgive(order)
    running.value = [
      ...running.value,
      { ...order, id, progress: null, resumesAt: null, stopping: null, startedAt: Date.now() },
    ]
    let reached = range
    try {
      await accounts.switched()
      const { data } = await ask(
        window.auditDesk.killLog.collect({
          accountId,
          collectionId: id,
          instanceId,
          range: { kind: 'bounds', bounds: range },
          what,
        }),
      )
      reached = data.range
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      if (error.code === 'no-secret') accounts.wantSecret(accountId)
      // Stopped before anything was obtained: nothing went wrong.
      if (error.code !== 'cancelled') failures.value = [...failures.value, { ...order, error }]
    }
    running.value = running.value.filter((one) => one.id !== id)
    ended.value = { ...order, reached }
    if (accounts.selectedId === accountId) await loadUnfinished()
  }

  /** Stops a collection; what it has stored stays. It says itself how it ends. */
  async function stop(id: CollectionId, how: 'pause' | 'cancel'): Promise<void> {
    const one = running.value.find((candidate) => candidate.id === id)
    if (one === undefined || one.stopping !== null) return
    change(id, { stopping: how })
    try {
      const { accountId } = one
      await ask(window.auditDesk.killLog.stop({ accountId, collectionId: id, how }))
    } catch {
      change(id, { stopping: null })
    }
  }

  /** Reads which collections of the selected account may be resumed. */
  async function loadUnfinished(): Promise<void> {
    const accountId = accounts.selectedId
    if (accountId === null) return
    offers.value += 1
    const mine = offers.value
    try {
      await accounts.switched()
      const found = await ask(window.auditDesk.killLog.unfinished({ accountId }))
      if (mine === offers.value && accounts.selectedId === accountId) unfinished.value = found
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      if (mine === offers.value && error.code !== 'cancelled') problem.value = error
    }
  }

  /** Forgets that a collection was not finished. */
  async function dismiss(id: CollectionId): Promise<void> {
    const accountId = accounts.selectedId
    if (accountId === null) return
    unfinished.value = unfinished.value.filter((one) => one.id !== id)
    try {
      await ask(window.auditDesk.killLog.dismiss({ accountId, collectionId: id }))
    } catch (thrown) {
      problem.value = asAuditDeskError(thrown)
      await loadUnfinished()
    }
  }

  window.auditDesk.on('killLog.progress', (progress) => {
    const { collectionId: id, waiting } = progress
    const own = running.value.some((one) => one.id === id && isOf(one, progress))
    if (own) {
      const resumesAt = waiting === null ? null : Date.now() + waiting.milliseconds
      change(id, { progress, resumesAt })
    }
    news.value = progress
  })

  watch(
    () => accounts.selectedId,
    () => {
      offers.value += 1
      unfinished.value = []
      problem.value = null
    },
    { flush: 'sync' },
  )
  // What failed for want of the secret that was typed now is asked again.
  watch(
    () => accounts.unlocks,
    () => {
      for (const failure of failures.value) {
        if (failure.accountId === accounts.selectedId && isAboutSecret(failure.error)) {
          void start(failure)
        }
      }
    },
  )

  return {
    running,
    unfinished,
    news,
    ended,
    problem,
    runningOf,
    failureOf,
    forgive,
    start,
    stop,
    loadUnfinished,
    dismiss,
  }
})
