import { AuditDeskError } from '../../../shared/errors.ts'
import type { ProjectId } from '../../../shared/model/ids.ts'
import type { Transport } from '../transport.ts'
import { WireToken, checkWire } from '../wire.ts'
import type { Authenticator } from './authenticator.ts'

export interface PasswordCredentials {
  /** The account's name, `domain` to the API. */
  domainName: string
  userName: string
  password: string
}

/** A token is renewed when so little of its life is left, in milliseconds. */
const renewBefore = 30 * 60_000

interface Token {
  value: string
  /** Milliseconds since the epoch. */
  expiresAt: number
}

/**
 * Signs in with an IAM user's password (`POST /v3/auth/tokens`) and keeps the token, in memory only,
 * until shortly before its end. Callers that need one at the same time share one sign-in.
 */
export class PasswordTokenAuthenticator implements Authenticator {
  readonly #transport: Transport
  readonly #credentials: PasswordCredentials
  readonly #project: ProjectId | null
  #token: Promise<Token> | null = null
  #value: string | null = null

  /** @param project what the token is for; `null` for a token that can only list projects */
  constructor(transport: Transport, credentials: PasswordCredentials, project: ProjectId | null) {
    this.#transport = transport
    this.#credentials = credentials
    this.#project = project
  }

  async authorize(_request: unknown, signal: AbortSignal): Promise<Record<string, string>> {
    let token = await this.#shared(signal)
    if (token.expiresAt - Date.now() < renewBefore) {
      this.#token = null
      token = await this.#shared(signal)
    }
    return { 'x-auth-token': token.value }
  }

  refused(headers: Readonly<Record<string, string>>): boolean {
    // Many callers may have used the refused token; only the first to say so drops it, or the
    // others would drop the new one that is on its way.
    if (headers['x-auth-token'] === this.#value) {
      this.#value = null
      this.#token = null
    }
    return true
  }

  async #shared(signal: AbortSignal): Promise<Token> {
    const pending = (this.#token ??= this.#signIn(signal))
    try {
      return await pending
    } catch (error) {
      if (this.#token === pending) this.#token = null
      // The caller who started the shared sign-in may have left; that is no reason for us to.
      const leftByAnother =
        error instanceof AuditDeskError && error.code === 'cancelled' && !signal.aborted
      if (leftByAnother) return this.#shared(signal)
      throw error
    }
  }

  async #signIn(signal: AbortSignal): Promise<Token> {
    const { domainName, userName, password } = this.#credentials
    const answer = await this.#transport.send(
      {
        service: 'iam',
        method: 'POST',
        path: '/v3/auth/tokens',
        query: [['nocatalog', 'true']],
        secrets: [password],
        body: {
          auth: {
            identity: {
              methods: ['password'],
              password: { user: { name: userName, password, domain: { name: domainName } } },
            },
            ...(this.#project === null ? {} : { scope: { project: { id: this.#project } } }),
          },
        },
      },
      {},
      signal,
    )
    const value = answer.headers['x-subject-token']
    if (value === undefined || value === '') {
      throw new AuditDeskError({
        code: 'answer',
        message: 'Signing in succeeded, but the answer carries no token (X-Subject-Token).',
        retryable: false,
        hint: 'A proxy may remove long headers. Check the endpoint and the proxy.',
      })
    }
    const { token } = checkWire(WireToken, answer.body, 'answer to signing in')
    const expiresAt = Date.parse(token.expires_at)
    this.#value = value
    return { value, expiresAt: Number.isNaN(expiresAt) ? Date.now() + renewBefore * 2 : expiresAt }
  }
}
