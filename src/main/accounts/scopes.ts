import type { Account } from '../../shared/model/account.ts'
import type { AccountId, AuditInstanceId } from '../../shared/model/ids.ts'
import type { Archive } from '../archive/archive.ts'
import type { Archives } from '../archive/archives.ts'
import { HuaweiClient } from '../huawei/client.ts'
import type { NoteRefusal, RefusalNote } from '../huawei/refusal-note.ts'
import type { Log } from '../log.ts'
import { Paces } from '../huawei/pace.ts'
import type { Network } from '../settings/network-settings.ts'
import { archiveSubject } from './archive-subject.ts'
import { Locks, type TellLock } from './locks.ts'
import type { Registry } from './registry.ts'
import { credentialsOf } from './secrets.ts'
import type { Vault } from './vault.ts'

/** What belongs to one account while the app runs. */
export interface Scope {
  account: Account
  client: HuaweiClient
  /** Aborts when the account is left or removed. */
  signal: AbortSignal
  /** Aborts when the account is removed, its secret changes or the app quits, not when it is left. */
  lifetime: AbortSignal
}

/** Archives of the accounts there are, and, apart from them, of the demo's tenants. */
export interface ArchiveFolders {
  real: Archives
  demo: Archives
}

export interface ScopesOptions {
  registry: Registry
  vault: Vault
  /** How to reach the cloud from now on. */
  network: () => Promise<Network>
  log: Log
  archives: ArchiveFolders
  tellLock?: TellLock
}

interface Entry {
  client: Promise<HuaweiClient>
  controller: AbortController
  lifetime: AbortController
}

/** Opens a scope per account on first use. No account is contacted before somebody asks for it. */
export class Scopes {
  /** Which accounts may not sign in until the user acts. */
  readonly locks: Locks
  readonly #registry: Registry
  readonly #vault: Vault
  readonly #network: () => Promise<Network>
  readonly #log: Log
  readonly #archives: ArchiveFolders
  readonly #entries = new Map<AccountId, Entry>()
  readonly #timeZones = new Map<AccountId, Map<AuditInstanceId, string>>()

  constructor({ registry, vault, network, log, archives, tellLock }: ScopesOptions) {
    this.locks = new Locks(registry, tellLock ?? (() => undefined))
    this.#registry = registry
    this.#vault = vault
    this.#network = network
    this.#log = log
    this.#archives = archives
  }

  /** @throws AuditDeskError `not-found` */
  account(id: AccountId): Account {
    return this.#registry.get(id)
  }

  /** The account's archive, made if need be; asks no service. @throws AuditDeskError `file` */
  async archive(id: AccountId): Promise<Archive> {
    const account = this.#registry.get(id)
    return this.archivesOf(account).open(archiveSubject(account))
  }

  /** Where the archives of such an account lie. */
  archivesOf({ demo }: Pick<Account, 'demo'>): Archives {
    return demo ? this.#archives.demo : this.#archives.real
  }

  /** The zones that the account's audit instances said they work in, as far as they were listed. */
  timeZones(id: AccountId): Map<AuditInstanceId, string> {
    const zones = this.#timeZones.get(id) ?? new Map<AuditInstanceId, string>()
    this.#timeZones.set(id, zones)
    return zones
  }

  /** @throws AuditDeskError `not-found`, `no-secret`, `keychain`, or `credentials` when it is locked */
  async open(id: AccountId): Promise<Scope> {
    const account = this.#registry.get(id)
    this.locks.check(id)
    let entry = this.#entries.get(id)
    if (entry === undefined) {
      const opened = {
        client: this.#connect(account),
        controller: new AbortController(),
        lifetime: new AbortController(),
      }
      this.#entries.set(id, opened)
      opened.client.catch(() => {
        if (this.#entries.get(id) === opened) this.#entries.delete(id)
      })
      entry = opened
    }
    // Taken before waiting: who leaves the account meanwhile stops this call too.
    const { signal } = entry.controller
    return { account, client: await entry.client, signal, lifetime: entry.lifetime.signal }
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
    this.#timeZones.delete(id)
    entry.controller.abort()
    entry.lifetime.abort()
    const client = await entry.client.catch(() => null)
    await client?.close()
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((id) => this.close(id)))
  }

  async #connect(account: Account): Promise<HuaweiClient> {
    const { id, region, endpoints, signIn, projectId, demo } = account
    const credentials = credentialsOf(signIn, await this.#vault.get(id))
    if (demo) {
      // The simulator stands in this very process and bears any pace.
      return new HuaweiClient({
        region,
        endpoints,
        projectId,
        credentials,
        paces: new Paces({}),
        noteRefusal: this.noteRefusal(account),
      })
    }
    const { options: network, paces } = await this.#network()
    return new HuaweiClient({
      region,
      endpoints,
      projectId,
      credentials,
      network,
      paces,
      noteRefusal: this.noteRefusal(account),
    })
  }

  /** Notes in the log what a service refused to an account, and locks it if that was its secret. */
  noteRefusal(account: Account): NoteRefusal {
    return (note, error) => {
      this.#log({ ...note })
      if (isAboutSecret(note, account)) this.locks.refused(account.id, error)
    }
  }
}

/**
 * A refused sign-in, or where there is none a refused signature. A token that a service no longer
 * takes is another matter: the next sign-in brings a new one.
 */
function isAboutSecret({ service, path, code }: RefusalNote, { signIn }: Account): boolean {
  if (code !== 'credentials') return false
  switch (signIn.method) {
    case 'password':
    case 'password-totp':
    case 'agency':
      return service === 'iam' && path.endsWith('/v3/auth/tokens')
    case 'access-key':
    case 'temporary-access-key':
    case 'token':
      return true
  }
}
