import { AuditDeskError } from '../../../shared/errors.ts'
import type { ApiAnswer, ApiRequest, Transport } from '../transport.ts'
import type { Authenticator } from './authenticator.ts'

/**
 * Sends a request with what lets it in. Where the service refuses that and something else can be
 * had (a new token, a corrected time), asks once more.
 * @throws AuditDeskError as `Transport.send` does
 */
export function sendSignedIn(
  transport: Transport,
  authenticator: Authenticator,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const prepared = transport.prepare(request)
  const attempt = async (isSecond: boolean): Promise<ApiAnswer> => {
    const headers = await authenticator.authorize(prepared, signal)
    try {
      return await transport.send(prepared, headers, signal)
    } catch (error) {
      const isRefused = error instanceof AuditDeskError && error.status === 401
      if (!isRefused || !authenticator.refused(headers, error, isSecond)) throw error
      return attempt(true)
    }
  }
  return authenticator.guard(() => attempt(false), signal)
}
