import { AuditDeskError } from '../../shared/errors.ts'
import { sleep } from './sleep.ts'

/** How long to go on trying, and how slowly; all in milliseconds. */
export interface Patience {
  /** From the first attempt to the start of the last. */
  budget: number
  firstDelay: number
  longestDelay: number
  /** The first delay after the service said that it was asked too often. */
  throttledDelay: number
}

/** The vendor's guidance after `APIGW.0308` is to wait 2 to 5 seconds. */
export const defaultPatience: Patience = {
  budget: 120_000,
  firstDelay: 500,
  longestDelay: 30_000,
  throttledDelay: 4_000,
}

/**
 * Tries again what may go well the next time: throttling, 502, 503, 504, and faults of the network.
 * Waits longer each time, at random, so that many callers don't come back together; waits as long as
 * the service asks, if it does. Gives up when the next attempt would start after the budget.
 *
 * @param onWait told, before each wait, how long it is and why
 * @throws the error of the last attempt
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  patience: Patience,
  signal: AbortSignal,
  onWait: (milliseconds: number, error: AuditDeskError) => void,
): Promise<T> {
  const started = Date.now()
  for (let failures = 0; ; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof AuditDeskError) || !isWorthRetrying(error)) throw error
      const delay = error.retryAfter ?? backoff(failures, error, patience)
      if (Date.now() - started + delay > patience.budget) throw error
      onWait(delay, error)
      await sleep(delay, signal)
    }
  }
}

/** Not an answer that makes no sense, for one: asked again it would make none. */
function isWorthRetrying(error: AuditDeskError): boolean {
  return (
    error.retryable && ['throttled', 'service', 'network', 'proxy', 'timeout'].includes(error.code)
  )
}

function backoff(failures: number, error: AuditDeskError, patience: Patience): number {
  const first = error.code === 'throttled' ? patience.throttledDelay : patience.firstDelay
  const ceiling = Math.min(first * 2 ** failures, patience.longestDelay)
  return ceiling * (0.5 + Math.random() / 2)
}
