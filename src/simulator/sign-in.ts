import type { Refusal } from './answers.ts'
import { iamCodeRefusal, iamRefusal } from './answers.ts'
import type { Call } from './http.ts'
import type { Project, Tenant, User } from './tenants/model.ts'
import type { Session, Tokens } from './tokens.ts'
import { isOneTimePassword } from './totp.ts'
import { isObject, type Fields } from './validate.ts'

/** Who signed in, by which methods. */
export interface SignedIn {
  tenant: Tenant
  user: User
  methods: string[]
}

export type Scope = { kind: 'project'; project: Project } | { kind: 'domain' } | { kind: 'none' }

export const malformed = (message: string): Refusal => iamRefusal(400, message)
const wrongSecret = () => iamRefusal(401, 'The username or password is wrong.')

/** An object that has to be there. */
export function field(parent: Fields, name: string, path: string): Fields {
  const value = parent[name]
  if (!isObject(value)) throw malformed(`${path} must be an object`)
  return value
}

function optionalText(parent: Fields, name: string, path: string): string | undefined {
  const value = parent[name]
  if (value !== undefined && typeof value !== 'string') throw malformed(`${path} must be a string`)
  return value
}

/** A reference by id or by name, of which one has to be there. */
function readReference(parent: Fields, path: string, prefix = ''): Reference {
  const id = optionalText(parent, `${prefix}id`, `${path}.${prefix}id`)
  const name = optionalText(parent, `${prefix}name`, `${path}.${prefix}name`)
  if (id === undefined && name === undefined) {
    throw malformed(`${path} must have ${prefix}id or ${prefix}name`)
  }
  return { id, name }
}

interface Reference {
  id: string | undefined
  name: string | undefined
}

const means = (wanted: Reference, id: string, name: string) =>
  (wanted.id ?? id) === id && (wanted.name ?? name) === name

/** Checks `auth.identity` of a sign-in: password, password with a one-time password, or agency. */
export function checkIdentity(
  call: Call,
  auth: Fields,
  tenants: readonly Tenant[],
  tokens: Tokens,
): SignedIn {
  const identity = field(auth, 'identity', 'auth.identity')
  const methods: unknown = identity['methods']
  if (!Array.isArray(methods) || methods.length === 0) {
    throw malformed('auth.identity.methods must be a list that is not empty')
  }
  switch (methods.map(String).join('+')) {
    case 'password':
      return checkPassword(identity, tenants, null)
    case 'password+totp':
      return checkPassword(identity, tenants, call.now)
    case 'assume_role':
      return assumeRole(call, identity, tenants, tokens)
    default:
      throw malformed(
        'auth.identity.methods must be ["password"], ["password","totp"] or ["assume_role"]',
      )
  }
}

/** @param now when the one-time password is checked; `null` if none was sent */
function checkPassword(identity: Fields, tenants: readonly Tenant[], now: number | null): SignedIn {
  const path = 'auth.identity.password.user'
  const credentials = field(field(identity, 'password', 'auth.identity.password'), 'user', path)
  const wanted = readReference(credentials, path)
  const password = credentials['password']
  if (typeof password !== 'string') throw malformed(`${path}.password must be a string`)
  const domain =
    wanted.id === undefined
      ? readReference(field(credentials, 'domain', `${path}.domain`), `${path}.domain`)
      : { id: undefined, name: undefined }
  const found = tenants
    .filter((tenant) => means(domain, tenant.domainId, tenant.domainName))
    .flatMap((tenant) => tenant.users.map((user) => ({ tenant, user })))
    .find(({ user }) => means(wanted, user.id, user.name))
  if (found === undefined || found.user.password !== password) throw wrongSecret()
  const { totpSecret } = found.user
  if (now === null) {
    // Login protection: the password alone is not enough.
    if (totpSecret !== undefined) {
      throw iamRefusal(401, 'Login protection is on: the totp method is required as well.')
    }
    return { ...found, methods: ['password'] }
  }
  const totp = field(
    field(identity, 'totp', 'auth.identity.totp'),
    'user',
    'auth.identity.totp.user',
  )
  const same = readReference(totp, 'auth.identity.totp.user')
  const passcode = optionalText(totp, 'passcode', 'auth.identity.totp.user.passcode') ?? ''
  if (
    totpSecret === undefined ||
    !means(same, found.user.id, found.user.name) ||
    !isOneTimePassword(totpSecret, passcode, now)
  ) {
    throw iamCodeRefusal(400, 'IAM.1061', 'The virtual MFA code is wrong.')
  }
  return { ...found, methods: ['password', 'totp'] }
}

/** Lets a signed-in user act in another account, through an agency that trusts the user's own. */
function assumeRole(
  call: Call,
  identity: Fields,
  tenants: readonly Tenant[],
  tokens: Tokens,
): SignedIn {
  const path = 'auth.identity.assume_role'
  const role = field(identity, 'assume_role', path)
  const domain = readReference(role, path, 'domain_')
  const agencyName = optionalText(role, 'agency_name', `${path}.agency_name`)
  if (agencyName === undefined) throw malformed(`${path}.agency_name must be a string`)
  const caller = readSession(call, tokens)
  const tenant = tenants.find((candidate) =>
    means(domain, candidate.domainId, candidate.domainName),
  )
  if (tenant?.agency?.name !== agencyName) {
    throw iamRefusal(404, `Could not find agency: ${agencyName}.`)
  }
  if (tenant.agency.trusts !== caller.tenant.domainName) {
    throw iamRefusal(403, 'You are not authorized to perform the requested action.')
  }
  const user = { ...caller.user, name: `${tenant.domainName}/${agencyName}`, id: tenant.agency.id }
  return { tenant, user, methods: ['assume_role'] }
}

/**
 * The session of `X-Auth-Token`.
 * @throws Refusal with 401, in IAM's own words
 */
export function readSession(call: Call, tokens: Tokens): Session {
  const token = call.headers['x-auth-token']
  const found = typeof token === 'string' ? tokens.read(token, call.now) : 'unknown'
  if (found === 'unknown') {
    throw iamRefusal(401, 'The request you have made requires authentication.')
  }
  if (found === 'expired') throw iamRefusal(401, 'The token must be updated')
  return found
}

/** With both a project and a domain the project wins; with neither the token is for nothing. */
export function readScope(auth: Fields, tenant: Tenant): Scope {
  if (auth['scope'] === undefined) return { kind: 'none' }
  const scope = field(auth, 'scope', 'auth.scope')
  if (scope['project'] !== undefined) {
    const path = 'auth.scope.project'
    const wanted = readReference(field(scope, 'project', path), path)
    const project = tenant.projects.find(({ id, name }) => means(wanted, id, name))
    if (project === undefined) {
      throw iamRefusal(404, `Could not find project: ${wanted.id ?? wanted.name ?? ''}.`)
    }
    return { kind: 'project', project }
  }
  const wanted = readReference(field(scope, 'domain', 'auth.scope.domain'), 'auth.scope.domain')
  if (!means(wanted, tenant.domainId, tenant.domainName)) throw wrongSecret()
  return { kind: 'domain' }
}
