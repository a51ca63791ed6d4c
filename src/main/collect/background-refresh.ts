import type { Notice } from '../../shared/contract/app.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Account } from '../../shared/model/account.ts'
import type { AccountId } from '../../shared/model/ids.ts'

const hour = 3_600_000

/**
 * How often each account's kill log is collected, in milliseconds. How long the service remembers is
 * not documented; the service beside it that traces calls keeps seven days, so once a week would be
 * too late by an hour.
 */
export const refreshInterval = 24 * hour
/** How often to look whether one is due: after a failure, or when the computer was asleep. */
const lookInterval = hour
/** How long the app is left alone after it starts. */
const firstLook = 60_000

/** What one refresh of an account brought. */
export interface RefreshOutcome {
  /** DDM instances that were collected to the end. */
  instances: number
  /** Kill records that the archive didn't have. */
  fresh: number
  /** One sentence per instance that wasn't. */
  failures: string[]
}

export interface BackgroundRefreshOptions {
  accounts: () => readonly Account[]
  /** When the account's kill log was last refreshed to the end, milliseconds since the epoch. */
  lastRefreshed: (account: Account) => Promise<number | null>
  refresh: (account: Account) => Promise<RefreshOutcome>
  tell: (notice: Notice) => void
  now?: () => number
}

/**
 * Collects, while the app runs, the kill logs of the accounts whose user wants it. Tells once what
 * was fetched, and what failed when that changes.
 */
export class BackgroundRefresh {
  readonly #options: BackgroundRefreshOptions
  readonly #now: () => number
  readonly #told = new Map<AccountId, string>()
  #looking: Promise<void> | null = null
  #timers: NodeJS.Timeout[] = []

  constructor(options: BackgroundRefreshOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Looks from now on, until `stop`. */
  start(): void {
    const look = (): void => void this.look()
    this.#timers = [setTimeout(look, firstLook), setInterval(look, lookInterval)]
    for (const timer of this.#timers) timer.unref()
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
  }

  /** Refreshes the accounts that are due, one after the other. Never throws. */
  async look(): Promise<void> {
    this.#looking ??= this.#refreshDue().finally(() => {
      this.#looking = null
    })
    await this.#looking
  }

  async #refreshDue(): Promise<void> {
    for (const account of this.#options.accounts()) {
      if (account.refreshKillLog) await this.#refreshIfDue(account)
    }
  }

  async #refreshIfDue(account: Account): Promise<void> {
    try {
      const last = await this.#options.lastRefreshed(account)
      if (last !== null && this.#now() - last < refreshInterval) return
      const { instances, fresh, failures } = await this.#options.refresh(account)
      if (failures.length > 0) {
        this.#tellFailure(account, failures.join(' '))
        return
      }
      this.#told.delete(account.id)
      this.#options.tell({
        kind: 'info',
        text: `The kill log of “${account.name}” was collected in the background: ${count(fresh, 'new record')} of ${count(instances, 'DDM instance')}.`,
      })
    } catch (error) {
      const isKnown = error instanceof AuditDeskError
      this.#tellFailure(account, isKnown ? error.message : 'A fault in the app.')
    }
  }

  /** The same failure is told once, not every hour. */
  #tellFailure(account: Account, reason: string): void {
    if (this.#told.get(account.id) === reason) return
    this.#told.set(account.id, reason)
    this.#options.tell({
      kind: 'warning',
      text: `The kill log of “${account.name}” could not be collected in the background. ${reason} It is tried again every hour.`,
    })
  }
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
