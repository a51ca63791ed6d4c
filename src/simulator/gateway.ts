import type { AccessKeys } from './access-keys.ts'
import { gatewayRefusal } from './answers.ts'
import type { Call } from './http.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Project, Tenant } from './tenants/model.ts'
import type { Session, Tokens } from './tokens.ts'
import { isObject } from './validate.ts'

/** The API gateway in front of the services: it knows callers by token or by signature. */
export class Gateway {
  readonly #tenants: readonly Tenant[]
  readonly #tokens: Tokens
  readonly #keys: AccessKeys
  readonly #limits: RateLimits

  constructor(
    tenants: readonly Tenant[],
    { tokens, keys, limits }: { tokens: Tokens; keys: AccessKeys; limits: RateLimits },
  ) {
    this.#tenants = tenants
    this.#tokens = tokens
    this.#keys = keys
    this.#limits = limits
  }

  /**
   * Who sent the call.
   * @throws Refusal with 401, or with 429 once that user has asked too often
   */
  authenticate(call: Call): Session {
    const refuse = (status: number, code: string, message: string) =>
      gatewayRefusal(status, code, message, call.requestId)
    const session =
      call.headers.authorization === undefined
        ? this.#byToken(call, refuse)
        : this.#bySignature(call, refuse)
    const wait = this.#limits.take(call.service, session.user.id, call.now)
    if (wait === null) return session
    const { requestsPerMinute, retryAfter } = wait
    const refusal = refuse(
      429,
      '0308',
      `The throttling threshold has been reached: policy user over ratelimit,limit:${requestsPerMinute},time:1 minute`,
    )
    if (retryAfter !== null) refusal.answer.headers = { 'Retry-After': String(retryAfter) }
    throw refusal
  }

  /** The account a call comes from or, when it signs in, names; whether or not it is let in. */
  accountOf(call: Call): string | null {
    const { authorization, 'x-auth-token': token } = call.headers
    if (authorization !== undefined) return this.#keys.ownerOf(authorization)?.domainName ?? null
    if (typeof token === 'string') return this.#tokens.ownerOf(token)?.domainName ?? null
    const named = namedAccount(call.body)
    return this.#tenants.find(({ domainName }) => domainName === named)?.domainName ?? null
  }

  #byToken(call: Call, refuse: Refuse): Session {
    const token = call.headers['x-auth-token']
    if (typeof token !== 'string' || token === '') {
      throw refuse(401, '0301', `${incorrect}: x-auth-token not found`)
    }
    const session = this.#tokens.read(token, call.now)
    if (session === 'unknown') throw refuse(401, '0301', `${incorrect}: decrypt token fail`)
    if (session === 'expired') throw refuse(401, '0307', 'The token must be updated.')
    return session
  }

  #bySignature(call: Call, refuse: Refuse): Session {
    const owner = this.#keys.verify(call, call.now)
    if (typeof owner === 'string') throw refuse(401, '0301', `${incorrect}: ${owner}`)
    const id = call.headers['x-project-id']
    if (id === undefined) return { ...owner, project: 'any' }
    const project = owner.tenant.projects.find((candidate) => candidate.id === id)
    if (project === undefined) throw refuse(403, '0310', 'The project is unavailable.')
    return { ...owner, project }
  }
}

type Refuse = (status: number, code: string, message: string) => Error

const incorrect = 'Incorrect IAM authentication information'

/** The project of the path, or `null` where the session is not one of that project. */
export function projectOf(call: Call, session: Session): Project | null {
  const id = call.params['project_id']
  if (session.project === 'any') {
    return session.tenant.projects.find((project) => project.id === id) ?? null
  }
  return session.project?.id === id ? session.project : null
}

/** `auth.identity.….domain.name` or `auth.identity.assume_role.domain_name` of a sign-in. */
function namedAccount(body: Buffer): string | null {
  const text = body.toString('utf8')
  if (!text.includes('"identity"')) return null
  let found: string | null = null
  try {
    JSON.parse(text, (key: string, value: unknown) => {
      if (key === 'domain' && isObject(value) && typeof value['name'] === 'string') {
        found ??= value['name']
      }
      if (key === 'domain_name' && typeof value === 'string') found ??= value
      return value
    })
  } catch {
    return null
  }
  return found
}
