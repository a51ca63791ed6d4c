import type { SecretsBackend } from '../../shared/contract/app.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/ids.ts'

/** The part of keytar that is used. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

/**
 * Keeps passwords: in the operating system's keychain, or, where there is none, in memory for this
 * run. Never anywhere else.
 */
export class Vault {
  readonly #service: string
  readonly #load: () => Promise<Keychain>
  readonly #memory = new Map<AccountId, string>()
  #opened: Promise<{ keychain: Keychain } | { reason: string }> | null = null

  /**
   * @param service the name the keychain's entries go under, one per profile folder
   * @param load gets the keychain; rejects where there is none
   */
  constructor(service: string, load: () => Promise<Keychain> = loadKeytar) {
    this.#service = service
    this.#load = load
  }

  /** Where passwords are kept; asks the keychain once. */
  async backend(): Promise<SecretsBackend> {
    const opened = await this.#open()
    return 'keychain' in opened ? { kind: 'keychain' } : { kind: 'memory', reason: opened.reason }
  }

  /** @throws AuditDeskError `keychain` when it refuses; nothing is kept then */
  async set(accountId: AccountId, password: string): Promise<void> {
    const opened = await this.#open()
    if ('keychain' in opened) {
      await refusable('keep the password', () =>
        opened.keychain.setPassword(this.#service, accountId, password),
      )
    } else {
      this.#memory.set(accountId, password)
    }
  }

  /** Keeps a password in memory, for accounts that live no longer than this run. */
  setForThisRun(accountId: AccountId, password: string): void {
    this.#memory.set(accountId, password)
  }

  /** @throws AuditDeskError `no-secret` when none is kept, `keychain` when it refuses */
  async get(accountId: AccountId): Promise<string> {
    const inMemory = this.#memory.get(accountId)
    if (inMemory !== undefined) return inMemory
    const opened = await this.#open()
    const password =
      'keychain' in opened
        ? await refusable('read the password', () =>
            opened.keychain.getPassword(this.#service, accountId),
          )
        : null
    if (password !== null) return password
    throw new AuditDeskError({
      code: 'no-secret',
      message: 'No password is kept for this account.',
      retryable: false,
      hint: 'Type the password again.',
    })
  }

  /** @throws AuditDeskError `keychain` when it refuses */
  async delete(accountId: AccountId): Promise<void> {
    this.#memory.delete(accountId)
    const opened = await this.#open()
    if ('keychain' in opened) {
      await refusable('delete the password', () =>
        opened.keychain.deletePassword(this.#service, accountId),
      )
    }
  }

  #open(): Promise<{ keychain: Keychain } | { reason: string }> {
    return (this.#opened ??= (async () => {
      try {
        const keychain = await this.#load()
        // Loading proves little: on Linux only a call shows whether a Secret Service answers.
        await keychain.getPassword(this.#service, 'probe')
        return { keychain }
      } catch (error) {
        return { reason: error instanceof Error ? firstLine(error.message) : 'unknown' }
      }
    })())
  }
}

async function loadKeytar(): Promise<Keychain> {
  const keytar = await import('keytar')
  return keytar.default
}

/** keytar throws untyped errors; their text is the operating system's and holds no secret. */
async function refusable<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw new AuditDeskError(
      {
        code: 'keychain',
        message: `The keychain could not ${what}: ${error instanceof Error ? firstLine(error.message) : 'unknown reason'}`,
        retryable: true,
        hint: 'Unlock the keychain of the operating system, then try again.',
      },
      { cause: error },
    )
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
