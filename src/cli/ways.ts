import type { SignInMethod } from '../shared/model/sign-in.ts'
import { UsageError } from './exit-codes.ts'

/** What the environment may say about who asks and where, each with what it holds. */
export const variables = {
  HW_REGION_NAME: 'region id, such as cn-north-4; always needed',
  HW_PROJECT_ID: 'project id; without it the region’s default project is used',
  HUAWEICLOUD_SDK_PROJECT_ID: 'the same, where HW_PROJECT_ID is not set',
  HW_ACCESS_KEY: 'access key id (AK)',
  HW_SECRET_KEY: 'secret access key (SK)',
  HW_SECURITY_TOKEN: 'with a temporary access key: its security token',
  HUAWEICLOUD_SDK_AK: 'access key id (AK)',
  HUAWEICLOUD_SDK_SK: 'secret access key (SK)',
  HUAWEICLOUD_SDK_SECURITY_TOKEN: 'with a temporary access key: its security token',
  HW_AUTH_TOKEN: 'a token of IAM that was made elsewhere',
  HW_DOMAIN_NAME: 'account name (the console’s, not the user’s)',
  HW_USER_NAME: 'IAM user name',
  HW_USER_PASSWORD: 'the IAM user’s password',
  HW_PASSCODE: 'with login protection: the 6 digits the authenticator shows now',
  HW_ASSUME_ROLE_DOMAIN_NAME: 'to act in another account: the name of that account',
  HW_ASSUME_ROLE_AGENCY_NAME: 'to act in another account: the agency there',
} as const
export type Variable = keyof typeof variables

/** The ways to sign in, as help and errors list them; the first that is complete is used. */
export const waysInWords: readonly {
  title: string
  needed: readonly Variable[]
  optional: readonly Variable[]
}[] = [
  {
    title: 'an access key',
    needed: ['HW_ACCESS_KEY', 'HW_SECRET_KEY'],
    optional: ['HW_SECURITY_TOKEN'],
  },
  {
    title: 'an access key, under the names of the vendor’s SDKs',
    needed: ['HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK'],
    optional: ['HUAWEICLOUD_SDK_SECURITY_TOKEN'],
  },
  { title: 'a token', needed: ['HW_AUTH_TOKEN'], optional: [] },
  {
    title: 'an IAM user’s password',
    needed: ['HW_DOMAIN_NAME', 'HW_USER_NAME', 'HW_USER_PASSWORD'],
    optional: ['HW_PASSCODE', 'HW_ASSUME_ROLE_DOMAIN_NAME', 'HW_ASSUME_ROLE_AGENCY_NAME'],
  },
]

/** A way to sign in that the environment chooses. */
export interface Way {
  method: SignInMethod
  /** The variables that hold the fields of the model's `SignIn` and `Secret`. */
  fields: Readonly<Record<string, Variable>>
}

/**
 * Which way the environment chooses: the first complete one of access key, token and password; where
 * none is complete, the first that was begun.
 * @param isSet whether a variable holds something
 * @returns the way, `null` where none was begun, and what is to be said about it
 * @throws UsageError where a key is only half there, or it is open whose account is meant
 */
export function chooseWay(isSet: (name: Variable) => boolean): {
  way: Way | null
  notes: string[]
} {
  const keys = [
    keyWay(isSet, 'HW_ACCESS_KEY', 'HW_SECRET_KEY', 'HW_SECURITY_TOKEN'),
    keyWay(isSet, 'HUAWEICLOUD_SDK_AK', 'HUAWEICLOUD_SDK_SK', 'HUAWEICLOUD_SDK_SECURITY_TOKEN'),
  ]
  const token: Way | null = isSet('HW_AUTH_TOKEN')
    ? { method: 'token', fields: { token: 'HW_AUTH_TOKEN' } }
    : null
  const begun = [...keys, token, userWay(isSet)].filter((way) => way !== null)
  const [way, ...others] = begun.filter((one) => lackedBy(one, isSet).length === 0)
  if (way === undefined) return { way: begun[0] ?? null, notes: [] }
  checkAgency(way, isSet)
  if (others.length === 0) return { way, notes: [] }
  const names = ({ fields }: Way): string => Object.values(fields).join(', ')
  return {
    way,
    notes: [`Signing in with ${names(way)}; not used: ${others.map(names).join(', ')}.`],
  }
}

/** Variables of the way that are not set. */
export function lackedBy({ fields }: Way, isSet: (name: Variable) => boolean): Variable[] {
  return Object.values(fields).filter((name) => !isSet(name))
}

/** Half a key is a slip, whatever else is set: another way could open another account. */
function keyWay(
  isSet: (name: Variable) => boolean,
  accessKey: Variable,
  secretKey: Variable,
  securityToken: Variable,
): Way | null {
  const given = [accessKey, secretKey, securityToken].filter(isSet)
  if (given.length === 0) return null
  const missing = [accessKey, secretKey].filter((name) => !isSet(name))
  if (missing.length > 0) {
    throw new UsageError(`${given.join(' and ')} is set without ${missing.join(' and ')}.`)
  }
  return isSet(securityToken)
    ? { method: 'temporary-access-key', fields: { accessKey, secretKey, securityToken } }
    : { method: 'access-key', fields: { accessKey, secretKey } }
}

function userWay(isSet: (name: Variable) => boolean): Way | null {
  const user = {
    domainName: 'HW_DOMAIN_NAME',
    userName: 'HW_USER_NAME',
    password: 'HW_USER_PASSWORD',
  } as const
  const agency = {
    agencyDomainName: 'HW_ASSUME_ROLE_DOMAIN_NAME',
    agencyName: 'HW_ASSUME_ROLE_AGENCY_NAME',
  } as const
  if (Object.values(agency).some(isSet)) return { method: 'agency', fields: { ...user, ...agency } }
  if (isSet('HW_PASSCODE')) {
    return { method: 'password-totp', fields: { ...user, passcode: 'HW_PASSCODE' } }
  }
  return Object.values(user).some(isSet) ? { method: 'password', fields: user } : null
}

/** An agency names another account than the user's own, so it is never quietly left out. */
function checkAgency(way: Way, isSet: (name: Variable) => boolean): void {
  const named = (['HW_ASSUME_ROLE_DOMAIN_NAME', 'HW_ASSUME_ROLE_AGENCY_NAME'] as const).filter(
    isSet,
  )
  if (way.method !== 'agency' && named.length > 0) {
    throw new UsageError(
      `Which account? ${named.join(' and ')} names another one, which only HW_DOMAIN_NAME, HW_USER_NAME and HW_USER_PASSWORD can open; ${Object.values(way.fields).join(', ')} would open its owner’s. Unset one or the other.`,
    )
  }
  if (way.method === 'agency' && isSet('HW_PASSCODE')) {
    throw new UsageError(
      'HW_PASSCODE can’t be combined with HW_ASSUME_ROLE_…: an agency is entered with a user and password alone.',
    )
  }
}
