import type { ApiRequest } from '../transport.ts'

/** A way to prove who we are: adds what a request needs to be let in. */
export interface Authenticator {
  /** @returns the headers to send with this request */
  authorize(request: ApiRequest, signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  /**
   * Told that the service refused what `authorize` gave.
   * @returns whether asking again may help, because the next `authorize` gives something else
   */
  refused(headers: Readonly<Record<string, string>>): boolean
}
