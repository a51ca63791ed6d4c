import { z } from 'zod'
import { AccountId, ImportId, ProjectId } from '../model/ids.ts'
import {
  Account,
  AccountColor,
  AccountName,
  GroupName,
  NewAccount,
  NewSignIn,
  type AccountLock,
  type Project,
} from '../model/account.ts'
import { DiagnosisId, type Diagnosis } from '../model/diagnosis.ts'
import { Secret, type SignInMethod } from '../model/sign-in.ts'
import { procedure } from './procedure.ts'

export interface AccountList {
  /** In the user's order; `lastUsedFirst` puts them in the order of use. */
  accounts: Account[]
  /** The account all screens show; `null` before the first is chosen. */
  selected: AccountId | null
}

/** That an account is locked from now on, or with `null` no longer is. */
export interface LockNews {
  accountId: AccountId
  lock: AccountLock | null
}

/** Where accounts were exported to. */
export interface Exported {
  path: string
  accounts: number
}

/** What taking a file of accounts in would do. */
export interface ImportPreview {
  importId: ImportId
  fileName: string
  /** In the order of the file. */
  entries: ImportEntry[]
}

/** An account of a file, as it can be shown. */
interface ImportedAccount {
  /** Its place in the file, from 0. */
  index: number
  name: string
  color: AccountColor
  group: string | null
  region: string
  projectName: string
  /** Who signs in; empty where the way doesn't say. */
  who: string
  method: SignInMethod
  /** Base URLs the file names itself; empty where they are derived from the region. */
  endpoints: string[]
}

export type ImportEntry =
  | ({ verdict: 'new' } & ImportedAccount)
  /** The same place, project and way to sign in as the account named. */
  | ({ verdict: 'known'; as: string } & ImportedAccount)
  /** The same as an earlier one of the file, whose place is given. */
  | ({ verdict: 'repeated'; earlier: number } & ImportedAccount)
  /** `rules`: each field and the rule it breaks. */
  | { verdict: 'refused'; index: number; name: string | null; rules: string[] }

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
      name: AccountName,
      color: AccountColor,
      /** `null` for none. */
      group: GroupName.nullable(),
      dbssTimeZone: Account.shape.dbssTimeZone,
      refreshKillLog: z.boolean(),
    }),
  ).returns<Account>(),
  /**
   * Replaces the secret; how an account is unlocked whose secret could not, or may not, be kept.
   * Its way to sign in must be the account's.
   */
  setSecret: procedure(ofAccount.extend({ secret: Secret })).returns<null>(),
  /**
   * Lets an account that was refused sign in once more with the same secret: the user's wish to try
   * again.
   */
  unlock: procedure(ofAccount).returns<null>(),
  /**
   * Puts all accounts in another order and into groups. Each has to be named once.
   */
  arrange: procedure(
    z.object({
      standings: z.array(ofAccount.extend({ group: GroupName.nullable() })).max(10_000),
    }),
  ).returns<Account[]>(),
  /**
   * Tests the connection step by step, of an account or of what was typed to become one; tells of
   * each step by the event `accounts.diagnosis`. Keeps nothing.
   */
  diagnose: procedure(
    z.object({
      diagnosisId: DiagnosisId,
      subject: z.discriminatedUnion('kind', [
        ofAccount.extend({ kind: z.literal('account') }),
        NewSignIn.safeExtend({
          kind: z.literal('draft'),
          /** `null` where none was chosen yet. */
          projectId: ProjectId.nullable(),
        }),
      ]),
    }),
  ).returns<Diagnosis>(),
  /** Ends a test that is under way. */
  stopDiagnosis: procedure(z.object({ diagnosisId: DiagnosisId })).returns<null>(),
  /**
   * Writes accounts, without their secrets, to a file the user names. Answers `null` if the user
   * closed the dialog.
   */
  exportTo: procedure(
    z.object({ accountIds: z.array(AccountId).min(1).max(10_000) }),
  ).returns<Exported | null>(),
  /**
   * Reads a file of accounts that the user names and says what taking it in would do. Answers `null`
   * if the user closed the dialog.
   */
  previewImport: procedure(z.object({})).returns<ImportPreview | null>(),
  /** Takes in those of the accounts shown that are new, locked until their secrets are typed. */
  importFrom: procedure(
    z.object({ importId: ImportId, indexes: z.array(z.number().int().min(0)).max(10_000) }),
  ).returns<Account[]>(),
  /** Says what `remove` would delete, in words. */
  previewRemoval: procedure(ofAccount).returns<Removal>(),
  /** The archive stays for when the account is added again, unless it is to be deleted too. */
  remove: procedure(ofAccount.extend({ deleteArchive: z.boolean() })).returns<Removal>(),
  /** Makes it the account that screens show, and stops what runs for the one before. */
  select: procedure(ofAccount).returns<Account>(),
  /** Starts the embedded simulator if need be and lists its tenants as accounts. */
  openDemo: procedure(z.object({})).returns<Account[]>(),
}
