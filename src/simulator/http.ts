import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gatewayRefusal, Refusal, type Answer } from './answers.ts'
import { stringify } from './json.ts'

export type ServiceName = 'iam' | 'dbss' | 'ddm'

/** A request that found its route. */
export interface Call {
  service: ServiceName
  method: string
  /** Path and query as sent. */
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
  query: URLSearchParams
  /** What stands in the path for `{project_id}` and the like. */
  params: Readonly<Record<string, string>>
  requestId: string
  now: number
  /** Whose data it asks for; set by whoever finds out. */
  domainName: string | null
}

export interface Route {
  method: 'GET' | 'POST'
  /** Such as `/v1/{project_id}/instances`. */
  path: string
  handle: (call: Call) => Answer
}

export interface Service {
  name: ServiceName
  routes: readonly Route[]
}

export interface Surroundings {
  now: () => number
  nextRequestId: () => string
  beforeAnswer: (
    call: Pick<Call, 'service' | 'method' | 'url' | 'domainName'>,
  ) => Promise<void> | void
}

// Tokens are several kilobytes, more than Node lets headers have by default.
const maxHeaderSize = 64 * 1024
const maxBodySize = 1024 * 1024

/** An HTTP server, not yet listening, that answers for one service. */
export function serve(service: Service, surroundings: Surroundings): Server {
  const routes = service.routes.map((route) => ({ route, segments: route.path.split('/') }))

  function find(
    method: string,
    path: string,
  ): (Pick<Call, 'params'> & { route: Route }) | undefined {
    const asked = path.replace(/\/$/, '').split('/').map(decode)
    for (const { route, segments } of routes) {
      if (route.method !== method || segments.length !== asked.length) continue
      const params: Record<string, string> = {}
      const matches = segments.every((segment, index) => {
        const value = asked[index]
        if (value === undefined) return false
        if (!segment.startsWith('{')) return segment === value
        params[segment.slice(1, -1)] = value
        return value !== ''
      })
      if (matches) return { route, params }
    }
    return undefined
  }

  function answer(call: Call, path: string, tooLarge: boolean): Answer {
    try {
      if (tooLarge) throw gatewayRefusal(413, '0201', 'Request entity too large', call.requestId)
      const found = find(call.method, path)
      if (found === undefined) {
        const message =
          'The API does not exist or has not been published in the environment: ' +
          `${call.method} ${path}`
        throw gatewayRefusal(404, '0101', message, call.requestId)
      }
      call.params = found.params
      return found.route.handle(call)
    } catch (error) {
      if (error instanceof Refusal) return error.answer
      throw error
    }
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { body, tooLarge } = await readBody(request)
    const url = request.url ?? '/'
    const [path = '/', query = ''] = url.split('?', 2)
    const call: Call = {
      service: service.name,
      method: request.method ?? 'GET',
      url,
      headers: request.headers,
      body,
      query: new URLSearchParams(query),
      params: {},
      requestId: surroundings.nextRequestId(),
      now: surroundings.now(),
      domainName: null,
    }
    const ready = answer(call, path, tooLarge)
    await surroundings.beforeAnswer({
      service: call.service,
      method: call.method,
      url: call.url,
      domainName: call.domainName,
    })
    if (response.destroyed) return
    const bytes = Buffer.from(stringify(ready.body))
    response.writeHead(ready.status, {
      Date: new Date(surroundings.now()).toUTCString(),
      'X-Request-Id': call.requestId,
      'Content-Type': 'application/json;charset=utf8',
      'Content-Length': bytes.length,
      ...(tooLarge ? { Connection: 'close' } : {}),
      ...ready.headers,
    })
    response.end(bytes)
  }

  return createServer({ maxHeaderSize }, (request, response) => {
    respond(request, response).catch((error: unknown) => {
      if (!response.headersSent && !response.destroyed) {
        response.writeHead(500, { 'Content-Type': 'application/json;charset=utf8' })
        response.end('{"error_msg":"Internal error","error_code":"APIGW.0601","request_id":""}')
      }
      // A request that was given up is not a fault of this server.
      if (!request.socket.destroyed) console.error(error)
    })
  })
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

async function readBody(request: IncomingMessage): Promise<{ body: Buffer; tooLarge: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= maxBodySize) chunks.push(chunk)
  }
  return { body: Buffer.concat(chunks), tooLarge: size > maxBodySize }
}
