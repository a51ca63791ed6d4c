import { promisify } from 'node:util'
import { brotliDecompress, gunzip, gunzipSync, inflate } from 'node:zlib'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Source } from '../../shared/model/answer.ts'
import { canonicalQuery } from './auth/signer.ts'
import { ServiceClock } from './clock.ts'
import { connectionError } from './connection-error.ts'
import { Connections, directly, isLoopback, type NetworkOptions } from './connections.ts'
import { Deadline } from './deadline.ts'
import type { Endpoints, Service } from './endpoints.ts'
import { errorFromRefusal, isErrorEnvelope } from './errors.ts'
import { isDeeperThan, parseJson, stringifyJson } from './json.ts'
import { secretHeaders, SecretSeeker, withoutSecrets } from './redaction.ts'
import { refusalNote, type NoteRefusal } from './refusal-note.ts'
import { cancelled } from './sleep.ts'

/** The longest a call may take in all, in milliseconds. */
const totalTimeout = 120_000
/** No answer of the API comes near this once unpacked, in bytes. */
const maxUnpackedSize = 256 * 1024 * 1024
/**
 * A page of the kill log is unpacked in less time than it takes to have another thread do it. What is
 * larger, packed or unpacked, in bytes, must not hold up everything else.
 */
const small = { packed: 16 * 1024, unpacked: 512 * 1024 }
/** No answer of the API is nested so deeply; what is can't be written out again. */
const deepestAnswer = 50

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

/** A request as it goes over the wire, but for the headers that let it in. */
export interface PreparedRequest {
  /** What it was made of. */
  api: ApiRequest
  service: Service
  method: 'GET' | 'POST'
  url: string
  /** With the port, if the endpoint names one. */
  host: string
  path: string
  query: readonly (readonly [string, string])[]
  /** Exactly what is sent; empty if nothing is. */
  body: string
}

/** An answer with a 2xx status, read to its end. */
export interface ApiAnswer {
  /** Parsed without loss; see `parseJson`. */
  body: unknown
  /** The same as received, but for the compression it travelled in. */
  raw: Buffer
  headers: Readonly<Record<string, string>>
  source: Source
}

/** Sends requests of one account. Owns the connections; `close` ends them. */
export class Transport {
  /** Learned from every answer, refusals included. */
  readonly clock = new ServiceClock()
  readonly #connections: Connections
  readonly #endpoints: Readonly<Record<Service, URL>>
  readonly #noteRefusal: NoteRefusal
  readonly #secretSeeker = new SecretSeeker()

  constructor(
    endpoints: Endpoints,
    network: NetworkOptions = directly,
    noteRefusal: NoteRefusal = () => undefined,
  ) {
    const { iam, dbss, ddm } = endpoints
    this.#endpoints = { iam: new URL(iam), dbss: new URL(dbss), ddm: new URL(ddm) }
    this.#noteRefusal = noteRefusal
    this.#connections = new Connections(network)
  }

  /** What will be sent, so that it can be signed. */
  prepare(api: ApiRequest): PreparedRequest {
    const { service, method, path, query = [], body } = api
    const endpoint = this.#endpoints[service]
    const fullPath = `${endpoint.pathname.replace(/\/$/, '')}${path}`
    const text = canonicalQuery(query)
    return {
      api,
      service,
      method,
      url: `${endpoint.origin}${fullPath}${text === '' ? '' : `?${text}`}`,
      host: endpoint.host,
      path: fullPath,
      query,
      body: body === undefined ? '' : stringifyJson(body),
    }
  }

