import { parentPort, workerData } from 'node:worker_threads'
import { build } from './build.ts'
import { cancelled, fromFailure, toFailure } from './failure.ts'
import type { BuildOrder, FromWorker, Request, ToWorker } from './messages.ts'

/** The thread in which a report is written; `run-worker.ts` starts it. */
const port = parentPort
if (port === null) throw new Error('This runs in a worker alone.')

const order = workerData as BuildOrder
const stop = new AbortController()
let start: () => void = () => undefined
const started = new Promise<void>((resolve) => {
  start = resolve
})
const waiting = new Map<
  number,
  { resolve: (value: Uint8Array | null) => void; reject: (error: Error) => void }
>()
let requests = 0

const send = (message: FromWorker): void => {
  port.postMessage(message)
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'go':
      start()
      break
    case 'cancel':
      stop.abort()
      for (const { reject } of waiting.values()) reject(cancelled())
      break
    case 'answer':
      waiting.get(message.id)?.resolve(message.value)
      waiting.delete(message.id)
      break
    case 'refusal':
      waiting.get(message.id)?.reject(fromFailure(message.failure))
      waiting.delete(message.id)
  }
})

async function ask(request: Request): Promise<Uint8Array | null> {
  if (stop.signal.aborted) throw cancelled()
  const id = (requests += 1)
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    send({ kind: 'request', id, request })
  })
}

try {
  // What draws takes longest to load. Nothing can be stopped meanwhile, so that it comes first.
  if (order.plan.formats.some((format) => format === 'html' || format === 'pdf')) {
    await import('../html/page.ts')
  }
  send({ kind: 'ready' })
  await started
  const bundle = await build(order, {
    sign: async (bytes) => (await ask({ kind: 'sign', bytes })) ?? new Uint8Array(),
    print: async (page, pdf) => {
      await ask({ kind: 'print', page, pdf })
    },
    tell: (progress) => {
      send({ kind: 'progress', progress })
    },
    signal: stop.signal,
  })
  send({ kind: 'done', bundle })
} catch (error) {
  send({ kind: 'failed', failure: toFailure(error) })
} finally {
  port.close()
}
