import { AuditDeskError } from '../../shared/errors.ts'

/** `direct`, or the URL of a proxy. */
export type Route = string

/**
 * The ways of a PAC answer, such as `PROXY a:8080; DIRECT`, best first. Those we can't go are left
 * out as long as there is another.
 * @throws AuditDeskError `proxy` where we can go none of them
 */
export function routesOf(answer: string): readonly [Route, ...Route[]] {
  const ways = answer
    .split(';')
    .map((way) => way.trim())
    .filter((way) => way !== '')
  const [first, ...others] = ways.flatMap((way) => routeOf(way) ?? [])
  if (first !== undefined) return [first, ...others]
  const [way] = ways
  if (way === undefined) return ['direct']
  throw new AuditDeskError({
    code: 'proxy',
    message: `The system’s proxy settings name a proxy of the kind ${kindOf(way)}, which is not supported.`,
    retryable: false,
    hint: 'Name an HTTP, HTTPS or SOCKS5 proxy in the network settings.',
  })
}

function routeOf(way: string): Route | null {
  const address = way.split(/\s+/)[1] ?? ''
  switch (kindOf(way)) {
    case 'DIRECT':
      return 'direct'
    case 'PROXY':
    case 'HTTP':
      return `http://${address}`
    case 'HTTPS':
      return `https://${address}`
    case 'SOCKS5':
      return `socks5://${address}`
    default:
      return null
  }
}

function kindOf(way: string): string {
  return (way.split(/\s+/)[0] ?? '').toUpperCase()
}

/**
 * The proxies that `HTTPS_PROXY` and `HTTP_PROXY` name, in lower case first, as curl takes them: a
 * missing scheme is `http`. Empty where there is none.
 * @throws AuditDeskError `proxy`, without the value, which may hold a password
 */
export function environmentProxies(env: Readonly<Record<string, string | undefined>>): {
  httpsProxy: string
  httpProxy: string
} {
  const read = (name: string): string => {
    const value = (env[name.toLowerCase()] ?? env[name] ?? '').trim()
    if (value === '') return ''
    const url = value.includes('://') ? value : `http://${value}`
    if (!isUsable(url)) throw unusable(name)
    return url
  }
  return { httpsProxy: read('HTTPS_PROXY'), httpProxy: read('HTTP_PROXY') }
}

function isUsable(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text)
    decodeURIComponent(`${username}${password}`)
    return protocol === 'http:' || protocol === 'https:'
  } catch {
    return false
  }
}

function unusable(name: string): AuditDeskError {
  return new AuditDeskError({
    code: 'proxy',
    message: `${name} does not name an HTTP or HTTPS proxy.`,
    retryable: false,
    hint: 'It must be like http://proxy.example:8080, or http://user:password@proxy.example:8080 with both percent-encoded.',
  })
}
