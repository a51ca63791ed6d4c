import type { Account } from '../../shared/model/account.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import { HuaweiClient } from '../huawei/client.ts'
import { Paces } from '../huawei/pace.ts'
import type { Registry } from './registry.ts'
import type { Vault } from './vault.ts'

/** What belongs to one account while the app runs. */
export interface Scope {
  account: Account
  client: HuaweiClient
  /** Aborts when the account is left or removed. */
  signal: AbortSignal
}

interface Entry {
  client: Promise<HuaweiClient>
  controller: AbortController
}

/** Opens a scope per account on first use. No account is contacted before somebody asks for it. */
export class Scopes {
  readonly #registry: Registry
  readonly #vault: Vault
  readonly #paces = new Paces()
  readonly #entries = new Map<AccountId, Entry>()

  constructor(registry: Registry, vault: Vault) {
    this.#registry = registry
    this.#vault = vault
  }

  /** @throws AuditDeskError `not-found`, `no-secret` or `keychain` */
  async open(id: AccountId): Promise<Scope> {
    const account = this.#registry.get(id)
    let entry = this.#entries.get(id)
    if (entry === undefined) {
      const opened = { client: this.#connect(account), controller: new AbortController() }
      this.#entries.set(id, opened)
      opened.client.catch(() => {
        if (this.#entries.get(id) === opened) this.#entries.delete(id)
      })
      entry = opened
    }
    // Taken before waiting: who leaves the account meanwhile stops this call too.
    const { signal } = entry.controller
    return { account, client: await entry.client, signal }
  }

  /** Stops what runs for the account; its token and connections stay for the way back. */
  leave(id: AccountId): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    entry.controller.abort()
    entry.controller = new AbortController()
  }

  /** Forgets token and connections: the account, or its password, is another from now on. */
  async close(id: AccountId): Promise<void> {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#entries.delete(id)
    entry.controller.abort()
    const client = await entry.client.catch(() => null)
    await client?.close()
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.close(id)))
  }

  async #connect({
    id,
    region,
    endpoints,
    projectId,
    domainName,
    userName,
    demo,
  }: Account): Promise<HuaweiClient> {
    const password = await this.#vault.get(id)
    return new HuaweiClient({
      region,
      endpoints,
      projectId,
      // The simulator bears anything; what is real is asked no faster than it allows.
      paces: demo ? new Paces({}) : this.#paces,
      credentials: { method: 'password', domainName, userName, password },
    })
  }
}
