import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import { Account } from '../../shared/model/account.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { readJsonFile, writeFileAtomically } from './atomic-file.ts'

/** `accounts.json`. Holds no secret. */
const RegistryFile = z.object({
  version: z.literal(1),
  /** Last used first. */
  accounts: z.array(Account),
})

/** The accounts of this profile, last used first. Demo tenants are kept in memory only. */
export class Registry {
  readonly #path: string
  #accounts: Account[]
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string, accounts: Account[]) {
    this.#path = path
    this.#accounts = accounts
  }

  /**
   * Reads the file, if there is one. A damaged one is set aside, never overwritten.
   * @returns the registry, and what the user must be told, if anything
   * @throws AuditDeskError `file` when the file exists and can't be read
   */
  static async open(path: string): Promise<{ registry: Registry; notice: string | null }> {
    const { value, notice } = await readJsonFile(path, RegistryFile, 'list of accounts')
    return { registry: new Registry(path, value?.accounts ?? []), notice }
  }

  list(): readonly Account[] {
    return this.#accounts
  }

  /** @throws AuditDeskError `not-found` */
  get(id: AccountId): Account {
    const account = this.#accounts.find((candidate) => candidate.id === id)
    if (account !== undefined) return account
    throw new AuditDeskError({
      code: 'not-found',
      message: 'This account no longer exists.',
      retryable: false,
    })
  }

  /** Adds the account, or replaces the one with its id in its place. */
  async put(account: Account): Promise<void> {
    const index = this.#accounts.findIndex(({ id }) => id === account.id)
    const accounts =
      index === -1 ? [...this.#accounts, account] : this.#accounts.with(index, account)
    await this.#save(accounts)
  }

  async remove(id: AccountId): Promise<void> {
    await this.#save(this.#accounts.filter((account) => account.id !== id))
  }

  /** Notes that the account was just used: it goes to the front. */
  async use(id: AccountId): Promise<Account> {
    const account = this.get(id)
    if (this.#accounts[0] !== account) {
      await this.#save([account, ...this.#accounts.filter((other) => other !== account)])
    }
    return account
  }

  /** Saves one after the other; what can't be saved isn't kept in memory either. */
  async #save(accounts: Account[]): Promise<void> {
    const before = this.#accounts
    this.#accounts = accounts
    const kept = { version: 1, accounts: accounts.filter(({ demo }) => !demo) }
    const writing = this.#writing.then(() =>
      writeFileAtomically(this.#path, `${JSON.stringify(kept, null, 2)}\n`),
    )
    this.#writing = writing.catch(() => undefined)
    try {
      await writing
    } catch (error) {
      this.#accounts = before
      throw error
    }
  }
}
