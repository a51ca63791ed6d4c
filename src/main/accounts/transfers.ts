import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { Exported, ImportEntry, ImportPreview } from '../../shared/contract/accounts.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Account } from '../../shared/model/account.ts'
import { AccountId, ImportId } from '../../shared/model/ids.ts'
import { describeSignIn } from '../../shared/model/sign-in.ts'
import { resolveEndpoints } from '../huawei/endpoints.ts'
import { writeFileAtomically } from './atomic-file.ts'
import {
  readProfiles,
  writeProfiles,
  type ReadProfile,
  type WrittenProfile,
} from './profile-file.ts'
import type { Registry } from './registry.ts'

export interface TransfersOptions {
  registry: Registry
  /** Asks the user where to save a JSON file; `null` if they closed the dialog. */
  askWhereToSave: (proposedName: string) => Promise<string | null>
  /** Asks the user for a JSON file; `null` if they closed the dialog. */
  askForFile: () => Promise<string | null>
}

/** Hands accounts on to another profile, and takes them in, without their secrets. */
export class Transfers {
  readonly #options: TransfersOptions
  /** What the user was shown last, which is what is taken in; not what the file has become since. */
  #shown: { importId: ImportId; profiles: ReadProfile[] } | null = null

  constructor(options: TransfersOptions) {
    this.#options = options
  }

  /**
   * Writes accounts to a file the user names. Demo tenants are left out: there is nothing to sign in
   * to elsewhere.
   * @returns `null` if the user closed the dialog
   * @throws AuditDeskError `not-found`, `file`, `input` when none is left
   */
  async export(ids: readonly AccountId[]): Promise<Exported | null> {
    const chosen = new Set(ids)
    const accounts = this.#options.registry.list().filter(({ id, demo }) => chosen.has(id) && !demo)
    if (accounts.length === 0) {
      throw new AuditDeskError({
        code: 'input',
        message: 'accountIds: must name an account that is not a demo tenant',
        retryable: false,
      })
    }
    const now = new Date()
    const day = now.toISOString().slice(0, 10)
    const path = await this.#options.askWhereToSave(`audit-desk-accounts_${day}.json`)
    if (path === null) return null
    await writeFileAtomically(path, writeProfiles(accounts, now))
    return { path, accounts: accounts.length }
  }

  /**
   * Reads a file the user names and says what taking it in would do. Adds nothing.
   * @returns `null` if the user closed the dialog
   * @throws AuditDeskError `file`, or `input` when it is no file of accounts
   */
  async preview(): Promise<ImportPreview | null> {
    const path = await this.#options.askForFile()
    if (path === null) return null
    const profiles = await readProfiles(path)
    const importId = ImportId.parse(randomUUID())
    this.#shown = { importId, profiles }
    return { importId, fileName: basename(path), entries: this.#judge(profiles) }
  }

  /**
   * Adds what was shown: those of the chosen accounts that are new. They are locked until somebody
   * types their secrets.
   * @param indexes places in the list that was shown
   * @throws AuditDeskError `not-found` when something else was shown since, `file`
   */
  async import(importId: ImportId, indexes: readonly number[]): Promise<Account[]> {
    const shown = this.#shown
    if (shown?.importId !== importId) {
      throw new AuditDeskError({
        code: 'not-found',
        message: 'This file is no longer open.',
        retryable: false,
        hint: 'Choose it again.',
      })
    }
    const wanted = new Set(indexes)
    const added: Account[] = []
    for (const entry of this.#judge(shown.profiles)) {
      const read = shown.profiles[entry.index]
      if (entry.verdict !== 'new' || !wanted.has(entry.index) || read?.ok !== true) continue
      const { group, ...profile } = read.profile
      added.push({
        ...profile,
        ...(group === undefined ? {} : { group }),
        id: AccountId.parse(randomUUID()),
        refreshKillLog: false,
        lock: 'no-secret',
        demo: false,
      })
    }
    await this.#options.registry.putAll(added)
    return added
  }

  #judge(profiles: readonly ReadProfile[]): ImportEntry[] {
    const known = new Map(
      this.#options.registry.list().map((account) => [identityOf(account), account.name]),
    )
    const inFile = new Map<string, number>()
    return profiles.map((read, index): ImportEntry => {
      if (!read.ok) return { verdict: 'refused', index, name: read.name, rules: read.rules }
      const shown = { index, ...describe(read.profile) }
      const identity = identityOf(read.profile)
      const name = known.get(identity)
      if (name !== undefined) return { verdict: 'known', ...shown, as: name }
      const earlier = inFile.get(identity)
      if (earlier !== undefined) return { verdict: 'repeated', ...shown, earlier }
      inFile.set(identity, index)
      return { verdict: 'new', ...shown }
    })
  }
}

function describe(profile: WrittenProfile) {
  const { name, color, group, region, projectName, endpoints, signIn } = profile
  return {
    name,
    color,
    group: group ?? null,
    region,
    projectName,
    who: describeSignIn(signIn),
    method: signIn.method,
    // A file may send passwords anywhere: who takes it in has to see where.
    endpoints: [...new Set(Object.values(endpoints).filter((url) => url !== undefined))],
  }
}

/** What makes two accounts the same: what is asked, where, and who asks in which way. */
function identityOf({
  region,
  projectId,
  endpoints,
  signIn,
}: Pick<Account, 'region' | 'projectId' | 'endpoints' | 'signIn'>): string {
  const { iam, dbss, ddm } = resolveEndpoints(region, endpoints)
  const way = Object.entries(signIn).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([region, projectId, iam, dbss, ddm, way])
}
