import { AuditDeskError } from '../../shared/errors.ts'
import type { EndpointOverrides } from '../../shared/model/account.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { ProjectId } from '../../shared/model/ids.ts'
import type { Authenticator } from './auth/authenticator.ts'
import { PasswordTokenAuthenticator, type PasswordCredentials } from './auth/password-token.ts'
import { resolveEndpoints } from './endpoints.ts'
import { Transport, encodePart, type ApiAnswer, type ApiRequest } from './transport.ts'
import { checkWire } from './wire.ts'
import type { z } from 'zod'

/** Which part of the cloud a client speaks to, and as whom. */
export interface ClientOptions {
  region: string
  endpoints: EndpointOverrides
  projectId: ProjectId
  credentials: PasswordCredentials
}

/** A checked answer together with where it came from. */
export interface Checked<T> {
  body: T
  source: Source
}

/** One signed-in way into the cloud; everything of one account goes through one of these. */
export class HuaweiClient {
  readonly projectId: ProjectId
  readonly #transport: Transport
  readonly #authenticator: Authenticator

  constructor({ region, endpoints, projectId, credentials }: ClientOptions) {
    this.projectId = projectId
    this.#transport = new Transport(resolveEndpoints(region, endpoints))
    this.#authenticator = new PasswordTokenAuthenticator(this.#transport, credentials, projectId)
  }

  /**
   * Asks, signing in first where needed, and checks the answer. A token that the service no longer
   * takes is renewed once.
   * @param what names the answer in an error, such as "audit summary"
   */
  async ask<T>(
    request: ApiRequest,
    schema: z.ZodType<T>,
    what: string,
    signal: AbortSignal,
  ): Promise<Checked<T>> {
    const { body, source } = await this.#askRaw(request, signal)
    return { body: checkWire(schema, body, what), source }
  }

  /** The path of something in this client's project: `/v1/{project_id}/…`, parts encoded. */
  projectPath(version: 'v1' | 'v2' | 'v3', ...parts: readonly string[]): string {
    return `/${[version, this.projectId, ...parts].map(encodePart).join('/')}`
  }

  /** Ends all connections; calls under way fail. */
  async close(): Promise<void> {
    await this.#transport.close()
  }

  async #askRaw(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const headers = await this.#authenticator.authorize(request, signal)
    try {
      return await this.#transport.send(request, headers, signal)
    } catch (error) {
      const isRefused = error instanceof AuditDeskError && error.status === 401
      if (!isRefused || !this.#authenticator.refused(headers)) throw error
      const renewed = await this.#authenticator.authorize(request, signal)
      return this.#transport.send(request, renewed, signal)
    }
  }
}
