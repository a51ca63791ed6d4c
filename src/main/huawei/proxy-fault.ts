import { AuditDeskError, type ErrorReport } from '../../shared/errors.ts'
import { causesOf, codeOf, isCertificateCode } from './causes.ts'

/**
 * - `unreachable`: no connection to the proxy itself; nothing has been sent
 * - `password`: it wants a user name and a password, or others than ours
 * - `refused`: it won't let us through to this host
 * - `no-way`: it would, but doesn't get there itself
 */
export type ProxyFaultKind = 'unreachable' | 'password' | 'refused' | 'no-way'

/** A proxy that did not do its part. Holds no secret. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault'
  readonly kind: ProxyFaultKind
  /** Host and port; `null` where only the connection knew. */
  readonly proxy: string | null

  constructor(kind: ProxyFaultKind, proxy: string | null, options?: ErrorOptions) {
    super(`proxy ${kind}`, options)
    this.kind = kind
    this.proxy = proxy
  }
}

/** Where the proxy was named, for hints. */
export type ProxySource = 'none' | 'environment' | 'system' | 'manual'

/** The proxy's part in an error of undici; `null` if it has none. */
export function proxyFaultOf(error: unknown): ProxyFault | null {
  for (const cause of causesOf(error)) {
    if (cause instanceof ProxyFault) return cause
    // Hung up before the tunnel stood.
    if (cause.name === 'ProxyConnectionError') {
      return new ProxyFault('unreachable', null, { cause: error })
    }
    const [, tunnel, plain] =
      /^Proxy (?:response \((\d{3})\)|Authentication Required \((407)\))/.exec(cause.message) ?? []
    const status = tunnel ?? plain
    if (status !== undefined) return new ProxyFault(faultOfStatus(status), null, { cause: error })
  }
  return null
}

/** What a proxy means that refuses a tunnel with this status. */
export function faultOfStatus(status: string): ProxyFaultKind {
  if (status === '407') return 'password'
  return ['502', '503', '504'].includes(status) ? 'no-way' : 'refused'
}

/** @param host where the call was meant to go */
export function proxyError(fault: ProxyFault, host: string, source: ProxySource): AuditDeskError {
  return new AuditDeskError(report(fault, host, source), { cause: fault })
}

function report(fault: ProxyFault, host: string, source: ProxySource): ErrorReport {
  const proxy = fault.proxy === null ? 'The proxy' : `The proxy ${fault.proxy}`
  switch (fault.kind) {
    case 'unreachable': {
      const code = codeOf(fault)
      const inBrackets = code === '' ? '' : ` (${code})`
      if (isCertificateCode(code)) {
        return {
          code: 'tls',
          message: `The certificate of ${proxy.toLowerCase()} is not trusted${inBrackets}.`,
          retryable: false,
          hint: 'Name your company’s CA file (in the network settings, or with --ca-file). Checking can’t be turned off.',
        }
      }
      return {
        code: 'proxy',
        message: `${proxy} could not be reached${inBrackets}, so neither could ${host}.`,
        retryable: true,
        hint: `Check ${places[source]}, and whether this computer is in the proxy’s network.`,
      }
    }
    case 'password':
      return {
        code: 'proxy',
        message: `${proxy} does not let us through to ${host} without a user name and password it knows.`,
        retryable: false,
        hint: passwordHints[source],
      }
    case 'refused':
      return {
        code: 'proxy',
        message: `${proxy} did not let us through to ${host}.`,
        retryable: false,
        hint: `Ask whoever runs the proxy to allow ${host}, or check ${places[source]}.`,
      }
    case 'no-way':
      return {
        code: 'proxy',
        message: `${proxy} could not reach ${host}.`,
        retryable: true,
        hint: 'Check the region and the endpoint; otherwise the proxy has a passing problem.',
      }
  }
}

const places: Readonly<Record<ProxySource, string>> = {
  none: 'the proxy',
  environment: 'HTTPS_PROXY',
  system: 'the system’s proxy settings',
  manual: 'the proxy in the network settings',
}

const inSettings = 'Set the proxy’s user name and password in the network settings.'
const passwordHints: Readonly<Record<ProxySource, string>> = {
  none: inSettings,
  environment:
    'Put both into HTTPS_PROXY, percent-encoded: http://user:password@proxy.example:8080.',
  system: 'Name the proxy in the network settings, with its user name and password.',
  manual: inSettings,
}
