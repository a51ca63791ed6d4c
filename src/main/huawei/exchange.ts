import type { Dispatcher } from 'undici'

export type ExchangeOptions = Required<Pick<Dispatcher.RequestOptions, 'method'>> & {
  headers?: Readonly<Record<string, string>>
  body?: string | null
  signal: AbortSignal
}

/** An answer with any status. */
export interface Exchanged {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** As it travelled; empty where only the head was wanted. */
  body: Buffer
}

/**
 * Sends one request and reads the answer, to its end or just its head.
 *
 * undici's `request` would do, but the stream that it reads an answer with keeps the bytes from being
 * cleared away with other young objects: a long collection held thousands of pages long done with.
 * @throws what broke the connection, as undici says it; the signal's reason when it aborts
 */
export function exchange(
  dispatcher: Dispatcher,
  { origin, pathname, search }: URL,
  { method, headers = {}, body = null, signal }: ExchangeOptions,
  wanted: 'all' | 'head',
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let answer: Exchanged | null = null
    let parts: Buffer[] = []

    const over = (): void => {
      signal.removeEventListener('abort', stop)
      parts = []
    }
    const fail = (error: Error): void => {
      over()
      reject(error)
    }
    const stop = (): void => {
      // What waits for a connection has nothing yet that could be stopped.
      if (controller === null) fail(signal.reason as Error)
      else controller.abort(signal.reason as Error)
    }
    if (signal.aborted) {
      stop()
      return
    }
    signal.addEventListener('abort', stop)
    dispatcher.dispatch(
      { origin, path: `${pathname}${search}`, method, headers: { ...headers }, body },
      {
        onRequestStart(started) {
          controller = started
          // It waited for a connection until now.
          if (signal.aborted) started.abort(signal.reason as Error)
        },
        onResponseStart(started, status, answerHeaders) {
          // Something like "103 Early Hints" comes before the answer.
          if (status < 200) return
          answer = { status, headers: answerHeaders, body: Buffer.alloc(0) }
          if (wanted === 'all') return
          over()
          resolve(answer)
          started.abort(new Error('The rest of the answer is not needed.'))
        },
        onResponseData(_started, part) {
          parts.push(part)
        },
        onResponseEnd() {
          const whole = joined(parts)
          over()
          if (answer === null) reject(new RangeError('an answer that ends before it begins'))
          else resolve({ ...answer, body: whole })
        },
        onResponseError(_started, error) {
          fail(error)
        },
      },
    )
  })
}

/** In memory of its own: what shares Node's pool stays for as long as anything else there does. */
function joined(parts: readonly Buffer[]): Buffer {
  const whole = Buffer.allocUnsafeSlow(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) at += part.copy(whole, at)
  return whole
}
