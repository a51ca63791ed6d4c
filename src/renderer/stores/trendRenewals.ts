import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import { RenewalId } from '../../shared/contract/audit.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import type { AccountId, AuditInstanceId, DatabaseId } from '../../shared/model/ids.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'
import type { TrendType } from '../../shared/model/trend.ts'
import { ask, asAuditDeskError } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'

/** Which trend is to be computed anew. */
export interface RenewalOrder {
  instanceId: AuditInstanceId
  type: TrendType
  range: TimeRange
  databaseId: DatabaseId | null
  /** The time of generation that was shown when it was asked for, as sent. */
  before: string | null
}

/** How far a new analysis is, or how it ended. */
export type RenewalState =
  | { kind: 'running'; stopping: boolean }
  | { kind: 'finished'; unkept: string | null }
  /** The service was still computing when the time was up. */
  | { kind: 'unfinished' }
  /** The reader stopped waiting; what the service does is not known. */
  | { kind: 'stopped' }
  | { kind: 'failed'; error: AuditDeskError }

export interface TrendRenewal extends RenewalOrder {
  id: RenewalId
  accountId: AccountId
  /** Milliseconds since the epoch. */
  startedAt: number
  /** How long it took, in milliseconds; `null` while it runs. */
  took: number | null
  state: RenewalState
}

function isSame(one: RenewalOrder, other: RenewalOrder): boolean {
  return (
    one.instanceId === other.instanceId &&
    one.type === other.type &&
    one.databaseId === other.databaseId &&
    JSON.stringify(one.range) === JSON.stringify(other.range)
  )
}

/**
 * The trends of the selected account that are being computed anew, and how the last of each ended.
 * They go on while another screen is shown, and end when the account is left.
 */
export const useTrendRenewalsStore = defineStore('trendRenewals', () => {
  const accounts = useAccountsStore()
  const renewals = shallowRef<TrendRenewal[]>([])

  function change(id: RenewalId, changes: Partial<TrendRenewal>): void {
    renewals.value = renewals.value.map((one) => (one.id === id ? { ...one, ...changes } : one))
  }

  function renewalOf(order: Omit<RenewalOrder, 'before'>): TrendRenewal | null {
    return renewals.value.find((one) => isSame(one, { ...order, before: null })) ?? null
  }

  /**
   * Has a trend computed anew; does nothing while that very trend is. Never throws.
   * @returns how it ended; `null` when it didn't begin, or its account was left meanwhile
   */
  async function start(order: RenewalOrder): Promise<RenewalState | null> {
    const accountId = accounts.selectedId
    if (accountId === null || renewalOf(order)?.state.kind === 'running') return null
    const { instanceId, type, range, databaseId } = order
    const id = RenewalId.parse(crypto.randomUUID())
    const startedAt = Date.now()
    renewals.value = [
      ...renewals.value.filter((one) => !isSame(one, order)),
      {
        ...order,
        id,
        accountId,
        startedAt,
        took: null,
        state: { kind: 'running', stopping: false },
      },
    ]
    const state = await run(accountId, id, { instanceId, type, range, databaseId })
    if (!renewals.value.some((one) => one.id === id)) return null
    change(id, { took: Date.now() - startedAt, state })
    return state
  }

  async function run(
    accountId: AccountId,
    renewalId: RenewalId,
    about: Omit<RenewalOrder, 'before'>,
  ): Promise<RenewalState> {
    try {
      await accounts.switched()
      const renewal = await ask(
        window.auditDesk.audit.renewTrend({ accountId, renewalId, ...about }),
      )
      if (renewal.accountId !== accountId) return { kind: 'stopped' }
      return renewal.finished
        ? { kind: 'finished', unkept: renewal.unkept }
        : { kind: 'unfinished' }
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      if (error.code === 'no-secret') accounts.wantSecret(accountId)
      return error.code === 'cancelled' ? { kind: 'stopped' } : { kind: 'failed', error }
    }
  }

  /** Stops waiting for one; it says itself that it has stopped. */
  async function stop(id: RenewalId): Promise<void> {
    const one = renewals.value.find((candidate) => candidate.id === id)
    if (one?.state.kind !== 'running') return
    change(id, { state: { kind: 'running', stopping: true } })
    try {
      await ask(window.auditDesk.audit.stopRenewal({ renewalId: id }))
    } catch {
      change(id, { state: { kind: 'running', stopping: false } })
    }
  }

  /** Takes one that has ended off the screen. */
  function dismiss(id: RenewalId): void {
    renewals.value = renewals.value.filter((one) => one.id !== id || one.state.kind === 'running')
  }

  // The main process stops what runs for an account that is left.
  watch(
    () => accounts.selectedId,
    () => (renewals.value = []),
    { flush: 'sync' },
  )

  return {
    renewals: computed(() => renewals.value),
    renewalOf,
    start,
    stop,
    dismiss,
  }
})
