import { Random } from './random.ts'
import {
  canonicalRequest,
  readAuthorization,
  readSdkDate,
  sameSignature,
  signatureOf,
  type SignedRequest,
} from './signature.ts'
import type { Tenant, User } from './tenants/model.ts'
import { minute } from './time.ts'

interface Key {
  tenant: Tenant
  user: User
  secretKey: string
  /** Only temporary keys have these. */
  temporary?: { securityToken: string; expiresAt: number }
  failures: number
  lockedUntil: number
}

export interface TemporaryKey {
  accessKey: string
  secretKey: string
  securityToken: string
  expiresAt: number
}

const allowedSkew = 15 * minute
const allowedFailures = 5
const lockTime = 5 * minute

/** Access keys, permanent and temporary, and who owns them. */
export class AccessKeys {
  readonly #keys = new Map<string, Key>()
  readonly #random: Random

  constructor(seed: number, tenants: readonly Tenant[]) {
    this.#random = new Random(seed, 'temporary keys')
    for (const tenant of tenants) {
      for (const user of tenant.users) {
        if (user.accessKey === undefined) continue
        const { id, secret } = user.accessKey
        this.#keys.set(id, { tenant, user, secretKey: secret, failures: 0, lockedUntil: 0 })
      }
    }
  }

  /** The account a key belongs to, whether or not the signature is right. */
  ownerOf(header: string): Tenant | null {
    const authorization = readAuthorization(header)
    return (authorization && this.#keys.get(authorization.accessKey)?.tenant) ?? null
  }

  issueTemporary(tenant: Tenant, user: User, expiresAt: number): TemporaryKey {
    const accessKey = `HST${this.#random.text(17).toUpperCase()}`
    const secretKey = this.#random.text(40)
    const securityToken = this.#random.text(900)
    const temporary = { securityToken, expiresAt }
    this.#keys.set(accessKey, { tenant, user, secretKey, temporary, failures: 0, lockedUntil: 0 })
    return { accessKey, secretKey, securityToken, expiresAt }
  }

  /**
   * Checks a signature as the gateway does. Five failures in a row lock a key for five minutes, in
   * which even a right signature is refused.
   * @returns whose it is, or the gateway's words for what is wrong
   */
  verify(request: SignedRequest, now: number): { tenant: Tenant; user: User } | string {
    const authorization = readAuthorization(String(request.headers['authorization'] ?? ''))
    if (authorization === null) return 'authorization header is malformed'
    const key = this.#keys.get(authorization.accessKey)
    if (key === undefined) return `ak ${authorization.accessKey} not exist`
    if (now < key.lockedUntil) return 'AK access failed to reach the limit,forbidden'
    const wrong = check(request, authorization.signedHeaders, authorization.signature, key, now)
    if (wrong === null) {
      key.failures = 0
      return { tenant: key.tenant, user: key.user }
    }
    key.failures += 1
    if (key.failures >= allowedFailures) {
      key.failures = 0
      key.lockedUntil = now + lockTime
    }
    return wrong
  }
}

function check(
  request: SignedRequest,
  signedHeaders: readonly string[],
  signature: string,
  key: Key,
  now: number,
): string | null {
  const sdkDate = String(request.headers['x-sdk-date'] ?? '')
  const at = readSdkDate(sdkDate)
  if (at === null) return 'x-sdk-date is missing or malformed'
  if (Math.abs(now - at) > allowedSkew) {
    const server = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
    return `signature expired, sdk date: ${sdkDate}, server time: ${server}`
  }
  const unsigned = ['host', 'x-sdk-date', ...(key.temporary ? ['x-security-token'] : [])].find(
    (name) => !signedHeaders.includes(name),
  )
  if (unsigned !== undefined) return `header ${unsigned} must be signed`
  const canonical = canonicalRequest(request, signedHeaders)
  if (!sameSignature(signature, signatureOf(canonical, sdkDate, key.secretKey))) {
    return `verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`
  }
  if (key.temporary === undefined) return null
  if (request.headers['x-security-token'] !== key.temporary.securityToken) {
    return 'security token is wrong'
  }
  return now < key.temporary.expiresAt ? null : 'security token has expired'
}
