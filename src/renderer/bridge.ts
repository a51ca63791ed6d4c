import type { AuditDeskBridge, Envelope } from '../shared/contract/index.ts'
import { AuditDeskError } from '../shared/errors.ts'

declare global {
  interface Window {
    /** Exposed by the preload script; the only way out of the window. */
    auditDesk: AuditDeskBridge
  }
}

/**
 * Takes the answer out of its envelope.
 * @throws AuditDeskError the error that came instead; `internal` when the bridge itself failed
 */
export async function ask<T>(envelope: Promise<Envelope<T>>): Promise<T> {
  let answer: Envelope<T>
  try {
    answer = await envelope
  } catch (error) {
    throw asAuditDeskError(error)
  }
  if (answer.ok) return answer.value
  throw new AuditDeskError(answer.error)
}

/** Whatever was thrown, as the one error the screens know how to show. */
export function asAuditDeskError(error: unknown): AuditDeskError {
  if (error instanceof AuditDeskError) return error
  return new AuditDeskError(
    {
      code: 'internal',
      message: error instanceof Error ? error.message : String(error),
      retryable: false,
    },
    { cause: error },
  )
}