  /**
   * Sends one request and reads the whole answer. Follows no redirect: credentials go nowhere but
   * to the endpoint.
   * @param headers those that let the request in
   * @throws AuditDeskError for every status but 2xx, for an error that claims to be one, for a broken
   *   or silent connection (`network`, `tls`, `proxy`, `timeout`), for a body that is not JSON or
   *   repeats a secret (`answer`) and when `signal` aborts (`cancelled`)
   */
  async send(
    prepared: PreparedRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ApiAnswer> {
    const { api } = prepared
    const answer = await this.#exchange(prepared, headers, signal)
    const serverDate = readDate(answer.headers['date'])
    this.clock.learn(serverDate)
    const text = new TextDecoder().decode(answer.raw)
    const lettingIn = secretHeaders(headers)
    const secrets = [...(api.secrets ?? []), ...lettingIn]
    const requestId = readRequestId(answer.headers, secrets)
    const succeeded = answer.status >= 200 && answer.status <= 299
    const body = succeeded ? parseBody(text, answer.status, requestId) : null
    if (!succeeded || isErrorEnvelope(body)) {
      const error = errorFromRefusal({
        service: api.service,
        status: answer.status,
        contentType: answer.headers['content-type'] ?? '',
        text,
        requestId,
        retryAfter: readRetryAfter(answer.headers['retry-after'], this.clock.now()),
        secrets,
      })
      this.#noteRefusal(refusalNote(prepared, error, withoutSecrets(text, secrets)), error)
      throw error
    }
    // Answers are kept and handed on as they were received, so that this one may not be.
    if (this.#secretSeeker.isIn(text, lettingIn)) throw repeatsSecret(answer.status, requestId)
    return {
      body,
      raw: answer.raw,
      headers: answer.headers,
      source: {
        service: api.service,
        method: api.method,
        url: prepared.url,
        body: api.body ?? null,
        requestId,
        serverDate,
        fetchedAt: new Date().toISOString(),
      },
    }
  }

  async close(): Promise<void> {
    await this.#connections.close()
  }

  #isHere(service: Service): boolean {
    return isLoopback(this.#endpoints[service].hostname)
  }

  async #exchange(
    { service, url, host, method, body }: PreparedRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ status: number; headers: Record<string, string>; raw: Buffer }> {
    const deadline = new Deadline(signal, totalTimeout)
    try {
      const answer = await this.#connections.request(url, {
        method,
        headers: {
          accept: 'application/json',
          // This machine itself would take longer to pack and unpack than it takes to pass it on.
          'accept-encoding': this.#isHere(service) ? 'identity' : 'gzip, deflate, br',
          'content-type': 'application/json;charset=utf8',
          ...headers,
        },
        body: body === '' ? null : body,
        signal: deadline.signal,
      })
      const answerHeaders = flatten(answer.headers)
      const raw = await unpacked(answer.body, answerHeaders['content-encoding'])
      return { status: answer.status, headers: answerHeaders, raw }
    } catch (error) {
      if (signal.aborted) throw cancelled()
      if (error instanceof AuditDeskError) throw error
      throw connectionError(error, host, deadline.hasPassed)
    } finally {
      deadline.end()
    }
  }
}

const unpackers: Readonly<Record<string, (packed: Buffer) => Promise<Buffer>>> = {
  gzip: async (packed) =>
    gunzipSmall(packed) ?? promisify(gunzip)(packed, { maxOutputLength: maxUnpackedSize }),
  deflate: (packed) => promisify(inflate)(packed, { maxOutputLength: maxUnpackedSize }),
  br: (packed) => promisify(brotliDecompress)(packed, { maxOutputLength: maxUnpackedSize }),
}

/** @returns `null` when it is not small, or broken */
function gunzipSmall(packed: Buffer): Buffer | null {
  if (packed.length > small.packed) return null
  try {
    return gunzipSync(packed, { maxOutputLength: small.unpacked })
  } catch {
    return null
  }
}

async function unpacked(received: Buffer, encoding = 'identity'): Promise<Buffer> {
  const unpack = unpackers[encoding.trim().toLowerCase()]
  if (unpack === undefined || received.length === 0) return received
  try {
    return await unpack(received)
  } catch (error) {
    throw new AuditDeskError(
      {
        code: 'answer',
        message: `The service’s answer says it is packed as ${encoding}, and can’t be unpacked.`,
        retryable: false,
        hint: 'A proxy may have damaged it. Check the proxy, then try again.',
      },
      { cause: error },
    )
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

function repeatsSecret(status: number, requestId: string | null): AuditDeskError {
  return new AuditDeskError({
    code: 'answer',
    message: `The service answered with status ${status} and repeated what lets requests in. The answer was not kept.`,
    retryable: false,
    hint: 'Something between here and the service may not be what it should be: check the endpoints and the proxy, then change the password or key.',
    ...(requestId !== null && { requestId }),
  })
}

function parseBody(text: string, status: number, requestId: string | null): unknown {
  try {
    const body = parseJson(text)
    if (isDeeperThan(deepestAnswer, body)) throw new SyntaxError('nested too deeply')
    return body
  } catch (error) {
    throw new AuditDeskError(
      {
        code: 'answer',
        message: `The service answered ${status} with something that is not JSON of the API.`,
        retryable: true,
        status,
        ...(requestId === null ? {} : { requestId }),
        hint: 'A proxy or gateway may stand between. Check the endpoint and the proxy.',
      },
      { cause: error },
    )
  }
}

/** What a request is known by to the vendor's support; nothing else may stand in its place. */
function readRequestId(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): string | null {
  const id = withoutSecrets(headers['x-request-id'] ?? headers['x-iam-trace-id'] ?? '', secrets)
  return /^[\w.:-]{1,128}$/.test(id) ? id : null
}

function readDate(header: string | undefined): string | null {
  const milliseconds = Date.parse(header ?? '')
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString()
}

/** `Retry-After` is a number of seconds or a date. @returns milliseconds */
function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
