import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * What a process says next.
 * @throws Error when it ends instead
 */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const over = new AbortController()
  const ended = once(child, 'exit', { signal: over.signal }).then(([code]: unknown[]) => {
    throw new Error(`the process ${String(child.pid)} ended with ${String(code)}`)
  })
  try {
    const [message] = (await Promise.race([
      once(child, 'message', { signal: over.signal }),
      ended,
    ])) as [unknown]
    return message
  } finally {
    over.abort()
    ended.catch(() => undefined)
  }
}
