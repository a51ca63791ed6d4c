import './node-floor.ts'
import { Agent, EnvHttpProxyAgent, Pool, ProxyAgent, buildConnector, type Dispatcher } from 'undici'
import { trusted } from './certificates.ts'
import { exchange, type Exchanged, type ExchangeOptions } from './exchange.ts'
import { ProxyFault, proxyError, proxyFaultOf } from './proxy-fault.ts'
import { environmentProxies, routesOf, type Route } from './proxy-routes.ts'
import { throughSocks5 } from './socks5.ts'

/** Tokens are several kilobytes long and travel in headers; undici's own limit is 16 KB. */
const maxHeaderSize = 128 * 1024
/** No page the API can give comes near this, in bytes. */
const maxResponseSize = 128 * 1024 * 1024
const connectTimeout = 15_000
/** Without any sign of life from the server for so long, in milliseconds, a call is given up. */
const idleTimeout = 60_000
/** A proxy that could not be reached is asked last for so long, in milliseconds. */
const avoidFor = 5 * 60_000

export type ProxyChoice =
  | { kind: 'none' }
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  | { kind: 'environment' }
  /** The operating system's, PAC files included; `resolve` answers in PAC's own terms. */
  | { kind: 'system'; resolve: (url: string) => Promise<string> }
  | { kind: 'manual'; url: string; userName?: string; password?: string }

export interface NetworkOptions {
  proxy: ProxyChoice
  /** Certificates to trust besides the usual, PEM. There is no way to trust any. */
  ca: string | null
}

export const directly: NetworkOptions = { proxy: { kind: 'none' }, ca: null }

/**
 * The connections of one account: kept open between calls, through the proxy that is right for each
 * URL. This machine itself is never reached through a proxy.
 */
export class Connections {
  readonly #proxy: ProxyChoice
  readonly #ca: string | null
  readonly #dispatchers = new Map<Route, Dispatcher>()
  /** When each could last not be reached, milliseconds since the epoch. */
  readonly #unreachable = new Map<Route, number>()

  constructor({ proxy, ca }: NetworkOptions) {
    this.#proxy = proxy
    this.#ca = ca
  }

  /**
   * Sends a request and reads the answer. Where the system names several ways, the next is tried if a
   * proxy can't be reached: nothing has been sent then.
   * @throws AuditDeskError for a fault of the proxy (`proxy`, `tls`); undici's for any other
   */
  async request(
    url: string,
    options: ExchangeOptions,
    wanted: 'all' | 'head' = 'all',
  ): Promise<Exchanged> {
    let fault: ProxyFault | null = null
    const target = new URL(url)
    for (const route of await this.#routes(target)) {
      try {
        return await exchange(this.#keep(route), target, options, wanted)
      } catch (error) {
        fault = proxyFaultOf(error)
        if (fault === null) throw error
        if (fault.kind !== 'unreachable') break
        this.#unreachable.set(route, Date.now())
      }
    }
    if (fault === null) throw new RangeError('there is always a route')
    throw proxyError(fault, target.host, this.#proxy.kind)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()))
  }

  async #routes(url: URL): Promise<readonly Route[]> {
    const routes = await routesTo(url, this.#proxy)
    return [
      ...routes.filter((route) => !this.#isAvoided(route)),
      ...routes.filter((route) => this.#isAvoided(route)),
    ]
  }

  #isAvoided(route: Route): boolean {
    const since = this.#unreachable.get(route)
    return since !== undefined && Date.now() - since < avoidFor
  }

  #keep(route: Route): Dispatcher {
    const kept = this.#dispatchers.get(route) ?? this.#open(route)
    this.#dispatchers.set(route, kept)
    return kept
  }

  #open(route: Route): Dispatcher {
    const connect = connectorFor(this.#ca)
    const direct: Agent.Options = {
      maxHeaderSize,
      maxResponseSize,
      headersTimeout: idleTimeout,
      bodyTimeout: idleTimeout,
      allowH2: false,
      connect,
    }
    if (route === 'direct') return new Agent(direct)
    const secure = secureOptions(this.#ca)
    const proxied = { ...direct, requestTls: secure, proxyTls: secure, clientFactory: openProxy }
    if (route === 'environment') {
      return new EnvHttpProxyAgent({ ...proxied, ...environmentProxies(process.env) })
    }
    const credentials = credentialsFor(this.#proxy)
    const { protocol, hostname, port } = new URL(route)
    if (protocol === 'socks5:') {
      const proxy = { host: hostname, port: port === '' ? '1080' : port, credentials }
      return new Agent({ ...direct, connect: throughSocks5(proxy, connect) })
    }
    return new ProxyAgent({
      ...proxied,
      uri: route,
      ...(credentials && { token: basic(credentials) }),
    })
  }
}

/**
 * The ways to a URL, best first; there is always one. This machine itself is reached directly.
 * @throws AuditDeskError `proxy` where the system names only kinds we can't go through
 */
export async function routesTo(url: URL, proxy: ProxyChoice): Promise<readonly Route[]> {
  if (isLoopback(url.hostname)) return ['direct']
  switch (proxy.kind) {
    case 'none':
      return ['direct']
    case 'environment':
      return ['environment']
    case 'manual':
      return [proxy.url]
    case 'system':
      return routesOf(await proxy.resolve(url.href))
  }
}

/** The list of authorities is made when it is first needed: the demo tenant never does. */
function connectorFor(ca: string | null): buildConnector.connector {
  const plain = buildConnector({ timeout: connectTimeout })
  let secure: buildConnector.connector | undefined
  return (options, callback) => {
    if (options.protocol !== 'https:') plain(options, callback)
    else (secure ??= buildConnector(secureOptions(ca)))(options, callback)
  }
}

function secureOptions(ca: string | null): buildConnector.BuildOptions {
  return {
    timeout: connectTimeout,
    allowH2: false,
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED would otherwise switch checking off.
    rejectUnauthorized: true,
    secureContext: trusted(ca),
  }
}

/** The connections to the proxy itself; a failure to make one is the proxy's, not the server's. */
function openProxy(origin: URL, options: { connect?: buildConnector.connector }): Dispatcher {
  const { connect = buildConnector({ timeout: connectTimeout }) } = options
  return new Pool(origin, {
    ...options,
    headersTimeout: idleTimeout,
    connect: (target, callback) => {
      connect(target, (...result) => {
        const [error] = result
        if (error === null) callback(...result)
        else callback(new ProxyFault('unreachable', origin.host, { cause: error }), null)
      })
    },
  })
}

/** Only a proxy that is named by hand has a user name and a password of its own. */
export function credentialsFor(proxy: ProxyChoice): { userName: string; password: string } | null {
  if (proxy.kind !== 'manual') return null
  const { userName = '', password = '' } = proxy
  return userName === '' ? null : { userName, password }
}

/** The value of `Proxy-Authorization`. */
export function basic({ userName, password }: { userName: string; password: string }): string {
  return `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
}

/** Whether a host name is this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}
