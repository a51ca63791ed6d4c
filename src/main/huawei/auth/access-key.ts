import type { AuditDeskError } from '../../../shared/errors.ts'
import type { ProjectId } from '../../../shared/model/ids.ts'
import type { ServiceClock } from '../clock.ts'
import type { AccessKeyCredentials } from '../credentials.ts'
import type { PreparedRequest } from '../transport.ts'
import type { Authenticator } from './authenticator.ts'
import { sign } from './signer.ts'

/**
 * Signs every request with an access key. Once the service has refused the key, nothing more is sent
 * with it: five failures in a row lock a key for five minutes, for everybody who uses it.
 */
export class AccessKeyAuthenticator implements Authenticator {
  readonly #credentials: AccessKeyCredentials
  readonly #project: ProjectId | null
  readonly #clock: ServiceClock
  #refusal: AuditDeskError | null = null
  #clockCorrected = false

  /** @param project sent with every request, as the vendor's own clients do; `null` for none */
  constructor(credentials: AccessKeyCredentials, project: ProjectId | null, clock: ServiceClock) {
    this.#credentials = credentials
    this.#project = project
    this.#clock = clock
  }

  authorize({ method, host, path, query, body }: PreparedRequest): Promise<Record<string, string>> {
    if (this.#refusal !== null) return Promise.reject(this.#refusal)
    const extra = this.#project === null ? {} : { 'X-Project-Id': this.#project }
    const date = new Date(this.#clock.now())
    return Promise.resolve(
      sign({ method, host, path, query, body }, this.#credentials, extra, date),
    )
  }

  /** A wrong clock can be corrected, once, by what the refusal says; a wrong key can't. */
  refused(_headers: unknown, error: AuditDeskError): boolean {
    if (error.code === 'clock' && !this.#clockCorrected) {
      this.#clockCorrected = true
      return true
    }
    this.#refusal = error
    return false
  }
}
