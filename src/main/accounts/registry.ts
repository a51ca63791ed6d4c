import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import { Account } from '../../shared/model/account.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { writeFileAtomically } from './atomic-file.ts'

/** `accounts.json`. Holds no secret. */
const RegistryFile = z.object({
  version: z.literal(1),
  /** Last used first. */
  accounts: z.array(Account),
})

/** The accounts of this profile, last used first. Demo tenants are kept in memory only. */
export class Registry {
  readonly #path: string
  #accounts: Account[] = []
  #writing: Promise<void> = Promise.resolve()

  private constructor(path: string) {
    this.#path = path
  }

  /**
   * Reads the file, if there is one. A damaged one is set aside, never overwritten.
   * @returns the registry, and what the user must be told, if anything
   * @throws AuditDeskError `file` when the file exists and can't be read
   */
  static async open(path: string): Promise<{ registry: Registry; notice: string | null }> {
    const registry = new Registry(path)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const text = await readIfThere(path)
    if (text === null) return { registry, notice: null }
    const parsed = RegistryFile.safeParse(parseOrNull(text))
    if (parsed.success) {
      registry.#accounts = parsed.data.accounts
      return { registry, notice: null }
    }
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`
    await rename(path, aside)
    return { registry, notice: `The list of accounts could not be read. It was kept as ${aside}.` }
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
      throw new AuditDeskError(
        {
          code: 'file',
          message: `The list of accounts could not be saved to ${this.#path}.`,
          retryable: true,
          hint: 'Check that the folder can be written to and the disk isn’t full.',
        },
        { cause: error },
      )
    }
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new AuditDeskError(
      { code: 'file', message: `${path} could not be read.`, retryable: false },
      { cause: error },
    )
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
