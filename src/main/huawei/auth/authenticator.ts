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
   * Lets an attempt through when it may go. Everything that calls `authorize` runs inside one.
   * @throws AuditDeskError `cancelled` while it waits; what the attempt throws
   */
  guard<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T>
  /**
   * Told that the service refused what `authorize` gave.
   * @param isSecond whether this request was refused before, so that it is not sent again
   * @returns whether asking once more may help, because the next `authorize` gives something else
   */
  refused(
    headers: Readonly<Record<string, string>>,
    error: AuditDeskError,
    isSecond: boolean,
  ): boolean
}
