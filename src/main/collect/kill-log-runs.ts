import { randomUUID } from 'node:crypto'
import { CollectionId, type KillLogProgress } from '../../shared/contract/kill-log.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import type { AccountId, DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Scopes } from '../accounts/scopes.ts'
import { askAndKeep, askArchive } from './answers.ts'
import { refreshInterval, type RefreshOutcome } from './background-refresh.ts'
import { collectKillLog } from './kill-log.ts'

/** How far back a first refresh in the background asks, in milliseconds. */
const firstReach = 7 * refreshInterval

/** Which part of which log is to be collected. */
export interface KillLogOrder {
  accountId: AccountId
  collectionId: CollectionId
  instanceId: DdmInstanceId
  range: Bounds
  what: 'missing' | 'all'
  /** Whether the app does it by itself. */
  inBackground: boolean
}

export interface KillLogRunsOptions {
  scopes: Scopes
  emit: (event: 'killLog.progress', progress: KillLogProgress) => void
}

interface Run {
  accountId: AccountId
  instanceId: DdmInstanceId
  stop: AbortController
}

/**
 * The collections of kill logs under way. They go on when their account is left, for what they bring
 * goes into the archive; they end when the account is removed or signs in otherwise.
 */
export class KillLogRuns {
  readonly #scopes: Scopes
  readonly #emit: KillLogRunsOptions['emit']
  readonly #running = new Map<CollectionId, Run>()
  readonly #refreshed = new Map<AccountId, number>()

  constructor({ scopes, emit }: KillLogRunsOptions) {
    this.#scopes = scopes
    this.#emit = emit
  }

  /**
   * Collects into the account's archive until every window has been asked.
   * @returns what the archive then has of the range
   * @throws AuditDeskError `input` while the same log is being collected; else what went wrong
   */
  async collect(order: KillLogOrder): Promise<Coverage> {
    const { accountId, collectionId, instanceId } = order
    this.#refuseSecond(accountId, instanceId)
    const stop = new AbortController()
    this.#running.set(collectionId, { accountId, instanceId, stop })
    try {
      const { client, lifetime } = await this.#scopes.open(accountId)
      const { killLog } = await this.#scopes.archive(accountId)
      return await collectKillLog({
        client,
        store: killLog,
        ...order,
        signal: AbortSignal.any([lifetime, stop.signal]),
        onProgress: (progress) => {
          this.#emit('killLog.progress', { accountId, collectionId, instanceId, ...progress })
        },
      })
    } finally {
      this.#running.delete(collectionId)
    }
  }

  /** Stops a collection after the page under way; does nothing when it has ended. */
  stop(collectionId: CollectionId, how: 'pause' | 'cancel'): void {
    this.#running.get(collectionId)?.stop.abort(how)
  }

  isRunning(collectionId: CollectionId): boolean {
    return this.#running.has(collectionId)
  }

  /** When all kill logs of the account were collected last, milliseconds since the epoch. */
  async lastRefreshed(accountId: AccountId): Promise<number | null> {
    const { answers, killLog } = await this.#scopes.archive(accountId)
    const { projectId } = this.#scopes.account(accountId)
    const known = await askArchive(answers, projectId, { kind: 'ddm-instances' }, null).catch(
      () => null,
    )
    const instances = known?.collected.data ?? []
    const times = await Promise.all(instances.map(({ id }) => killLog.lastCollected(id)))
    const oldest = instances.length === 0 ? null : oldestOf(times)
    return Math.max(oldest ?? 0, this.#refreshed.get(accountId) ?? 0) || null
  }

  /**
   * Collects what the archive lacks of the kill logs of all the account's DDM instances, from where
   * it ends (or from seven days ago) until now.
   * @throws AuditDeskError when not even the instances could be listed
   */
  async refresh(accountId: AccountId): Promise<RefreshOutcome> {
    const { client, lifetime } = await this.#scopes.open(accountId)
    const { answers, killLog } = await this.#scopes.archive(accountId)
    const listed = await askAndKeep(
      client,
      () => Promise.resolve(answers),
      { kind: 'ddm-instances' },
      null,
      lifetime,
    )
    const outcome: RefreshOutcome = { instances: 0, fresh: 0, failures: listed.collected.missing }
    for (const { id, name } of listed.collected.data) {
      try {
        const now = Date.now()
        const last = await killLog.lastCollected(id)
        const from = new Date(Math.min(last ?? now, now - firstReach)).toISOString()
        const range = { from, to: new Date(now).toISOString() }
        const before = (await killLog.coverage(id, range)).rows
        const { rows, outcome: how } = await this.collect({
          accountId,
          collectionId: CollectionId.parse(randomUUID()),
          instanceId: id,
          range,
          what: 'missing',
          inBackground: true,
        })
        outcome.fresh += rows - before
        if (how.kind === 'complete') outcome.instances++
        else outcome.failures.push(`${name}: ${how.reasons.join('; ')}.`)
      } catch (error) {
        if (!(error instanceof AuditDeskError)) throw error
        outcome.failures.push(`${name}: ${error.message}`)
      }
    }
    if (outcome.failures.length === 0) this.#refreshed.set(accountId, Date.now())
    return outcome
  }

  #refuseSecond(accountId: AccountId, instanceId: DdmInstanceId): void {
    for (const run of this.#running.values()) {
      if (run.accountId !== accountId || run.instanceId !== instanceId) continue
      throw new AuditDeskError({
        code: 'input',
        message: 'This kill log is being collected already.',
        retryable: true,
        hint: 'Wait for the collection under way, or stop it.',
      })
    }
  }
}

function oldestOf(times: readonly (number | null)[]): number | null {
  return (
    times.reduce((oldest, time) =>
      oldest === null || time === null ? null : Math.min(oldest, time),
    ) ?? null
  )
}
