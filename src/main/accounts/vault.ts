import type { SecretsBackend } from '../../shared/contract/app.ts'
import type { KeyStore } from '../report/bundle/signing-keys.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { Secret, mayBeKept } from '../../shared/model/sign-in.ts'

/** The part of keytar that is used. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

const proxyEntry = 'proxy'
const signingKeyEntry = 'signing-key'

/**
 * Keeps secrets: in the operating system's keychain, or, where there is none, in memory for this
 * run. Never anywhere else. What soon means nothing (a one-time code, a token, a temporary key) is
 * kept for this run even where there is a keychain.
 */
export class Vault {
  readonly #service: string
  readonly #load: () => Promise<Keychain>
  readonly #memory = new Map<string, string>()
  #opened: Promise<{ keychain: Keychain } | { reason: string }> | null = null

  /**
   * @param service the name the keychain's entries go under, one per profile folder
   * @param load gets the keychain; rejects where there is none
   */
  constructor(service: string, load: () => Promise<Keychain> = loadKeytar) {
    this.#service = service
    this.#load = load
  }

  /** Where secrets are kept; asks the keychain once. */
  async backend(): Promise<SecretsBackend> {
    const opened = await this.#open()
    return 'keychain' in opened ? { kind: 'keychain' } : { kind: 'memory', reason: opened.reason }
  }

  /** @throws AuditDeskError `keychain` when it refuses; nothing is kept then */
  async set(accountId: AccountId, secret: Secret): Promise<void> {
    const text = JSON.stringify(secret)
    if (mayBeKept(secret.method)) await this.#keep(accountId, text)
    else this.#memory.set(accountId, text)
  }

  /** Keeps a secret in memory, for accounts that live no longer than this run. */
  setForThisRun(accountId: AccountId, secret: Secret): void {
    this.#memory.set(accountId, JSON.stringify(secret))
  }

  /** @throws AuditDeskError `no-secret` when none is kept, `keychain` when it refuses */
  async get(accountId: AccountId): Promise<Secret> {
    const parsed = Secret.safeParse(parseOrNull(await this.#find(accountId)))
    if (parsed.success) return parsed.data
    throw new AuditDeskError({
      code: 'no-secret',
      message: 'Nothing is kept to sign this account in with.',
      retryable: false,
      hint: 'Type it again.',
    })
  }

  /** @throws AuditDeskError `keychain` when it refuses */
  async delete(accountId: AccountId): Promise<void> {
    await this.#delete(accountId)
  }

  /** The proxy's password; empty when none is kept. @throws AuditDeskError `keychain` */
  async getProxyPassword(): Promise<string> {
    return (await this.#find(proxyEntry)) ?? ''
  }

  /** @throws AuditDeskError `keychain` */
  async setProxyPassword(password: string): Promise<void> {
    await this.#keep(proxyEntry, password)
  }

  /** @throws AuditDeskError `keychain` */
  async deleteProxyPassword(): Promise<void> {
    await this.#delete(proxyEntry)
  }

  /**
   * The place of the key that signs reports.
   * @throws AuditDeskError `keychain`, from each of its methods
   */
  signingKeyStore(): KeyStore {
    return {
      backend: () => this.backend(),
      get: () => this.#find(signingKeyEntry),
      set: (value) => this.#keep(signingKeyEntry, value),
    }
  }

  async #keep(entry: string, text: string): Promise<void> {
    const opened = await this.#open()
    if ('keychain' in opened) {
      await refusable('keep the secret', () =>
        opened.keychain.setPassword(this.#service, entry, text),
      )
    } else {
      this.#memory.set(entry, text)
    }
  }

  async #find(entry: string): Promise<string | null> {
    const inMemory = this.#memory.get(entry)
    if (inMemory !== undefined) return inMemory
    const opened = await this.#open()
    if (!('keychain' in opened)) return null
    return refusable('read the secret', () => opened.keychain.getPassword(this.#service, entry))
  }

  async #delete(entry: string): Promise<void> {
    this.#memory.delete(entry)
    const opened = await this.#open()
    if (!('keychain' in opened)) return
    await refusable('delete the secret', () => opened.keychain.deletePassword(this.#service, entry))
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

/** An entry that isn't ours, or was damaged, means: type it again. */
function parseOrNull(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
