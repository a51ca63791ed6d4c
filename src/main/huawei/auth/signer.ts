import { createHash, createHmac } from 'node:crypto'
import { encodePart } from '../encoding.ts'

/** An access key and its secret; `securityToken` for temporary ones. */
export interface AccessKey {
  accessKey: string
  secretKey: string
  securityToken?: string
}

/** What of a request its signature covers. */
export interface Signable {
  method: string
  /** With the port, if the URL names one. */
  host: string
  /** As sent: percent-encoded, without the query. */
  path: string
  /** Decoded; in any order. A key may repeat. */
  query: readonly (readonly [string, string])[]
  /** Exactly what is sent; empty if nothing is. */
  body: string
}

const algorithm = 'SDK-HMAC-SHA256'
const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')

/**
 * Signs a request (SDK-HMAC-SHA256; the vendor's "AK/SK signing"). The key of the HMAC is the secret
 * key itself; the canonical path ends with a slash, the one that is sent need not.
 * `Content-Type` is not signed, so that no HTTP library can break the signature by touching it.
 *
 * @param extra headers to sign besides `Host` and `X-Sdk-Date`, such as `X-Project-Id`
 * @param date the service's idea of now; more than 15 minutes off, it refuses
 * @returns the headers to send, `Host` left to the HTTP library
 */
export function sign(
  { method, host, path, query, body }: Signable,
  { accessKey, secretKey, securityToken }: AccessKey,
  extra: Readonly<Record<string, string>>,
  date: Date,
): Record<string, string> {
  const sent: Record<string, string> = {
    ...lowerCased(extra),
    'x-sdk-date': formatSdkDate(date),
    ...(securityToken === undefined ? {} : { 'x-security-token': securityToken }),
  }
  const signed = Object.entries({ ...sent, host })
    // The gateway ignores headers with an underscore.
    .filter(([name]) => !name.includes('_'))
    .sort(([a], [b]) => compare(a, b))
  const names = signed.map(([name]) => name).join(';')
  const canonicalRequest = [
    method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(query),
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    sha256(body),
  ].join('\n')
  const stringToSign = [algorithm, sent['x-sdk-date'], sha256(canonicalRequest)].join('\n')
  const signature = createHmac('sha256', secretKey).update(stringToSign, 'utf8').digest('hex')
  return {
    ...sent,
    authorization: `${algorithm} Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

/**
 * Sorted by key, then by value; the same text may be sent as the query. The vendor's own clients sort
 * before they encode, which is another order: `-` comes before `{`, but after `%7B`.
 */
export function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  return [...query]
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([key, value]) => `${encodePart(key)}=${encodePart(value)}`)
    .join('&')
}

/** An encoded slash counts as a slash: the vendor's own clients decode the path as a whole. */
function canonicalPath(path: string): string {
  const encoded = decodeURIComponent(path).split('/').map(encodePart).join('/')
  return encoded.endsWith('/') ? encoded : `${encoded}/`
}

/** `yyyyMMddTHHmmssZ` in UTC. */
function formatSdkDate(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d+/g, '')
}

/** The inverse of `formatSdkDate`. @returns milliseconds since the epoch, NaN for anything else */
export function readSdkDate(text: string): number {
  const [, year, month, day, ...time] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  return Date.parse(`${year ?? ''}-${month ?? ''}-${day ?? ''}T${time.join(':')}Z`)
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

/** By code unit, as the service sorts; not by any language's rules. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
