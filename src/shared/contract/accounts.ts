import { z } from 'zod'
import { AccountId } from '../model/ids.ts'
import { Account, AccountColor, NewAccount, NewSignIn, type Project } from '../model/account.ts'
import { Secret } from '../model/sign-in.ts'
import { procedure } from './procedure.ts'

export interface AccountList {
  /** Last used first. */
  accounts: Account[]
  /** The account all screens show; `null` before the first is chosen. */
  selected: AccountId | null
}

export interface ConnectionTest {
  /** How long signing in and listing the project took, in milliseconds. */
  milliseconds: number
  projectName: string
}

/** What removing an account deletes, one sentence each. */
export interface Removal {
  deletes: string[]
  /** What the archive holds, which is deleted only on demand; `null` when there is none to keep. */
  archive: ArchiveSize | null
}

/** How much an archive holds. */
export interface ArchiveSize {
  path: string
  bytes: number
  answers: number
  killRecords: number
}

const ofAccount = z.object({ accountId: AccountId })

export const accounts = {
  list: procedure(z.object({})).returns<AccountList>(),
  /** Signs in without a project and lists those of the region. Keeps nothing. */
  listProjects: procedure(NewSignIn).returns<Project[]>(),
  add: procedure(NewAccount).returns<Account>(),
  /** Changes what the service knows nothing of. */
  edit: procedure(
    ofAccount.extend({
      name: Account.shape.name,
      color: AccountColor,
      dbssTimeZone: Account.shape.dbssTimeZone,
      refreshKillLog: z.boolean(),
    }),
  ).returns<Account>(),
  /**
   * Replaces the secret; how an account is unlocked whose secret could not, or may not, be kept.
   * Its way to sign in must be the account's.
   */
  setSecret: procedure(ofAccount.extend({ secret: Secret })).returns<null>(),
  /** Signs in afresh; throws what went wrong. */
  test: procedure(ofAccount).returns<ConnectionTest>(),
  /** Says what `remove` would delete, in words. */
  previewRemoval: procedure(ofAccount).returns<Removal>(),
  /** The archive stays for when the account is added again, unless it is to be deleted too. */
  remove: procedure(ofAccount.extend({ deleteArchive: z.boolean() })).returns<Removal>(),
  /** Makes it the account that screens show, and stops what runs for the one before. */
  select: procedure(ofAccount).returns<Account>(),
  /** Starts the embedded simulator if need be and lists its tenants as accounts. */
  openDemo: procedure(z.object({})).returns<Account[]>(),
}
