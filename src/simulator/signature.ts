import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What of a request takes part in its signature, as it arrived. */
export interface SignedRequest {
  method: string
  /** Path and query as sent. */
  url: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

export interface Authorization {
  accessKey: string
  signedHeaders: string[]
  signature: string
}

const pattern =
  /^SDK-HMAC-SHA256 Access=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/

/** Reads an `Authorization` header; `null` if it isn't one of SDK-HMAC-SHA256. */
export function readAuthorization(header: string): Authorization | null {
  const match = pattern.exec(header)
  if (match === null) return null
  const [, accessKey = '', signedHeaders = '', signature = ''] = match
  return { accessKey, signedHeaders: signedHeaders.split(';'), signature }
}

/** Reads `yyyyMMddTHHmmssZ`, the only form of `X-Sdk-Date`; `null` if it isn't one. */
export function readSdkDate(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (match === null) return null
  const [, year, month, date, hours, minutes, seconds] = match
  const at = Date.parse(`${year}-${month}-${date}T${hours}:${minutes}:${seconds}Z`)
  return Number.isNaN(at) ? null : at
}

/** Percent-encodes all but `A-Za-z0-9-_.~`, byte by byte, in upper case. */
function encode(text: string): string {
  let encoded = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte)
    encoded += /[A-Za-z0-9\-_.~]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function canonicalPath(path: string): string {
  const encoded = decode(path).split('/').map(encode).join('/')
  return encoded.endsWith('/') ? encoded : `${encoded}/`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  // The vendor's SDKs sort before they encode, which is not the same order.
  return [...new URLSearchParams(query)]
    .sort(
      ([key, value], [otherKey, otherValue]) =>
        compare(key, otherKey) || compare(value, otherValue),
    )
    .map((pair) => pair.map(encode).join('='))
    .join('&')
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')

function payloadHash(request: SignedRequest): string {
  const unsigned = request.headers['x-sdk-content-sha256'] === 'UNSIGNED-PAYLOAD'
  const type = request.headers['content-type'] ?? ''
  return unsigned && !/json/i.test(String(type)) ? 'UNSIGNED-PAYLOAD' : sha256(request.body)
}

/** The canonical request of what arrived (huawei-cloud.md §3.2), made without trust in the sender. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const mark = request.url.indexOf('?')
  const path = mark < 0 ? request.url : request.url.slice(0, mark)
  const query = mark < 0 ? '' : request.url.slice(mark + 1)
  const names = [...signedHeaders].sort(compare)
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
  return [
    request.method,
    canonicalPath(path),
    canonicalQuery(query),
    headers.join(''),
    names.join(';'),
    payloadHash(request),
  ].join('\n')
}

/** The signature a canonical request must have: hexadecimal, keyed with the secret key as it is. */
export function signatureOf(canonical: string, sdkDate: string, secretKey: string): string {
  const text = `SDK-HMAC-SHA256\n${sdkDate}\n${sha256(canonical)}`
  return createHmac('sha256', secretKey).update(text).digest('hex')
}

export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
