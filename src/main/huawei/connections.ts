import './node-floor.ts'
import * as tls from 'node:tls'
import { Agent, EnvHttpProxyAgent, ProxyAgent, Socks5ProxyAgent, type Dispatcher } from 'undici'
import { AuditDeskError } from '../../shared/errors.ts'

/** Tokens are several kilobytes long and travel in headers; undici's own limit is 16 KB. */
const maxHeaderSize = 128 * 1024
/** No page the API can give comes near this, in bytes. */
const maxResponseSize = 128 * 1024 * 1024
const connectTimeout = 15_000
/** Without any sign of life from the server for so long, in milliseconds, a call is given up. */
const idleTimeout = 60_000

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
  readonly #connect: { timeout: number; ca?: string[] }
  readonly #options: Agent.Options
  readonly #dispatchers = new Map<string, Dispatcher>()

  constructor({ proxy, ca }: NetworkOptions) {
    this.#proxy = proxy
    this.#connect = {
      timeout: connectTimeout,
      ...(ca === null ? {} : { ca: [...usualCertificates(), ca] }),
    }
    this.#options = {
      maxHeaderSize,
      maxResponseSize,
      headersTimeout: idleTimeout,
      bodyTimeout: idleTimeout,
      connect: this.#connect,
    }
  }

  /** @throws AuditDeskError `proxy` when the system names a kind of proxy we can't use */
  async for(url: string): Promise<Dispatcher> {
    if (isLoopback(new URL(url).hostname)) return this.#keep('direct')
    switch (this.#proxy.kind) {
      case 'none':
        return this.#keep('direct')
      case 'environment':
        return this.#keep('environment')
      case 'manual':
        return this.#keep(this.#proxy.url)
      case 'system':
        return this.#keep(firstRoute(await this.#proxy.resolve(url)))
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()))
  }

  /** @param route `direct`, `environment` or the URL of a proxy */
  #keep(route: string): Dispatcher {
    const kept = this.#dispatchers.get(route) ?? this.#open(route)
    this.#dispatchers.set(route, kept)
    return kept
  }

  #open(route: string): Dispatcher {
    if (route === 'direct') return new Agent(this.#options)
    const proxied = { ...this.#options, requestTls: this.#connect, proxyTls: this.#connect }
    if (route === 'environment') return new EnvHttpProxyAgent(proxied)
    const credentials = this.#proxyCredentials()
    if (route.startsWith('socks5:')) {
      const { connect: _, ...pool } = proxied
      return new Socks5ProxyAgent(route, {
        ...pool,
        ...(credentials && { username: credentials.userName, password: credentials.password }),
      })
    }
    return new ProxyAgent({
      ...proxied,
      uri: route,
      ...(credentials && { token: basic(credentials) }),
    })
  }

  #proxyCredentials(): { userName: string; password: string } | null {
    if (this.#proxy.kind !== 'manual') return null
    const { userName = '', password = '' } = this.#proxy
    return userName === '' ? null : { userName, password }
  }
}

function basic({ userName, password }: { userName: string; password: string }): string {
  return `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

/**
 * The first way of a PAC answer, such as `PROXY a:8080; DIRECT`.
 * @returns `direct` or the proxy's URL
 */
export function firstRoute(answer: string): string {
  const [kind = '', address = ''] = (answer.split(';', 1)[0] ?? '').trim().split(/\s+/)
  switch (kind.toUpperCase()) {
    case '':
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
      throw new AuditDeskError({
        code: 'proxy',
        message: `The system’s proxy settings name a proxy of the kind ${kind}, which is not supported.`,
        retryable: false,
        hint: 'Name an HTTP, HTTPS or SOCKS5 proxy in the network settings.',
      })
  }
}

/** Node's own, and the operating system's where this version of Node can read them. */
function usualCertificates(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (kind: 'default') => string[] }
  return getCACertificates?.('default') ?? tls.rootCertificates
}
