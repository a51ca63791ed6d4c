import { lookup } from 'node:dns/promises'
import * as http from 'node:http'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { buildConnector } from 'undici'
import { AuditDeskError } from '../../../shared/errors.ts'
import type { DiagnosisFault, Finding } from '../../../shared/model/diagnosis.ts'
import { codeOf } from '../causes.ts'
import { trusted } from '../certificates.ts'
import { connectionError } from '../connection-error.ts'
import { basic, credentialsFor, routesTo, type NetworkOptions } from '../connections.ts'
import { ProxyFault, faultOfStatus, proxyError, proxyFaultOf } from '../proxy-fault.ts'
import { throughSocks5 } from '../socks5.ts'
import { StepFailure } from './step-failure.ts'

/** Where a connection goes. */
export interface Target {
  /** Without the brackets of an IPv6 address. */
  hostname: string
  port: number
  /** Host and, where it isn't the usual one, port; for people. */
  host: string
}

export function targetOf(url: string): Target {
  const { protocol, hostname, host, port } = new URL(url)
  const usual = protocol === 'https:' ? 443 : 80
  return { hostname: unbracketed(hostname), port: port === '' ? usual : Number(port), host }
}

function unbracketed(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

export function isAddress({ hostname }: Target): boolean {
  return net.isIP(hostname) !== 0
}

/** @throws StepFailure */
export async function lookUp({ hostname, host }: Target): Promise<Finding> {
  try {
    const found = await lookup(hostname, { all: true })
    return { kind: 'addresses', addresses: found.map(({ address }) => address) }
  } catch (error) {
    const fault = codeOf(error) === 'ENOTFOUND' ? 'name-unknown' : 'name-server'
    throw new StepFailure(fault, connectionError(error, host, false), {}, { cause: error })
  }
}

/** An open way to a server, over which nothing was sent to it yet. */
export interface Way {
  socket: net.Socket
  /** Host and port; `null` for a direct connection. */
  proxy: string | null
}

/**
 * Connects as calls do: directly, or through the proxy that is right for the URL.
 * @throws StepFailure
 */
export async function openWay(
  url: string,
  target: Target,
  { proxy, ca }: NetworkOptions,
  signal: AbortSignal,
): Promise<Way> {
  let fault: ProxyFault | null = null
  for (const route of await routesTo(new URL(url), proxy)) {
    if (route === 'direct') return { socket: await connectDirectly(target, signal), proxy: null }
    try {
      const credentials = credentialsFor(proxy)
      return await connectThrough(new URL(route), target, { credentials, ca }, signal)
    } catch (error) {
      fault = proxyFaultOf(error)
      if (fault === null) throw error
      if (fault.kind !== 'unreachable') break
    }
  }
  if (fault === null) throw new RangeError('there is always a route')
  const error = proxyError(fault, target.host, proxy.kind)
  throw new StepFailure(error.code === 'tls' ? 'proxy-certificate' : `proxy-${fault.kind}`, error)
}

async function connectDirectly(target: Target, signal: AbortSignal): Promise<net.Socket> {
  const { hostname, port, host } = target
  try {
    const socket = net.connect({ host: hostname, port })
    return await untilAborted(opened(socket, 'connect'), socket, signal)
  } catch (error) {
    const failure = connectionError(error, host, false)
    throw new StepFailure(faultOfCode(codeOf(error)), failure, {}, { cause: error })
  }
}

function faultOfCode(code: string): DiagnosisFault {
  if (code === 'ECONNREFUSED') return 'refused'
  return code === 'ETIMEDOUT' ? 'silent' : 'unreachable'
}

interface ProxyAccess {
  credentials: { userName: string; password: string } | null
  ca: string | null
}

async function connectThrough(
  proxy: URL,
  target: Target,
  { credentials, ca }: ProxyAccess,
  signal: AbortSignal,
): Promise<Way> {
  if (proxy.protocol !== 'socks5:') {
    const socket = await openTunnel(proxy, target, { credentials, ca }, signal)
    return { socket, proxy: proxy.host }
  }
  const port = proxy.port === '' ? '1080' : proxy.port
  const reach = throughSocks5({ host: proxy.hostname, port, credentials }, buildConnector({}))
  const { hostname, host } = target
  const socket = await new Promise<net.Socket>((resolve, reject) => {
    reach({ hostname, host, protocol: 'http:', port: String(target.port) }, (error, connected) => {
      if (error === null) resolve(connected)
      else reject(error)
    })
  })
  if (signal.aborted) socket.destroy()
  return { socket, proxy: `${proxy.hostname}:${port}` }
}

/** Asks an HTTP proxy for a tunnel (`CONNECT`). @throws ProxyFault */
function openTunnel(
  proxy: URL,
  { hostname, port }: Target,
  { credentials, ca }: ProxyAccess,
  signal: AbortSignal,
): Promise<net.Socket> {
  const authority = `${net.isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`
  const socket = connectToProxy(proxy, ca)
  const tunnel = new Promise<net.Socket>((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(credentials && { 'proxy-authorization': basic(credentials) }),
      },
      createConnection: () => socket,
    })
    request.on('connect', ({ statusCode = 0 }) => {
      if (statusCode >= 200 && statusCode <= 299) {
        resolve(socket)
        return
      }
      socket.destroy()
      reject(new ProxyFault(faultOfStatus(String(statusCode)), proxy.host))
    })
    request.on('error', (cause) => {
      reject(new ProxyFault('unreachable', proxy.host, { cause }))
    })
    request.end()
  })
  return untilAborted(tunnel, socket, signal)
}

function connectToProxy({ protocol, hostname, port }: URL, ca: string | null): net.Socket {
  const host = unbracketed(hostname)
  if (protocol !== 'https:') return net.connect({ host, port: port === '' ? 80 : Number(port) })
  return tls.connect({
    host,
    port: port === '' ? 443 : Number(port),
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    secureContext: trusted(ca),
    rejectUnauthorized: true,
  })
}

/** Closes a socket that is no longer waited for; one that is open by then is left to its owner. */
export async function untilAborted<T>(
  done: Promise<T>,
  socket: net.Socket,
  signal: AbortSignal,
): Promise<T> {
  const leave = (): void => {
    socket.destroy()
  }
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await done
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

/** Waits for the socket's event. @throws the socket's error, or that it was closed */
export function opened<S extends net.Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
): Promise<S> {
  return new Promise((resolve, reject) => {
    // Listens on to the end: a late error of a socket nobody needs any more is nobody's.
    socket.on('error', reject)
    socket.once('close', () => {
      reject(
        new AuditDeskError({
          code: 'network',
          message: 'The connection was closed.',
          retryable: true,
        }),
      )
    })
    socket.once(event, () => {
      resolve(socket)
    })
  })
}
