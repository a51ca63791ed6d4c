import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { gatewayRefusal, Refusal, type Answer } from './answers.ts'
import { send } from './delivery.ts'
import { alter, deliveryOf, insteadOf, type FaultInjector } from './faults/injector.ts'
import type { Endpoint } from './faults/plan.ts'

export type ServiceName = 'iam' | 'dbss' | 'ddm'

/** A request on its way through a service. */
export interface Call {
  service: ServiceName
  method: string
  /** Path and query as sent. */
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
  query: URLSearchParams
  endpoint: Endpoint | null
  /** What stands in the path for `{project_id}` and the like. */
  params: Readonly<Record<string, string>>
  requestId: string
  /** The service's clock, milliseconds since the epoch. */
  now: number
  /** The account it comes from or signs in to; `null` if it names none that exists. */
  domainName: string | null
  quirks: {
    /** `offset` counts pages, as it once did (huawei-cloud.md §4). */
    pageOffset: boolean
    /** An analysis that runs goes on running. */
    neverFinished: boolean
  }
}

export interface Route {
  endpoint: Endpoint
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
  accountOf: (call: Call) => string | null
  faults: FaultInjector
  beforeAnswer: (
    call: Pick<Call, 'service' | 'method' | 'url' | 'domainName'>,
  ) => Promise<void> | void
}

// Tokens are several kilobytes, more than Node lets headers have by default.
const maxHeaderSize = 64 * 1024
const maxBodySize = 1024 * 1024

/** An HTTP server, not yet listening, that answers for one service. */
export function serve(service: Service, surroundings: Surroundings): Server {
  const find = routeFinder(service.routes)

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { body, tooLarge } = await readBody(request)
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = mark < 0 ? url : url.slice(0, mark)
    const method = request.method ?? 'GET'
    const found = find(method, path)
    const call: Call = {
      service: service.name,
      method,
      url,
      headers: request.headers,
      body,
      query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
      endpoint: found?.route.endpoint ?? null,
      params: found?.params ?? {},
      requestId: surroundings.nextRequestId(),
      now: surroundings.now(),
      domainName: null,
      quirks: { pageOffset: false, neverFinished: false },
    }
    call.domainName = surroundings.accountOf(call)
    const strikes = surroundings.faults.strike(call)
    surroundings.faults.prepare(call, strikes)
    const skew = call.now - surroundings.now()
    const answer =
      insteadOf(call, strikes) ?? alter(call, handle(call, found?.route, path, tooLarge), strikes)
    const delivery = deliveryOf(strikes)
    await pause(delivery.delay, response)
    await surroundings.beforeAnswer({
      service: call.service,
      method: call.method,
      url: call.url,
      domainName: call.domainName,
    })
    await send(response, answer, delivery, {
      acceptsGzip: /\bgzip\b/.test(request.headers['accept-encoding'] ?? ''),
      headers: {
        Date: new Date(surroundings.now() + skew).toUTCString(),
        'X-Request-Id': call.requestId,
        ...(tooLarge ? { Connection: 'close' } : {}),
      },
    })
  }

  return createServer({ maxHeaderSize }, (request, response) => {
    respond(request, response).catch((error: unknown) => {
      // A request that was given up is not a fault of this server.
      if (response.destroyed || request.socket.destroyed) return
      console.error(error)
      if (response.headersSent) return
      response.writeHead(500, { 'Content-Type': 'application/json;charset=utf8' })
      response.end('{"error_msg":"Internal error","error_code":"APIGW.0601","request_id":""}')
    })
  })
}

function handle(call: Call, route: Route | undefined, path: string, tooLarge: boolean): Answer {
  try {
    if (tooLarge) throw gatewayRefusal(413, '0201', 'Request entity too large', call.requestId)
    if (route !== undefined) return route.handle(call)
    const message =
      'The API does not exist or has not been published in the environment: ' +
      `${call.method} ${path}`
    throw gatewayRefusal(404, '0101', message, call.requestId)
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

type Found = { route: Route; params: Record<string, string> }

function routeFinder(routes: readonly Route[]): (method: string, path: string) => Found | null {
  const known = routes.map((route) => ({ route, segments: route.path.split('/') }))
  return (method, path) => {
    const asked = path.replace(/\/$/, '').split('/').map(decode)
    for (const { route, segments } of known) {
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
    return null
  }
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

/** Waits, but not for somebody who has gone. */
async function pause(milliseconds: number, response: ServerResponse): Promise<void> {
  if (milliseconds === 0 || response.destroyed) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds)
    response.once('close', done)
    function done(): void {
      clearTimeout(timer)
      response.off('close', done)
      resolve()
    }
  })
}
