import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { KeyPair } from './certificates.ts'

export interface TestServer {
  /** Base URL without a trailing slash. */
  url: string
  port: number
  /** How many TCP connections were made to it, and how many of them are open. */
  connections: { made: number; open: number }
  close: () => Promise<void>
}

/** A real HTTP server on loopback that answers as the test says; HTTPS with a key pair. */
export async function serveHttp(
  handle: (request: IncomingMessage, response: ServerResponse, body: string) => void,
  secure?: KeyPair,
): Promise<TestServer> {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      handle(request, response, body)
    })
  }
  const options = { maxHeaderSize: 128 * 1024 }
  const server =
    secure === undefined
      ? createServer(options, listener)
      : createSecureServer({ ...options, ...secure }, listener)
  const connections = { made: 0, open: 0 }
  server.on('connection', (socket: Socket) => {
    connections.made++
    connections.open++
    socket.on('close', () => connections.open--)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http${secure === undefined ? '' : 's'}://127.0.0.1:${port}`,
    port,
    connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** Answers with JSON; a string goes out as it is. */
export function answerJson(
  response: ServerResponse,
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Answers a sign-in with a token that lives for a day. */
export function answerToken(response: ServerResponse, value = 'token-of-the-test'): void {
  const expires = new Date(Date.now() + 24 * 3_600_000).toISOString()
  answerJson(
    response,
    { token: { expires_at: expires, issued_at: new Date().toISOString() } },
    { status: 201, headers: { 'x-subject-token': value } },
  )
}
