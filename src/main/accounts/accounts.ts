import { randomUUID } from 'node:crypto'
import type { AccountList, Removal } from '../../shared/contract/accounts.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Account, NewAccount, NewSignIn, Project } from '../../shared/model/account.ts'
import { describeSignIn, mayBeKept, type Secret } from '../../shared/model/sign-in.ts'
import { AccountId } from '../../shared/model/ids.ts'
import { listProjects } from '../huawei/iam.ts'
import type { Network } from '../settings/network-settings.ts'
import { archiveSubject } from './archive-subject.ts'
import type { Registry, Standing } from './registry.ts'
import { credentialsOf } from './secrets.ts'
import type { Scopes } from './scopes.ts'
import type { Vault } from './vault.ts'

/** A demo tenant: an account that exists for this run only, with its secret. */
export type DemoTenant = NewAccount

export interface AccountsOptions {
  registry: Registry
  vault: Vault
  scopes: Scopes
  network: () => Promise<Network>
  /** Starts the embedded simulator and says who its tenants are. */
  startDemo: () => Promise<DemoTenant[]>
  /** Whether to open the demo when there is no account at all. */
  demoWhenEmpty: boolean
}

/** Adds, shows and removes accounts, and knows which one the screens show. */
export class Accounts {
  readonly #registry: Registry
  readonly #vault: Vault
  readonly #scopes: Scopes
  readonly #network: () => Promise<Network>
  readonly #startDemo: () => Promise<DemoTenant[]>
  #demoWhenEmpty: boolean
  #demo: Promise<DemoTenant[]> | null = null
  #selected: AccountId | null = null

  constructor({ registry, vault, scopes, network, startDemo, demoWhenEmpty }: AccountsOptions) {
    this.#registry = registry
    this.#vault = vault
    this.#scopes = scopes
    this.#network = network
    this.#startDemo = startDemo
    this.#demoWhenEmpty = demoWhenEmpty
  }

  async list(): Promise<AccountList> {
    if (this.#demoWhenEmpty && this.#registry.list().length === 0) {
      const [first] = await this.openDemo()
      if (first !== undefined) await this.#show(first.id)
    }
    this.#demoWhenEmpty = false
    return { accounts: [...this.#registry.list()], selected: this.#selected }
  }

  async listProjects({ region, endpoints, signIn, secret }: NewSignIn): Promise<Project[]> {
    const credentials = credentialsOf(signIn, secret)
    const { options: network } = await this.#network()
    return listProjects({ region, endpoints, credentials, network }, new AbortController().signal)
  }

  /** Keeps the secret first: an account whose secret can't be kept is not added. */
  async add({ secret, ...profile }: NewAccount): Promise<Account> {
    const account: Account = { ...profile, id: AccountId.parse(randomUUID()), demo: false }
    await this.#vault.set(account.id, secret)
    try {
      await this.#registry.put(account)
    } catch (error) {
      await this.#vault.delete(account.id)
      throw error
    }
    return account
  }

  async edit(
    id: AccountId,
    {
      group,
      ...change
    }: Pick<Account, 'name' | 'color' | 'dbssTimeZone' | 'refreshKillLog'> & {
      group: string | null
    },
  ): Promise<Account> {
    const { group: _, ...before } = this.#registry.get(id)
    const account = { ...before, ...change, ...(group === null ? {} : { group }) }
    await this.#registry.put(account)
    return account
  }

  /** @throws AuditDeskError `input` when the secret is of another way to sign in */
  async setSecret(id: AccountId, secret: Secret): Promise<void> {
    const { signIn } = this.#registry.get(id)
    if (signIn.method !== secret.method) {
      throw new AuditDeskError({
        code: 'input',
        message: 'secret: must be of the account’s way to sign in',
        retryable: false,
      })
    }
    await this.#vault.set(id, secret)
    await this.unlock(id)
  }

  /** Lets an account whose secret was refused be signed in with the same one, once more. */
  async unlock(id: AccountId): Promise<void> {
    this.#registry.get(id)
    // The client remembers the refusal as well.
    await this.#scopes.close(id)
    await this.#scopes.locks.release(id)
  }

  async arrange(standings: readonly Standing[]): Promise<Account[]> {
    await this.#registry.arrange(standings)
    return [...this.#registry.list()]
  }

  async previewRemoval(id: AccountId): Promise<Removal> {
    const account = this.#registry.get(id)
    if (account.demo) {
      const deletes = [`The demo tenant “${account.name}”, until it is opened again.`]
      return { deletes, archive: null }
    }
    const backend = await this.#vault.backend()
    return {
      deletes: [
        `The profile “${account.name}” (${[describeSignIn(account.signIn), account.region].filter((part) => part !== '').join(', ')}).`,
        backend.kind === 'keychain' && mayBeKept(account.signIn.method)
          ? 'Its secret in the operating system’s keychain.'
          : 'Its secret in memory.',
      ],
      archive: this.#sharesArchive(account)
        ? null
        : await this.#scopes.archivesOf(account).size(archiveSubject(account)),
    }
  }

  /**
   * Deletes the secret first: a profile may be left without its secret, never the reverse. The
   * archive stays unless it is to be deleted too, and always while another account asks about the
   * same project.
   */
  async remove(id: AccountId, { deleteArchive }: { deleteArchive: boolean }): Promise<Removal> {
    const removal = await this.previewRemoval(id)
    const account = this.#registry.get(id)
    await this.#scopes.close(id)
    await this.#vault.delete(id)
    await this.#registry.remove(id)
    if (this.#selected === id) this.#selected = null
    const archives = this.#scopes.archivesOf(account)
    const subject = archiveSubject(account)
    if (!this.#sharesArchive(account)) {
      await (deleteArchive ? archives.delete(subject) : archives.close(subject))
    }
    return removal
  }

  #sharesArchive(account: Account): boolean {
    const { region, projectId, endpoints } = archiveSubject(account)
    const key = JSON.stringify([region, projectId, endpoints, account.demo])
    return this.#registry.list().some((other) => {
      if (other.id === account.id) return false
      const subject = archiveSubject(other)
      return (
        key === JSON.stringify([subject.region, subject.projectId, subject.endpoints, other.demo])
      )
    })
  }

  /** Shows an account; its archive is opened meanwhile, because its screen's first question is to it. */
  async select(id: AccountId): Promise<Account> {
    const account = await this.#show(id)
    // Whoever asks it is told what is wrong.
    this.#scopes.archive(id).catch(() => undefined)
    return account
  }

  async #show(id: AccountId): Promise<Account> {
    this.#registry.get(id)
    if (this.#selected !== null && this.#selected !== id) this.#scopes.leave(this.#selected)
    this.#selected = id
    return this.#registry.use(id)
  }

  /** Opens the demo's tenants as accounts, those that aren't open already. One simulator serves all. */
  async openDemo(): Promise<Account[]> {
    this.#demo ??= this.#startDemo().catch((error: unknown) => {
      this.#demo = null
      throw error
    })
    const accounts: Account[] = []
    for (const { secret, ...profile } of await this.#demo) {
      const known = this.#registry
        .list()
        .find(({ demo, projectId }) => demo && projectId === profile.projectId)
      const account = known ?? { ...profile, id: AccountId.parse(randomUUID()), demo: true }
      this.#vault.setForThisRun(account.id, secret)
      await this.#registry.put(account)
      accounts.push(account)
    }
    return accounts
  }
}
