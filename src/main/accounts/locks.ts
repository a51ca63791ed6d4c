import type { AccountLock } from '../../shared/model/account.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import type { Registry } from './registry.ts'

/** Told of every account that is locked from now on, or with `null` no longer is. */
export type TellLock = (accountId: AccountId, lock: AccountLock | null) => void

const hint =
  'Nothing more is sent with it until you enter it again, or press “Try again”: repeated failures would lock the user or the key for everybody.'

/**
 * Keeps accounts whose secret the service refused from asking again by themselves: five failures in
 * a row lock an access key, and a few more a user. Only the user ends that.
 */
export class Locks {
  readonly #registry: Registry
  readonly #tell: TellLock
  /** In the service's own words; after a restart only the registry knows, without them. */
  readonly #refusals = new Map<AccountId, AuditDeskError>()

  constructor(registry: Registry, tell: TellLock) {
    this.#registry = registry
    this.#tell = tell
  }

  /** @throws AuditDeskError `credentials` for an account that is locked because it was refused */
  check(id: AccountId): void {
    const refusal = this.#refusals.get(id)
    if (refusal !== undefined) throw new AuditDeskError({ ...refusal.toReport(), hint })
    if (this.#registry.get(id).lock === 'refused') {
      throw new AuditDeskError({
        code: 'credentials',
        message: 'The service refused the secret when it was last used.',
        retryable: false,
        hint,
      })
    }
  }

  /** Locks an account that the service refused to sign in. */
  refused(id: AccountId, error: AuditDeskError): void {
    this.#refusals.set(id, error)
    // What can't be written down is still locked for this run.
    void this.#registry.setLock(id, 'refused').catch(() => undefined)
    this.#tell(id, 'refused')
  }

  /** Ends a lock of either kind. @throws AuditDeskError `file` */
  async release(id: AccountId): Promise<void> {
    this.#refusals.delete(id)
    await this.#registry.setLock(id, null)
    this.#tell(id, null)
  }
}
