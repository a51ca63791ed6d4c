import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import {
  lastUsedFirst,
  type Account,
  type AccountLock,
  type Project,
} from '../../shared/model/account.ts'
import type { AccountId, ImportId } from '../../shared/model/ids.ts'
import type { Secret } from '../../shared/model/sign-in.ts'
import type { SecretsBackend } from '../../shared/contract/app.ts'
import type { Exported, ImportPreview, Removal } from '../../shared/contract/accounts.ts'
import type { InputOf } from '../../shared/contract/procedure.ts'
import type { Contract } from '../../shared/contract/index.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { groupAccounts } from './accountGroups.ts'

/** What `add` and `listProjects` take: the form's text, before the contract's schema has read it. */
export type NewAccountInput = InputOf<Contract['accounts']['add']>
export type ListProjectsInput = InputOf<Contract['accounts']['listProjects']>
/** What of an account can be changed: nothing that the service knows of. */
export type AccountChange = Pick<Account, 'name' | 'color' | 'dbssTimeZone' | 'refreshKillLog'> & {
  group: string | null
}
/** Where an account stands; the place in the list says in which order. */
export type Standing = InputOf<Contract['accounts']['arrange']>['standings'][number]

type Loading = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; error: AuditDeskError }

/** Whether another secret is what helps. */
export function isAboutSecret({ code }: AuditDeskError): boolean {
  return code === 'no-secret' || code === 'credentials'
}

