import { AuditDeskError } from '../../../shared/errors.ts'
import type { TokenCredentials } from '../credentials.ts'
import type { Authenticator } from './authenticator.ts'

/** Uses a token that was made elsewhere, for as long as the service takes it. */
export class GivenTokenAuthenticator implements Authenticator {
  readonly #token: string
  #isRefused = false

  constructor({ token }: TokenCredentials) {
    this.#token = token
  }

  guard<T>(attempt: () => Promise<T>): Promise<T> {
    return attempt()
  }

  authorize(): Promise<Record<string, string>> {
    return this.#isRefused
      ? Promise.reject(tokenNeeded())
      : Promise.resolve({ 'x-auth-token': this.#token })
  }

  refused(): boolean {
    this.#isRefused = true
    return false
  }
}

function tokenNeeded(): AuditDeskError {
  return new AuditDeskError({
    code: 'no-secret',
    message: 'The token is no longer taken by the service.',
    retryable: false,
    hint: 'Get a new token and paste it.',
  })
}
