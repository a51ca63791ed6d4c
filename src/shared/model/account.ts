import { z } from 'zod'
import { AccountId, ProjectId } from './ids.ts'
import { Secret, SignIn } from './sign-in.ts'
import { TimeZone } from './time-zone.ts'

/** The colours an account may carry; the renderer maps each to a shade per theme. */
export const accountColors = [
  'blue',
  'teal',
  'green',
  'amber',
  'orange',
  'red',
  'pink',
  'violet',
] as const
export const AccountColor = z.enum(accountColors)
export type AccountColor = z.infer<typeof AccountColor>

/** Passwords and tokens travel to these, so only this machine itself may be spoken to in the clear. */
const Endpoint = z
  .url({ protocol: /^https?$/, error: 'must be a URL that starts with https://' })
  .refine((url) => url.startsWith('https:') || isLoopback(url), {
    error: 'must start with https:// (http:// is only for this machine itself)',
  })
  .refine((url) => !/[@?#]/.test(url), {
    error: 'must be a base URL, without a user, a query or a fragment',
  })
  .transform((url) => url.replace(/\/+$/, ''))

function isLoopback(url: string): boolean {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * Endpoints that replace the ones derived from the region: private clouds and Europe need them.
 * Each is a base URL without a trailing slash.
 */
export const EndpointOverrides = z.object({
  iam: Endpoint.optional(),
  dbss: Endpoint.optional(),
  ddm: Endpoint.optional(),
})
export type EndpointOverrides = z.infer<typeof EndpointOverrides>

/** What can't be seen, or turns round what stands beside it, has no place in a name. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u

/** Text of one line that is seen as it is. */
export function isPlainText(text: string): boolean {
  return !unseen.test(text)
}

const plain = { error: 'must not hold control characters' }
const nameOf = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(longest, `must be ${longest} characters or fewer`)

/** An account's name as it may be given from now on. */
export const AccountName = nameOf(80).refine(isPlainText, plain)
/** The name of a group of accounts: a word the user chose, and nothing else. */
export const GroupName = nameOf(40).refine(isPlainText, plain)

/** Where an account signs in. */
export const Place = z.object({
  region: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be a region id, such as cn-north-4'),
  endpoints: EndpointOverrides,
})
export type Place = z.infer<typeof Place>

/**
 * Why an account is not signed in until the user acts: no secret was ever given, or the service
 * refused the one there is.
 */
export const AccountLock = z.enum(['no-secret', 'refused'])
export type AccountLock = z.infer<typeof AccountLock>

/** A profile that can sign in. Holds no secret: this is what may be on disk and cross the bridge. */
export const Account = Place.extend({
  id: AccountId,
  name: nameOf(80),
  color: AccountColor,
  /** Absent when it is in none. */
  group: nameOf(40).optional(),
  signIn: SignIn,
  projectId: ProjectId,
  projectName: z.string(),
  /**
   * The zone DBSS times are sent and read in where the instance itself doesn't say; `UTC` unless the
   * user knows better, for no page names one.
   */
  dbssTimeZone: TimeZone,
  /** Whether the app collects the kill log by itself while it runs. The user has to want it. */
  refreshKillLog: z.boolean().default(false),
  /** When the screens last showed it, ISO 8601 in UTC; absent when they never did. */
  lastUsedAt: z.iso.datetime().optional(),
  /** Absent when it may sign in. */
  lock: AccountLock.optional(),
  /** True for the tenants of the embedded simulator; such accounts are never written to disk. */
  demo: z.boolean(),
})
export type Account = z.infer<typeof Account>

/** The accounts in the order of use; those never used keep their order and come after. */
export function lastUsedFirst(accounts: readonly Account[]): Account[] {
  // ISO 8601 in UTC sorts as text.
  return [...accounts].sort((a, b) => {
    const [left, right] = [a.lastUsedAt ?? '', b.lastUsedAt ?? '']
    return left === right ? 0 : left < right ? 1 : -1
  })
}

const oneMethod = {
  path: ['secret'],
  message: 'must be of the same way to sign in',
}

/** Enough to sign in with, before there is an account. */
export const NewSignIn = Place.extend({ signIn: SignIn, secret: Secret }).refine(
  ({ signIn, secret }) => signIn.method === secret.method,
  oneMethod,
)
export type NewSignIn = z.infer<typeof NewSignIn>

/** What the account form sends. */
export const NewAccount = Account.omit({ id: true, demo: true, lastUsedAt: true, lock: true })
  .extend({ name: AccountName, group: GroupName.optional(), secret: Secret })
  .refine(({ signIn, secret }) => signIn.method === secret.method, oneMethod)
export type NewAccount = z.infer<typeof NewAccount>

/** An IAM project the user may enter; a region has one by default and may have more. */
export interface Project {
  id: ProjectId
  /** The region's id for a default project, `region_name` for a sub-project. */
  name: string
  enabled: boolean
}
