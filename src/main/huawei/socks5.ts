import { isIPv4, type Socket } from 'node:net'
import type { buildConnector } from 'undici'
import { ProxyFault } from './proxy-fault.ts'

export interface Socks5Proxy {
  host: string
  port: string
  credentials: { userName: string; password: string } | null
}

/** How long the proxy may take to let us through, in milliseconds. */
const greetingTimeout = 15_000

/**
 * Connects through a SOCKS5 proxy (RFC 1928; user name and password as in RFC 1929). The proxy looks
 * the host's name up. undici has an agent of its own for this; it is experimental, warns on every
 * run, and lets none of our limits on headers and answers through.
 */
export function throughSocks5(
  proxy: Socks5Proxy,
  connect: buildConnector.connector,
): buildConnector.connector {
  return (options, callback) => {
    reach(proxy, options, connect).then(
      (socket) => {
        if (options.protocol === 'https:') connect({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error('unknown', { cause: error }), null)
      },
    )
  }
}

async function reach(
  { host, port, credentials }: Socks5Proxy,
  { hostname, protocol, port: targetPort }: buildConnector.Options,
  connect: buildConnector.connector,
): Promise<Socket> {
  const name = `${host}:${port}`
  try {
    const socket = await connectTo(host, port, connect)
    const stream = new Exchange(socket)
    try {
      await greet(stream, name, credentials)
      const defaultPort = protocol === 'https:' ? 443 : 80
      await ask(stream, name, hostname, targetPort === '' ? defaultPort : Number(targetPort))
      return socket
    } catch (error) {
      socket.on('error', () => undefined).destroy()
      throw error
    } finally {
      stream.end()
    }
  } catch (error) {
    throw error instanceof ProxyFault
      ? error
      : new ProxyFault('unreachable', name, { cause: error })
  }
}

function connectTo(host: string, port: string, connect: buildConnector.connector): Promise<Socket> {
  const hostname = host.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    connect({ hostname, host, protocol: 'http:', port }, (error, socket) => {
      if (error === null) resolve(socket)
      else reject(error)
    })
  })
}

async function greet(
  stream: Exchange,
  proxy: string,
  credentials: Socks5Proxy['credentials'],
): Promise<void> {
  stream.send(credentials === null ? [5, 1, 0] : [5, 2, 0, 2])
  const [version, method] = await stream.take(2)
  if (version !== 5) throw new ProxyFault('refused', proxy)
  if (method === 0) return
  if (method !== 2 || credentials === null) throw new ProxyFault('password', proxy)
  const userName = Buffer.from(credentials.userName)
  const password = Buffer.from(credentials.password)
  // The protocol has one byte for each length.
  if (userName.length > 255 || password.length > 255) throw new ProxyFault('password', proxy)
  stream.send([1, userName.length, ...userName, password.length, ...password])
  const [, status] = await stream.take(2)
  if (status !== 0) throw new ProxyFault('password', proxy)
}

async function ask(stream: Exchange, proxy: string, host: string, port: number): Promise<void> {
  const address = isIPv4(host)
    ? [1, ...host.split('.').map(Number)]
    : [3, Buffer.byteLength(host), ...Buffer.from(host)]
  stream.send([5, 1, 0, ...address, port >> 8, port & 255])
  const [, reply, , kind] = await stream.take(4)
  // 2: not allowed by the rules; 7 and 8: it can't do what we ask. The rest may pass.
  if (reply === 2 || reply === 7 || reply === 8) throw new ProxyFault('refused', proxy)
  if (reply !== 0) throw new ProxyFault('no-way', proxy)
  const lengths: Readonly<Record<number, number>> = { 1: 4, 4: 16 }
  const length = lengths[kind ?? 0] ?? (await stream.take(1))[0] ?? 0
  await stream.take(length + 2)
}

/** Bytes out, and so many back. */
class Exchange {
  readonly #socket: Socket
  readonly #timer: NodeJS.Timeout
  #wake = (): void => undefined

  constructor(socket: Socket) {
    this.#socket = socket
    // Listening is itself a cause of "readable" while bytes wait, so there is one listener for all.
    for (const event of events) socket.on(event, this.#onEvent)
    this.#timer = setTimeout(() => socket.destroy(), greetingTimeout)
  }

  send(bytes: readonly number[]): void {
    this.#socket.write(Buffer.from(bytes))
  }

  /** @throws when the other side hangs up first, or takes too long */
  async take(size: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.#socket.read(size) as Buffer | null
      if (bytes?.length === size) return bytes
      if (bytes !== null || this.#socket.readableEnded || this.#socket.destroyed) {
        throw new Error('the proxy hung up')
      }
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  /** Leaves the socket to whoever is next. */
  end(): void {
    clearTimeout(this.#timer)
    for (const event of events) this.#socket.off(event, this.#onEvent)
  }

  readonly #onEvent = (): void => {
    this.#wake()
  }
}

const events = ['readable', 'end', 'error', 'close'] as const
