import { z } from 'zod'

const required = z.string().trim().min(1, 'must not be empty').max(255)
/** Kept as typed: a space may belong to a password. */
const secret = z.string().min(1, 'must not be empty').max(512, 'must be 512 characters or fewer')
/** Tokens are several kilobytes long. */
const longSecret = z.string().trim().min(1, 'must not be empty').max(32_768)

const user = {
  /** The *account* name of the vendor's console, which its API calls `domain`. */
  domainName: required,
  /** The IAM user's name. */
  userName: required,
}

/** The ways to sign in, in the order they are offered. */
export const signInMethods = [
  'password',
  'password-totp',
  'access-key',
  'temporary-access-key',
  'agency',
  'token',
] as const
export type SignInMethod = (typeof signInMethods)[number]

/** Who signs in, and how: what may be on disk and cross the bridge in both directions. */
export const SignIn = z.discriminatedUnion('method', [
  z.object({ method: z.literal('password'), ...user }),
  /** A user with login protection. */
  z.object({ method: z.literal('password-totp'), ...user }),
  z.object({ method: z.literal('access-key'), accessKey: required }),
  z.object({ method: z.literal('temporary-access-key') }),
  /** The user of one account acts in another, through an agency there that trusts its own. */
  z.object({
    method: z.literal('agency'),
    ...user,
    agencyDomainName: required,
    agencyName: required,
  }),
  z.object({ method: z.literal('token') }),
])
export type SignIn = z.infer<typeof SignIn>

/** What proves it: goes in, never out. */
export const Secret = z.discriminatedUnion('method', [
  z.object({ method: z.literal('password'), password: secret }),
  z.object({
    method: z.literal('password-totp'),
    password: secret,
    passcode: z
      .string()
      .trim()
      .regex(/^\d{6}$/, 'must be the 6 digits that the authenticator shows'),
  }),
  z.object({ method: z.literal('access-key'), secretKey: secret }),
  z.object({
    method: z.literal('temporary-access-key'),
    accessKey: required,
    secretKey: secret,
    securityToken: longSecret,
  }),
  z.object({ method: z.literal('agency'), password: secret }),
  z.object({ method: z.literal('token'), token: longSecret }),
])
export type Secret = z.infer<typeof Secret>

/**
 * Whether a secret may be kept in the keychain. One-time codes, temporary keys and tokens soon mean
 * nothing, and tokens are too large for some keychains: they are kept for the run only.
 */
export function mayBeKept(method: SignInMethod): boolean {
  return method === 'password' || method === 'access-key' || method === 'agency'
}

/** A person's name for the way in: the account and user, or the key. Holds no secret. */
export function describeSignIn(signIn: SignIn): string {
  switch (signIn.method) {
    case 'password':
    case 'password-totp':
      return `${signIn.domainName} / ${signIn.userName}`
    case 'agency':
      return `${signIn.domainName} / ${signIn.userName} → ${signIn.agencyDomainName} / ${signIn.agencyName}`
    case 'access-key':
      return signIn.accessKey
    case 'temporary-access-key':
    case 'token':
      return ''
  }
}
