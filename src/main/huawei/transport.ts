import './node-floor.ts'
import { Agent, errors, request, type Dispatcher } from 'undici'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { Endpoints, Service } from './endpoints.ts'
import { errorFromRefusal } from './errors.ts'
import { parseJson, stringifyJson } from './json.ts'

/** Tokens are several kilobytes long and travel in headers; undici's own limit is 16 KB. */
const maxHeaderSize = 128 * 1024
const connectTimeout = 15_000
/** Without any sign of life from the server for so long, in milliseconds, a call is given up. */
const idleTimeout = 60_000
/** The longest a call may take in all, in milliseconds. */
const totalTimeout = 120_000

export interface ApiRequest {
  service: Service
  method: 'GET' | 'POST'
  /** Starts with a slash; its parts are percent-encoded already. */
  path: string
  query?: readonly (readonly [string, string])[]
  body?: unknown
  /** What of the body must not come back in an error, should the server repeat it. */
  secrets?: readonly string[]
}

/** An answer with a 2xx status, read to its end. */
export interface ApiAnswer {
  /** Parsed without loss; see `parseJson`. */
  body: unknown
  headers: Readonly<Record<string, string>>
  source: Source
}

/** Percent-encodes one part of a path or query: all but `A-Za-z0-9-_.~`, so `+` becomes `%2B`. */
export function encodePart(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Sends requests of one account. Owns the connections; `close` ends them. */
export class Transport {
  readonly #dispatcher: Dispatcher = new Agent({
    maxHeaderSize,
    connect: { timeout: connectTimeout },
    headersTimeout: idleTimeout,
    bodyTimeout: idleTimeout,
  })
  readonly #endpoints: Endpoints

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints
  }

  /**
   * Sends one request and reads the whole answer. Follows no redirect: credentials go nowhere but
   * to the endpoint.
   * @throws AuditDeskError for every status but 2xx, for a broken or silent connection (`network`,
   *   `timeout`), for a body that is not JSON (`answer`) and when `signal` aborts (`cancelled`)
   */
  async send(
    api: ApiRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ApiAnswer> {
    const url = this.#url(api)
    const timeout = AbortSignal.timeout(totalTimeout)
    let status: number
    let answerHeaders: Record<string, string>
    let text: string
    try {
      const answer = await request(url, {
        dispatcher: this.#dispatcher,
        method: api.method,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json;charset=utf8',
          ...headers,
        },
        body: api.body === undefined ? null : stringifyJson(api.body),
        signal: AbortSignal.any([signal, timeout]),
      })
      status = answer.statusCode
      answerHeaders = flatten(answer.headers)
      text = await answer.body.text()
    } catch (error) {
      throw connectionError(error, new URL(url).host, signal, timeout)
    }
    const requestId = answerHeaders['x-request-id'] ?? answerHeaders['x-iam-trace-id'] ?? null
    if (status < 200 || status > 299) {
      throw errorFromRefusal({
        service: api.service,
        status,
        contentType: answerHeaders['content-type'] ?? '',
        text,
        requestId,
        secrets: [...(api.secrets ?? []), headers['x-auth-token'] ?? ''],
      })
    }
    return {
      body: parseBody(text, status, requestId),
      headers: answerHeaders,
      source: {
        service: api.service,
        method: api.method,
        url,
        body: api.body ?? null,
        requestId,
        serverDate: readDate(answerHeaders['date']),
        fetchedAt: new Date().toISOString(),
      },
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy()
  }

  #url({ service, path, query = [] }: ApiRequest): string {
    const pairs = query.map(([key, value]) => `${encodePart(key)}=${encodePart(value)}`)
    return `${this.#endpoints[service]}${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

function parseBody(text: string, status: number, requestId: string | null): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw new AuditDeskError(
      {
        code: 'answer',
        message: `The service answered ${status} with something that is not JSON.`,
        retryable: true,
        status,
        ...(requestId === null ? {} : { requestId }),
        hint: 'A proxy or gateway may stand between. Check the endpoint and the proxy.',
      },
      { cause: error },
    )
  }
}

function readDate(header: string | undefined): string | null {
  const milliseconds = Date.parse(header ?? '')
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString()
}

function connectionError(
  error: unknown,
  host: string,
  signal: AbortSignal,
  timeout: AbortSignal,
): AuditDeskError {
  if (signal.aborted) return cancelled()
  if (
    timeout.aborted ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  ) {
    return new AuditDeskError(
      {
        code: 'timeout',
        message: `${host} did not answer in time.`,
        retryable: true,
        hint: 'Check the network and the proxy, then try again.',
      },
      { cause: error },
    )
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new AuditDeskError(
    {
      code: 'network',
      message: `No connection to ${host}${code === '' ? '' : ` (${code})`}.`,
      retryable: true,
      hint: 'Check the network, the region and the endpoint.',
    },
    { cause: error },
  )
}

/** The error of everything that was stopped on purpose. */
export function cancelled(): AuditDeskError {
  return new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
}