/** The accounts and which of them all screens show. */
export const useAccountsStore = defineStore('accounts', () => {
  /** In the user's order; what is added stands at the end. */
  const accounts = shallowRef<Account[]>([])
  /**
   * Last used first as of the start, and then in a fixed order, so that Ctrl+2 stays the same account
   * for as long as the window is open.
   */
  const places = shallowRef<ReadonlyMap<AccountId, number>>(new Map())
  const selectedId = ref<AccountId | null>(null)
  const selected = computed(
    () => accounts.value.find((account) => account.id === selectedId.value) ?? null,
  )
  /**
   * In the order of the switcher: by `places`, what was added since after them, and the accounts of a
   * group together, where the first of them stands.
   */
  const switcherOrder = computed(() => {
    const last = accounts.value.length
    const placeOf = ({ id }: Account): number => places.value.get(id) ?? last
    const byUse = accounts.value.toSorted((a, b) => placeOf(a) - placeOf(b))
    return groupAccounts(byUse).flatMap((group) => group.accounts)
  })
  const secrets = shallowRef<SecretsBackend | null>(null)
  /** What must be told of this start, one sentence each. */
  const notices = shallowRef<string[]>([])
  const status = shallowRef<Loading>({ kind: 'loading' })
  /** The account whose secret is asked for, `null` when none is. */
  const secretWanted = ref<AccountId | null>(null)
  /** Counts the secrets typed since the start: what failed for want of one asks again. */
  const unlocks = ref(0)
  let switching: Promise<void> = Promise.resolve()
  const answered = new Set<AccountId>()

  /**
   * Reads the accounts and shows the one last used. Asks nothing of the network.
   */
  async function load(): Promise<void> {
    status.value = { kind: 'loading' }
    try {
      const list = await ask(window.auditDesk.accounts.list({}))
      accounts.value = list.accounts
      places.value = new Map(lastUsedFirst(list.accounts).map(({ id }, place) => [id, place]))
      const known = list.accounts.some((account) => account.id === list.selected)
      const first = known ? list.selected : (switcherOrder.value[0]?.id ?? null)
      if (first !== null && first !== list.selected) await select(first)
      else selectedId.value = first
      status.value = { kind: 'ready' }
      // Looks into the keychain, for which no screen has to wait.
      const info = await ask(window.auditDesk.app.info({}))
      secrets.value = info.secrets
      notices.value = info.notices
    } catch (error) {
      status.value = { kind: 'failed', error: asAuditDeskError(error) }
    }
  }

  /**
   * Shows another account. The screens change at once; their questions wait in `switched` until the
   * main process has left the account before.
   * @throws AuditDeskError when it can't; the account before is then shown again
   */
  async function select(accountId: AccountId): Promise<void> {
    const before = selectedId.value
    if (accountId === before) return
    selectedId.value = accountId
    secretWanted.value = null
    const done = ask(window.auditDesk.accounts.select({ accountId }))
    switching = done.then(
      () => undefined,
      () => undefined,
    )
    try {
      await done
    } catch (error) {
      if (selectedId.value === accountId) selectedId.value = before
      throw error
    }
  }

  /** Resolves once the main process has followed the last switch; never rejects. */
  async function switched(): Promise<void> {
    await switching
  }

  /** Whether a service has answered for the account since the start. */
  function hasAnswered(accountId: AccountId): boolean {
    return answered.has(accountId)
  }

  function noteAnswer(accountId: AccountId): void {
    answered.add(accountId)
  }

  async function listProjects(input: ListProjectsInput): Promise<Project[]> {
    return ask(window.auditDesk.accounts.listProjects(input))
  }

  /** Adds an account and shows it. */
  async function add(input: NewAccountInput): Promise<Account> {
    const account = await ask(window.auditDesk.accounts.add(input))
    accounts.value = [...accounts.value, account]
    await select(account.id)
    // Its code is good for half a minute; should it be refused, the screens say so and ask again.
    if (input.secret.method === 'password-totp') void signInOnce(account.id).catch(() => undefined)
    return account
  }

  async function edit(accountId: AccountId, change: AccountChange): Promise<void> {
    const edited = await ask(window.auditDesk.accounts.edit({ accountId, ...change }))
    accounts.value = accounts.value.map((account) => (account.id === accountId ? edited : account))
  }

  async function previewRemoval(accountId: AccountId): Promise<Removal> {
    return ask(window.auditDesk.accounts.previewRemoval({ accountId }))
  }

  /**
   * Removes an account, and its archive only if told to; if it was the one shown, shows the first
   * that is left.
   */
  async function remove(accountId: AccountId, deleteArchive: boolean): Promise<Removal> {
    const removal = await ask(window.auditDesk.accounts.remove({ accountId, deleteArchive }))
    accounts.value = accounts.value.filter((account) => account.id !== accountId)
    if (selectedId.value === accountId) {
      selectedId.value = null
      const next = switcherOrder.value[0]
      if (next !== undefined) await select(next.id)
    }
    return removal
  }

  /**
   * Replaces what proves who signs in, and signs in with it: once, before all that failed for want
   * of it asks again, and while a one-time code is still good.
   * @throws AuditDeskError what is wrong with the secret
   */
  async function setSecret(accountId: AccountId, secret: Secret): Promise<void> {
    await ask(window.auditDesk.accounts.setSecret({ accountId, secret }))
    await signInOnce(accountId)
    if (secretWanted.value === accountId) secretWanted.value = null
    unlocks.value += 1
  }

  /** @throws AuditDeskError only what says that the secret is wrong; the screens show the rest */
  async function signInOnce(accountId: AccountId): Promise<void> {
    try {
      await ask(window.auditDesk.audit.instances({ accountId }))
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      if (isAboutSecret(error)) throw error
    }
  }

  /**
   * Signs in once more with the secret that was refused, because the user wishes it; then all that
   * failed for want of it asks again.
   * @throws AuditDeskError that it was refused again
   */
  async function tryAgain(accountId: AccountId): Promise<void> {
    await ask(window.auditDesk.accounts.unlock({ accountId }))
    await signInOnce(accountId)
    unlocks.value += 1
  }

  /** Puts all accounts in another order and into groups, at once. */
  async function arrange(standings: Standing[]): Promise<void> {
    accounts.value = await ask(window.auditDesk.accounts.arrange({ standings }))
  }

  /** @returns `null` if the user closed the dialog */
  async function exportTo(accountIds: AccountId[]): Promise<Exported | null> {
    return ask(window.auditDesk.accounts.exportTo({ accountIds }))
  }

  /** @returns `null` if the user closed the dialog */
  async function previewImport(): Promise<ImportPreview | null> {
    return ask(window.auditDesk.accounts.previewImport({}))
  }

  /** Takes in accounts of the file that was shown; shows the first if there was none before. */
  async function importFrom(importId: ImportId, indexes: number[]): Promise<Account[]> {
    const added = await ask(window.auditDesk.accounts.importFrom({ importId, indexes }))
    accounts.value = [...accounts.value, ...added]
    const first = added[0]
    if (selectedId.value === null && first !== undefined) await select(first.id)
    return added
  }

  function setLock(accountId: AccountId, lock: AccountLock | null): void {
    accounts.value = accounts.value.map((account) => {
      if (account.id !== accountId) return account
      const { lock: _, ...unlocked } = account
      return lock === null ? unlocked : { ...unlocked, lock }
    })
  }
  window.auditDesk.on('accounts.lock', ({ accountId, lock }) => {
    setLock(accountId, lock)
  })

  /** Lists the demo tenants as accounts and shows the first. */
  async function openDemo(): Promise<void> {
    const tenants = await ask(window.auditDesk.accounts.openDemo({}))
    const known = new Set(accounts.value.map((account) => account.id))
    accounts.value = [...accounts.value, ...tenants.filter((tenant) => !known.has(tenant.id))]
    const first = tenants[0]
    if (first !== undefined) await select(first.id)
  }

  /** Has the secret of an account asked for. Only that of the account shown ever is. */
  function wantSecret(accountId: AccountId): void {
    if (accountId === selectedId.value) secretWanted.value = accountId
  }

  function dismissSecret(): void {
    secretWanted.value = null
  }

  return {
    accounts,
    switcherOrder,
    selectedId,
    selected,
    secrets,
    notices,
    status,
    secretWanted,
    unlocks,
    load,
    select,
    switched,
    hasAnswered,
    noteAnswer,
    listProjects,
    add,
    edit,
    previewRemoval,
    remove,
    setSecret,
    tryAgain,
    arrange,
    exportTo,
    previewImport,
    importFrom,
    openDemo,
    wantSecret,
    dismissSecret,
  }
})
