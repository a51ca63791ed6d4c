import { Worker } from 'node:worker_threads'
import type { AuditDeskError } from '../../../shared/errors.ts'
import type { ReportProgress } from '../../../shared/model/report.ts'
import type { FinishedBundle } from '../bundle/finish.ts'
import { workerFile } from '../worker-file.ts'
import { asKnown, cancelled, fromFailure, toFailure } from './failure.ts'
import type { BuildOrder, FromWorker, Request, ToWorker } from './messages.ts'

/** What the worker asks of this thread. */
export interface Host {
  sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>
  /** Turns a page into a PDF; absolute paths. `null` where there is nobody to. */
  print: ((page: string, pdf: string, signal: AbortSignal) => Promise<void>) | null
  onProgress: (progress: ReportProgress) => void
  signal: AbortSignal
}

/**
 * Has a bundle made in a thread of its own. This one only passes messages on.
 * @throws AuditDeskError what the worker says; `cancelled`; `internal` when it breaks down
 */
export async function runWorker(order: BuildOrder, host: Host): Promise<FinishedBundle> {
  if (host.signal.aborted) throw cancelled()
  const worker = new Worker(workerFile(import.meta.url, './worker.ts', 'report-worker.js'), {
    workerData: order,
    name: 'report',
  })
  const send = (message: ToWorker): void => worker.postMessage(message)
  const outcome: {
    bundle: FinishedBundle | null
    error: AuditDeskError | null
    isStopped: boolean
  } = { bundle: null, error: null, isStopped: false }
  let isLoading = true
  const stop = (): void => {
    outcome.isStopped = true
    send({ kind: 'cancel' })
    // Ended while DuckDB works in it, it would take the whole process with it.
    if (isLoading) void worker.terminate()
  }
  host.signal.addEventListener('abort', stop)
  worker.on('message', (message: FromWorker) => {
    switch (message.kind) {
      case 'ready':
        if (outcome.isStopped) break
        isLoading = false
        send({ kind: 'go' })
        break
      case 'progress':
        host.onProgress(message.progress)
        break
      case 'request':
        void serve(host, message.request).then(
          (value) => send({ kind: 'answer', id: message.id, value }),
          (error: unknown) => send({ kind: 'refusal', id: message.id, failure: toFailure(error) }),
        )
        break
      case 'done':
        outcome.bundle = message.bundle
        break
      case 'failed':
        outcome.error = fromFailure(message.failure)
    }
  })
  worker.on('error', (error) => {
    outcome.error = asKnown(error)
  })
  // Its connections and files are closed only when it has ended.
  const code = await new Promise<number>((resolve) => worker.once('exit', resolve))
  host.signal.removeEventListener('abort', stop)
  if (outcome.bundle !== null) return outcome.bundle
  if (outcome.isStopped) throw cancelled()
  throw outcome.error ?? asKnown(new Error(`its worker ended with ${code}`))
}

async function serve(host: Host, request: Request): Promise<Uint8Array | null> {
  if (request.kind === 'sign') return host.sign(request.bytes)
  if (host.print === null) throw asKnown(new Error('nobody can print'))
  await host.print(request.page, request.pdf, host.signal)
  return null
}
