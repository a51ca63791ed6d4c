import type { AuditDeskError } from '../../../shared/errors.ts'
import type { ProjectId } from '../../../shared/model/ids.ts'
import type { ServiceClock } from '../clock.ts'
import type { AccessKeyCredentials } from '../credentials.ts'
import { orCancelled } from '../sleep.ts'
import type { PreparedRequest } from '../transport.ts'
import type { Authenticator } from './authenticator.ts'
import { readSdkDate, sign } from './signer.ts'

/** Less than this, in milliseconds, is no other time than before. */
const sameTime = 60_000

/**
 * Signs every request with an access key. Once the service has refused the key, nothing more is sent
 * with it: five failures in a row lock a key for five minutes, for everybody who uses it. So until
 * the service has taken it once, only one request is under way.
 */
export class AccessKeyAuthenticator implements Authenticator {
  readonly #credentials: AccessKeyCredentials
  readonly #project: ProjectId | null
  readonly #clock: ServiceClock
  #refusal: { error: AuditDeskError; clock: number } | null = null
  #isProven = false
  /** Ends with the last of those who wait to try the key. */
  #lastTrial: Promise<void> = Promise.resolve()

  /** @param project sent with every request, as the vendor's own clients do; `null` for none */
  constructor(credentials: AccessKeyCredentials, project: ProjectId | null, clock: ServiceClock) {
    this.#credentials = credentials
    this.#project = project
    this.#clock = clock
  }

  async guard<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.#mayGo()) return attempt()
    const trialBefore = this.#lastTrial
    const { promise, resolve: end } = deferred()
    this.#lastTrial = promise
    try {
      await orCancelled(trialBefore, signal)
      if (this.#mayGo()) end()
      const answer = await attempt()
      this.#isProven = true
      return answer
    } finally {
      // Who leaves while waiting does not let the next one go before its turn.
      void trialBefore.then(end)
    }
  }

  authorize({ method, host, path, query, body }: PreparedRequest): Promise<Record<string, string>> {
    if (this.#refusal !== null && !this.#isClockSet(this.#refusal)) {
      return Promise.reject(this.#refusal.error)
    }
    const extra = this.#project === null ? {} : { 'X-Project-Id': this.#project }
    const date = new Date(this.#clock.now())
    return Promise.resolve(
      sign({ method, host, path, query, body }, this.#credentials, extra, date),
    )
  }

  /** A wrong clock can be corrected by what the refusal says; a wrong key can't. */
  refused(
    headers: Readonly<Record<string, string>>,
    error: AuditDeskError,
    isSecond: boolean,
  ): boolean {
    this.#isProven = false
    const signedAt = readSdkDate(headers['x-sdk-date'] ?? '')
    const isCorrected = Math.abs(this.#clock.now() - signedAt) > sameTime
    if (error.code === 'clock' && isCorrected && !isSecond) return true
    this.#refusal = { error, clock: machineClock() }
    return false
  }

  #mayGo(): boolean {
    return this.#isProven
  }

  /** Whether the user has done what the refusal of a wrong clock asks for. */
  #isClockSet({ error, clock }: { error: AuditDeskError; clock: number }): boolean {
    return error.code === 'clock' && Math.abs(machineClock() - clock) > sameTime
  }
}

/** Stays the same until somebody sets the clock. */
function machineClock(): number {
  return Date.now() - performance.now()
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
