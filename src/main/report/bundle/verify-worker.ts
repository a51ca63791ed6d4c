import { parentPort, workerData } from 'node:worker_threads'
import { verifyBundle } from './verify.ts'
import {
  failureOf,
  type FromVerifier,
  type ToVerifier,
  type VerifyOrder,
} from './verify-messages.ts'

/** The thread in which a bundle is verified; `verify-in-thread.ts` starts it. */
const port = parentPort
if (port === null) throw new Error('This runs in a worker alone.')

/** How often progress is told at most, in milliseconds. */
const interval = 100

const { path, knownKeys } = workerData as VerifyOrder
const stop = new AbortController()
let told = Number.NEGATIVE_INFINITY

const send = (message: FromVerifier): void => {
  port.postMessage(message)
}

port.on('message', (_: ToVerifier) => {
  stop.abort()
})

try {
  const verdict = await verifyBundle(path, {
    knownKeys,
    signal: stop.signal,
    onProgress: (progress) => {
      const now = performance.now()
      if (now - told < interval) return
      told = now
      send({ kind: 'progress', progress })
    },
  })
  send({ kind: 'done', verdict })
} catch (error) {
  send({ kind: 'failed', failure: failureOf(error) })
} finally {
  port.close()
}
