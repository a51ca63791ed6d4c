import { createHash, createHmac } from 'node:crypto'

export interface Keys {
  accessKey: string
  secretKey: string
  securityToken?: string
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** `20261121T063012Z` */
export function sdkDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/**
 * Headers that sign a request whose URL needs no further encoding (huawei-cloud.md §3.2). Enough for
 * tests of the simulator; the app's own signer is elsewhere.
 */
export function sign(
  request: { method: string; url: string; body?: string; headers?: Record<string, string> },
  keys: Keys,
  at: number,
): Record<string, string> {
  const url = new URL(request.url)
  const headers: Record<string, string> = {
    'x-sdk-date': sdkDate(at),
    ...(keys.securityToken === undefined ? {} : { 'x-security-token': keys.securityToken }),
    ...request.headers,
  }
  const signed = Object.entries({ host: url.host, ...headers }).sort(([a], [b]) => (a < b ? -1 : 1))
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    request.method,
    `${url.pathname}/`,
    [...url.searchParams]
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .sort()
      .join('&'),
    signed.map(([name, value]) => `${name}:${value}\n`).join(''),
    names,
    sha256(request.body ?? ''),
  ].join('\n')
  const signature = createHmac('sha256', keys.secretKey)
    .update(`SDK-HMAC-SHA256\n${headers['x-sdk-date'] ?? ''}\n${sha256(canonical)}`)
    .digest('hex')
  return {
    ...headers,
    authorization: `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=${names}, Signature=${signature}`,
  }
}
