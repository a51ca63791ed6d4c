import { AuditDeskError } from '../../shared/errors.ts'

/** @throws AuditDeskError `cancelled` as soon as the signal aborts */
export function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(cancelled())
      return
    }
    const stop = (): void => {
      clearTimeout(timer)
      reject(cancelled())
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** @throws AuditDeskError `cancelled` as soon as the signal aborts, though the promise runs on */
export async function orCancelled<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined
  const left = new Promise<never>((_, reject) => {
    leave = () => {
      reject(cancelled())
    }
  })
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  try {
    return await Promise.race([left, promise])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

/** The error of everything that was stopped on purpose. */
export function cancelled(): AuditDeskError {
  return new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
}
