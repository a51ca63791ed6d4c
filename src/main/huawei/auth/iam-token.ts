import { AuditDeskError } from '../../../shared/errors.ts'
import type { ProjectId } from '../../../shared/model/ids.ts'
import {
  secretsOf,
  type AgencyCredentials,
  type OneTimeCredentials,
  type PasswordCredentials,
} from '../credentials.ts'
import type { ApiRequest, Transport } from '../transport.ts'
import { WireToken, checkWire } from '../wire.ts'
import type { Authenticator } from './authenticator.ts'

export type IamCredentials = PasswordCredentials | OneTimeCredentials | AgencyCredentials

/** A token is renewed when so little of its life is left, in milliseconds. */
const renewBefore = 30 * 60_000

interface Token {
  value: string
  /** Milliseconds since the epoch. */
  expiresAt: number
}

/**
 * Signs in (`POST /v3/auth/tokens`) and keeps the token, in memory only, until shortly before its
 * end. Callers that need one at the same time share one sign-in. Once it was refused nobody signs in
 * again: repeated failures lock the user.
 */
export class IamTokenAuthenticator implements Authenticator {
  readonly #transport: Transport
  readonly #credentials: IamCredentials
  readonly #project: ProjectId | null
  #token: Promise<Token> | null = null
  #value: string | null = null
  #passcodeUsed = false
  #refusal: AuditDeskError | null = null

  /** @param project what the token is for; `null` for a token that can only list projects */
  constructor(transport: Transport, credentials: IamCredentials, project: ProjectId | null) {
    this.#transport = transport
    this.#credentials = credentials
    this.#project = project
  }

  guard<T>(attempt: () => Promise<T>): Promise<T> {
    return attempt()
  }

  async authorize(_request: unknown, signal: AbortSignal): Promise<Record<string, string>> {
    let token = await this.#shared(signal)
    if (token.expiresAt - this.#transport.clock.now() < renewBefore) {
      this.#token = null
      token = await this.#shared(signal)
    }
    return { 'x-auth-token': token.value }
  }

  refused(headers: Readonly<Record<string, string>>, _error: unknown, isSecond: boolean): boolean {
    // A new token was refused too: the next one would be no better.
    if (isSecond) return false
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
    if (this.#refusal !== null) throw this.#refusal
    try {
      return await this.#signInAnew(signal)
    } catch (error) {
      if (error instanceof AuditDeskError && error.code === 'credentials') this.#refusal = error
      throw error
    }
  }

  async #signInAnew(signal: AbortSignal): Promise<Token> {
    if (this.#credentials.method === 'password-totp') {
      if (this.#passcodeUsed) throw passcodeNeeded()
      this.#passcodeUsed = true
    }
    const scope = this.#project === null ? {} : { scope: { project: { id: this.#project } } }
    if (this.#credentials.method !== 'agency') {
      return this.#issue(identityOf(this.#credentials), scope, {}, signal)
    }
    // The user's own account first; its token then opens the other one.
    const { domainName, agencyDomainName, agencyName } = this.#credentials
    const own = await this.#issue(
      identityOf(this.#credentials),
      { scope: { domain: { name: domainName } } },
      {},
      signal,
    )
    return this.#issue(
      {
        methods: ['assume_role'],
        assume_role: { domain_name: agencyDomainName, agency_name: agencyName },
      },
      scope,
      { 'x-auth-token': own.value },
      signal,
    )
  }

  async #issue(
    identity: object,
    scope: object,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Token> {
    const request: ApiRequest = {
      service: 'iam',
      method: 'POST',
      path: '/v3/auth/tokens',
      secrets: secretsOf(this.#credentials),
      body: { auth: { identity, ...scope } },
    }
    const answer = await this.#transport.send(this.#transport.prepare(request), headers, signal)
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
    const unknown = this.#transport.clock.now() + renewBefore * 2
    return { value, expiresAt: Number.isNaN(expiresAt) ? unknown : expiresAt }
  }
}

function identityOf(credentials: IamCredentials): object {
  const { domainName, userName, password } = credentials
  const domain = { name: domainName }
  const user = { user: { name: userName, password, domain } }
  if (credentials.method !== 'password-totp') return { methods: ['password'], password: user }
  return {
    methods: ['password', 'totp'],
    password: user,
    totp: { user: { name: userName, domain, passcode: credentials.passcode } },
  }
}

function passcodeNeeded(): AuditDeskError {
  return new AuditDeskError({
    code: 'no-secret',
    message: 'Signing in again needs a new one-time code.',
    retryable: false,
    hint: 'Type the code your authenticator shows now.',
  })
}
