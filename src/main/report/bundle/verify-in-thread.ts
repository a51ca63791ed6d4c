import { Worker } from 'node:worker_threads'
import { AuditDeskError, type ErrorReport } from '../../../shared/errors.ts'
import type { BundleVerdict } from '../../../shared/model/evidence.ts'
import { workerFile } from '../worker-file.ts'
import { throwIfCancelled } from './digest.ts'
import type { VerifyOptions } from './verify.ts'
import {
  failureOf,
  type FromVerifier,
  type ToVerifier,
  type VerifyOrder,
} from './verify-messages.ts'

/** How long the thread may take to close its files when it is to stop, in milliseconds. */
const patience = 100

/**
 * `verifyBundle` in a thread of its own: a manifest of many megabytes is parsed and held against its
 * schema in one go, and whoever waits has other things to do.
 * @throws AuditDeskError as `verifyBundle` does; `internal` when the thread breaks down
 */
export async function verifyInThread(
  path: string,
  { knownKeys, signal, onProgress }: VerifyOptions,
): Promise<BundleVerdict> {
  throwIfCancelled(signal)
  const order: VerifyOrder = { path, knownKeys }
  const worker = new Worker(workerFile(import.meta.url, './verify-worker.ts', 'verify-worker.js'), {
    workerData: order,
    name: 'verify',
  })
  const outcome: { verdict: BundleVerdict | null; failure: ErrorReport | null } = {
    verdict: null,
    failure: null,
  }
  let impatience: NodeJS.Timeout | undefined
  const stop = (): void => {
    worker.postMessage({ kind: 'cancel' } satisfies ToVerifier)
    impatience = setTimeout(() => void worker.terminate(), patience)
  }
  signal.addEventListener('abort', stop)
  worker.on('message', (message: FromVerifier) => {
    switch (message.kind) {
      case 'progress':
        if (!signal.aborted) onProgress(message.progress)
        break
      case 'done':
        outcome.verdict = message.verdict
        break
      case 'failed':
        outcome.failure = message.failure
    }
  })
  worker.on('error', (error) => {
    outcome.failure = failureOf(error)
  })
  const code = await new Promise<number>((resolve) => worker.once('exit', resolve))
  signal.removeEventListener('abort', stop)
  clearTimeout(impatience)
  throwIfCancelled(signal)
  if (outcome.verdict !== null) return outcome.verdict
  throw new AuditDeskError(outcome.failure ?? failureOf(new Error(`its thread ended with ${code}`)))
}
