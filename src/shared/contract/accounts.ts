import { z } from 'zod'
import { AccountId } from '../model/ids.ts'
import {
  AccountColor,
  Identity,
  NewAccount,
  Password,
  type Account,
  type Project,
} from '../model/account.ts'
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
}

const ofAccount = z.object({ accountId: AccountId })

export const accounts = {
  list: procedure(z.object({})).returns<AccountList>(),
  /** Signs in without a project and lists those of the region. Keeps nothing. */
  listProjects: procedure(Identity.extend({ password: Password })).returns<Project[]>(),
  add: procedure(NewAccount).returns<Account>(),
  /** Changes what only the user sees of an account. */
  rename: procedure(
    ofAccount.extend({ name: NewAccount.shape.name, color: AccountColor }),
  ).returns<Account>(),
  /** Replaces the kept password; how an account without a keychain is unlocked for this run. */
  setPassword: procedure(ofAccount.extend({ password: Password })).returns<null>(),
  /** Signs in afresh; throws what went wrong. */
  test: procedure(ofAccount).returns<ConnectionTest>(),
  /** Says what `remove` would delete, in words. */
  previewRemoval: procedure(ofAccount).returns<Removal>(),
  remove: procedure(ofAccount).returns<Removal>(),
  /** Makes it the account that screens show, and stops what runs for the one before. */
  select: procedure(ofAccount).returns<Account>(),
  /** Starts the embedded simulator if need be and lists its tenants as accounts. */
  openDemo: procedure(z.object({})).returns<Account[]>(),
}
