import { setTimeout } from 'node:timers/promises'
import { AuditDeskError } from '../../shared/errors.ts'

/** @throws AuditDeskError `cancelled` as soon as the signal aborts */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal })
  } catch {
    throw cancelled()
  }
}

/** The error of everything that was stopped on purpose. */
export function cancelled(): AuditDeskError {
  return new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
}
