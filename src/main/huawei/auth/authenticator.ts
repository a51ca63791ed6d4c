import type { AuditDeskError } from '../../../shared/errors.ts'
import type { PreparedRequest } from '../transport.ts'

/** A way to prove who we are: adds what a request needs to be let in. */
export interface Authenticator {
  /** @returns the headers to send with this request */
  authorize(
    request: PreparedRequest,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>>
  /**
   * Told that the service refused what `authorize` gave.
   * @returns whether asking once more may help, because the next `authorize` gives something else
   */
  refused(headers: Readonly<Record<string, string>>, error: AuditDeskError): boolean
}
