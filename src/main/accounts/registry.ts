import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import { Account, lastUsedFirst, type AccountLock } from '../../shared/model/account.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { readJsonFile, writeFileAtomically } from './atomic-file.ts'

/** What `accounts.json` is written as; 1 had the accounts last used first, and no groups. */
const version = 2

/** `accounts.json`. Holds no secret. */
const RegistryFile = z.object({
  version: z.union([z.literal(1), z.literal(version)]),
  /** In the user's order. */
  accounts: z.array(Account),
})

/** One that is written by a later app is nobody's damage. */
const LaterFile = z.looseObject({ version: z.number().int().gt(version) })

/** Where an account stands: its place in the list says in which order. */
export interface Standing {
  accountId: AccountId
  /** `null` for none. */
  group: string | null
}

/** The accounts of this profile, in the user's order. Demo tenants are kept in memory only. */
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
   * @throws AuditDeskError `file` when the file exists and can't be read, or is of a later version
   */
  static async open(path: string): Promise<{ registry: Registry; notice: string | null }> {
    const { value, notice } = await readJsonFile(
      path,
      z.union([RegistryFile, LaterFile]),
      'list of accounts',
    )
    if (value !== null && !isReadable(value)) throw tooNew(path, value.version)
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

  /** Adds accounts that are new, at once. */
  async putAll(added: readonly Account[]): Promise<void> {
    if (added.length > 0) await this.#save([...this.#accounts, ...added])
  }

  async remove(id: AccountId): Promise<void> {
    await this.#save(this.#accounts.filter((account) => account.id !== id))
  }

  /** Notes that the account was just used; nothing is written while it is the one last used. */
  async use(id: AccountId): Promise<Account> {
    const account = this.get(id)
    const isLast = lastUsedFirst(this.#accounts)[0] === account
    if (isLast && account.lastUsedAt !== undefined) return account
    const used = { ...account, lastUsedAt: new Date().toISOString() }
    await this.put(used)
    return used
  }

  /** Locks an account or, with `null`, unlocks it; does nothing for one that is gone. */
  async setLock(id: AccountId, lock: AccountLock | null): Promise<void> {
    const account = this.#accounts.find((candidate) => candidate.id === id)
    if (account === undefined || (account.lock ?? null) === lock) return
    const { lock: _, ...unlocked } = account
    await this.put(lock === null ? unlocked : { ...unlocked, lock })
  }

  /**
   * Puts all accounts in another order and into groups, at once.
   * @throws AuditDeskError `input` unless each account is named exactly once
   */
  async arrange(standings: readonly Standing[]): Promise<void> {
    const named = new Set(standings.map(({ accountId }) => accountId))
    const isWhole = named.size === standings.length && standings.length === this.#accounts.length
    if (!isWhole || !this.#accounts.every(({ id }) => named.has(id))) {
      throw new AuditDeskError({
        code: 'input',
        message: 'standings: must name every account once',
        retryable: false,
        hint: 'The list has changed meanwhile. Try again.',
      })
    }
    await this.#save(
      standings.map(({ accountId, group }) => {
        const { group: _, ...ungrouped } = this.get(accountId)
        return group === null ? ungrouped : { ...ungrouped, group }
      }),
    )
  }

  /** Saves one after the other; what can't be saved isn't kept in memory either. */
  async #save(accounts: Account[]): Promise<void> {
    const before = this.#accounts
    this.#accounts = accounts
    const kept = { version, accounts: accounts.filter(({ demo }) => !demo) }
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

type Readable = z.infer<typeof RegistryFile>

function isReadable(file: Readable | z.infer<typeof LaterFile>): file is Readable {
  return file.version <= version
}

function tooNew(path: string, found: number): AuditDeskError {
  return new AuditDeskError({
    code: 'file',
    message: `${path} was written by a later version of Audit Desk (the file is of version ${found}, this app reads up to ${version}). Nothing was changed. Update the app, or start it with another profile.`,
    retryable: false,
  })
}
