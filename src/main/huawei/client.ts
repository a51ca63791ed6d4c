import type { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'
import type { EndpointOverrides } from '../../shared/model/account.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { ProjectId } from '../../shared/model/ids.ts'
import { authenticatorFor } from './auth/authenticate.ts'
import type { Authenticator } from './auth/authenticator.ts'
import { sendSignedIn } from './auth/send-signed-in.ts'
import type { NetworkOptions } from './connections.ts'
import { userOf, type Credentials } from './credentials.ts'
import { encodePart } from './encoding.ts'
import { resolveEndpoints, type Endpoints, type Service } from './endpoints.ts'
import { Paces } from './pace.ts'
import type { NoteRefusal } from './refusal-note.ts'
import { defaultPatience, withRetries, type Patience } from './retry.ts'
import { Transport, type ApiAnswer, type ApiRequest } from './transport.ts'
import { checkWire } from './wire.ts'

/** Which part of the cloud a client speaks to, as whom, and over which network. */
export interface ClientOptions {
  region: string
  endpoints: EndpointOverrides
  projectId: ProjectId
  credentials: Credentials
  network?: NetworkOptions
  /** Shared by all clients of this process, because the services count per user. */
  paces?: Paces
  patience?: Patience
  /** Told of every refusal. */
  noteRefusal?: NoteRefusal
}

/** A checked answer together with where it came from. */
export interface Checked<T> {
  body: T
  /** The body as received, but for the compression it travelled in. */
  raw: Uint8Array
  source: Source
}

/** Whatever can be asked like the cloud: the cloud itself, or what it answered before. */
export interface Asker {
  readonly projectId: ProjectId
  ask<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>>
  /** For the one request that changes something: sent once, whatever comes back. */
  askOnce<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>>
}

/** The path of something in a project: `/v1/{project_id}/…`, parts encoded. */
export function projectPath(
  { projectId }: Pick<Asker, 'projectId'>,
  version: 'v1' | 'v2' | 'v3',
  ...parts: readonly string[]
): string {
  return `/${[version, projectId, ...parts].map(encodePart).join('/')}`
}

/** Why a call isn't on its way yet. */
export interface Wait {
  service: Service
  /** `pace`: we hold back; `throttled`: the service said so; `fault`: it failed and is asked again. */
  reason: 'pace' | 'throttled' | 'fault'
  milliseconds: number
}

/** One signed-in way into the cloud; everything of one account goes through one of these. */
export class HuaweiClient implements Asker {
  readonly projectId: ProjectId
  readonly #transport: Transport
  readonly #authenticator: Authenticator
  readonly #endpoints: Endpoints
  readonly #user: string
  readonly #paces: Paces
  readonly #patience: Patience
  readonly #watchers = new Set<(wait: Wait) => void>()

  constructor(options: ClientOptions) {
    const { region, endpoints, projectId, credentials, network } = options
    this.projectId = projectId
    this.#endpoints = resolveEndpoints(region, endpoints)
    this.#transport = new Transport(this.#endpoints, network, options.noteRefusal)
    this.#authenticator = authenticatorFor(credentials, projectId, this.#transport)
    this.#user = userOf(credentials)
    this.#paces = options.paces ?? new Paces()
    this.#patience = options.patience ?? defaultPatience
  }

  /**
   * Asks, signing in first where needed, and checks the answer. Keeps to the service's pace, tries
   * again what may pass, and renews once a token that the service no longer takes.
   * @param what names the answer in an error, such as "audit summary"
   * @throws AuditDeskError
   */
  async ask<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    const { body, raw, source } = await withRetries(
      () => this.#attempt(request, signal),
      this.#patience,
      signal,
      (milliseconds, { code }) => {
        this.#tell(request.service, code === 'throttled' ? 'throttled' : 'fault', milliseconds)
      },
    )
    return { body: checkWire(schema, body, what), raw, source }
  }

  /**
   * As `ask`, for the one request that changes something: sent once, whatever comes back.
   * @throws AuditDeskError
   */
  async askOnce<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    const { body, raw, source } = await this.#attempt(request, signal)
    return { body: checkWire(schema, body, what), raw, source }
  }

  /**
   * Tells of every wait of this client from now on.
   * @returns a function that ends it
   */
  watchWaits(watcher: (wait: Wait) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Ends all connections; calls under way fail. */
  async close(): Promise<void> {
    await this.#transport.close()
  }

  async #attempt(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const { service } = request
    const pace = this.#paces.of(service, this.#endpoints[service], this.#user)
    await pace?.turn(signal, this.#patience.budget, (milliseconds) => {
      this.#tell(service, 'pace', milliseconds)
    })
    try {
      return await sendSignedIn(this.#transport, this.#authenticator, request, signal)
    } catch (error) {
      if (error instanceof AuditDeskError && error.code === 'throttled') {
        pace?.close(error.retryAfter ?? this.#patience.throttledDelay)
      }
      throw error
    }
  }

  #tell(service: Service, reason: Wait['reason'], milliseconds: number): void {
    for (const watcher of this.#watchers) watcher({ service, reason, milliseconds })
  }
}
