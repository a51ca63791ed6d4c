import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import type { KeyPair } from './certificates.ts'

export interface ForwardProxyOptions {
  /** Where each name leads: only the proxy knows. `name` or `name:port` to a port on loopback. */
  hosts: Readonly<Record<string, number>>
  /** Asked for with 407 where set. */
  credentials?: { userName: string; password: string }
  /** TLS to the proxy itself. */
  secure?: KeyPair
  /** Answers every CONNECT with this instead. */
  refusal?: { status: number; contentType?: string; body?: string }
  /** Does this with every CONNECT instead. */
  onConnect?: (socket: Socket) => void
}

export interface ForwardProxy {
  port: number
  /** Host and port. */
  address: string
  url: string
  /** Requests as they came, such as `CONNECT dbss.test.example:443` or `GET http://…`. */
  seen: string[]
  close: () => Promise<void>
}

/** A forward proxy: absolute-form for http, CONNECT for https, Basic authentication. */
export async function startForwardProxy(options: ForwardProxyOptions): Promise<ForwardProxy> {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const server: Server =
    options.secure === undefined ? createServer() : createSecureServer(options.secure)
  const mayPass = ({ headers }: IncomingMessage): boolean => {
    if (options.credentials === undefined) return true
    const { userName, password } = options.credentials
    const expected = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
    return headers['proxy-authorization'] === expected
  }
  const portOf = (host: string): number | undefined =>
    options.hosts[host] ?? options.hosts[host.replace(/:\d+$/, '')]

  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', (incoming: IncomingMessage, response) => {
    seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`)
    if (!mayPass(incoming)) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end('<p>Sign in</p>')
      return
    }
    const target = new URL(incoming.url ?? '')
    const port = portOf(target.host)
    if (port === undefined) {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html>No such host</html>')
      return
    }
    const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = incoming.headers
    const onward = request(
      { port, host: '127.0.0.1', path: `${target.pathname}${target.search}`, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    incoming.pipe(onward)
  })
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy())
    seen.push(`CONNECT ${incoming.url ?? ''}`)
    const refuse = (status: number, contentType = 'text/plain', body = '') => {
      const head = `HTTP/1.1 ${status} No\r\ncontent-type: ${contentType}\r\n`
      socket.end(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    }
    if (options.onConnect !== undefined) {
      options.onConnect(socket)
      return
    }
    if (options.refusal !== undefined) {
      refuse(options.refusal.status, options.refusal.contentType, options.refusal.body)
      return
    }
    if (!mayPass(incoming)) {
      refuse(407, 'text/html', '<p>Sign in</p>')
      return
    }
    const port = portOf(incoming.url ?? '')
    if (port === undefined) {
      refuse(503)
      return
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    sockets.add(onward)
    onward.on('error', () => socket.destroy())
    onward.on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  // A certificate is for a name, so that is how it is called.
  const [scheme, name] =
    options.secure === undefined ? ['http', '127.0.0.1'] : ['https', 'localhost']
  return {
    port,
    address: `${name}:${port}`,
    url: `${scheme}://${name}:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
