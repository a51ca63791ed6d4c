import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TestServer {
  /** Base URL without a trailing slash. */
  url: string
  close: () => Promise<void>
}

/** A real HTTP server on loopback that answers as the test says. */
export async function serveHttp(
  handle: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<TestServer> {
  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      handle(request, response, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
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
