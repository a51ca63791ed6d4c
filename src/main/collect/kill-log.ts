import type { FailedWindow } from '../archive/kill-log-coverage.ts'
import { countRows } from '../archive/kill-log-batch.ts'
import type { KillLogStore } from '../archive/kill-log.ts'
import type { CollectionEnd } from '../archive/kill-log-types.ts'
import type {
  CollectionId,
  KillLogProgress as ProgressEvent,
} from '../../shared/contract/kill-log.ts'
import { AuditDeskError, type ErrorCode } from '../../shared/errors.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { HuaweiClient } from '../huawei/client.ts'
import { WindowReader, type OpenWindow, type WindowRows } from './kill-window.ts'
import { splitGaps, splitIntoWindows, type Window } from './windows.ts'
import { HeldMemory } from './held-memory.ts'

export type KillLogProgress = Omit<ProgressEvent, 'accountId' | 'collectionId' | 'instanceId'>

export interface KillLogOrder {
  client: HuaweiClient
  store: KillLogStore
  instanceId: DdmInstanceId
  /** Explicit bounds; widened to whole seconds. */
  range: Bounds
  /** `missing` asks only for what the archive lacks, `all` for everything again. */
  what: 'missing' | 'all'
  collectionId: CollectionId
  /** Whether the app does it by itself. */
  inBackground: boolean
  /**
   * Stops after the page under way; what was stored is kept. A collection that is stopped with the
   * reason `cancel` is over; with any other it is paused, and offered to be resumed.
   */
  signal: AbortSignal
  onProgress: (progress: KillLogProgress) => void
}

/**
 * Errors after which the other windows would only fail the same way. A network that was gone for the
 * whole patience of one window would cost each of the others as much.
 */
const endsAll: readonly ErrorCode[] = [
  'credentials',
  'no-secret',
  'permission',
  'not-found',
  'network',
  'tls',
  'proxy',
  'clock',
  'cancelled',
]

/** So many windows may wait to be stored while the next is read; memory stays what they take. */
const mostStoring = 2

/** How often, in milliseconds, progress within a window is told at most. */
const progressInterval = 100

/**
 * Collects the kill log of one instance into the archive: any range, in windows of at most 7 days,
 * each read to its end and stored at once.
 *
 * @returns what the archive then has of the range. A range that goes on beyond the moment of asking is
 *   cut there, by the service's clock: nobody can have what is yet to happen.
 * @throws AuditDeskError when not one window was obtained; `file` when the archive can't be written
 */
export async function collectKillLog(order: KillLogOrder): Promise<Coverage> {
  const { store, instanceId, range, collectionId, inBackground } = order
  await store.begin({ id: collectionId, instanceId, range, inBackground })
  const memory = new HeldMemory()
  const collection = new Collection(order, memory)
  try {
    await store.whileFilling(() => collection.run())
  } catch (error) {
    // What can't be noted now shows as cut off when the archive can be used again.
    await store.end(collectionId, 'failed', messageOf(error)).catch(() => undefined)
    throw error
  } finally {
    memory.release()
  }
  const { state, failure, failed, end } = collection
  await store.end(collectionId, state, state === 'failed' ? messageOf(failure) : null)
  if (failure !== null && !collection.hasStored) throw failure
  const isCut = end !== null && end > Date.parse(range.from)
  const to = isCut ? new Date(end).toISOString() : range.to
  return store.coverage(instanceId, { from: range.from, to }, failed)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** One run over a list of windows. */
class Collection {
  readonly failed: FailedWindow[] = []
  failure: AuditDeskError | null = null
  hasStored = false
  /** Where windows ended because it was not later yet, milliseconds since the epoch. */
  end: number | null = null
  readonly #order: KillLogOrder
  readonly #reader: WindowReader
  #left: (Window | OpenWindow)[] = []
  #done = 0
  #total = 0
  #rows = 0
  #revision = 0
  #told = 0
  #storing: Promise<void>[] = []

  constructor(order: KillLogOrder, memory: HeldMemory) {
    const { client, instanceId, signal } = order
    this.#order = order
    this.#reader = new WindowReader(client, instanceId, signal, (count) => {
      memory.look()
      if (Date.now() - this.#told >= progressInterval) this.#tell(null, count)
    })
  }

  get state(): CollectionEnd {
    if (this.failure === null) return 'done'
    const { signal } = this.#order
    if (!signal.aborted) return 'failed'
    return signal.reason === 'cancel' ? 'cancelled' : 'paused'
  }

  /** @throws AuditDeskError when a window can't be stored */
  async run(): Promise<void> {
    const { store, instanceId, range, what } = this.#order
    this.#revision = await store.revision(instanceId)
    this.#left =
      what === 'all'
        ? splitIntoWindows(range)
        : splitGaps(await store.gaps(instanceId, range), range)
    this.#total = this.#left.length
    const endWatch = this.#order.client.watchWaits(({ service, reason, milliseconds }) => {
      if (service === 'ddm') this.#tell({ reason, milliseconds }, 0)
    })
    try {
      for (;;) {
        const next = this.#left[0]
        if (next === undefined) break
        await this.#collect(next)
      }
      await Promise.all(this.#storing)
    } finally {
      endWatch()
      await Promise.allSettled(this.#storing)
    }
  }

  async #collect(next: Window | OpenWindow): Promise<void> {
    let part: WindowRows
    try {
      const open = 'first' in next ? next : await this.#reader.open(next)
      const halves = await this.#reader.split(open)
      if (halves !== null) {
        this.#left.splice(0, 1, ...halves)
        this.#total++
        return
      }
      part = await this.#reader.read(open)
    } catch (error) {
      this.#fail(next, error)
      return
    }
    this.#left.shift()
    this.#rows += countRows(part.batches)
    if (this.#storing.length === mostStoring) await this.#storing.shift()
    const stored = this.#store(part)
    stored.catch(() => undefined)
    this.#storing.push(stored)
  }

  async #store(part: WindowRows): Promise<void> {
    const { store, instanceId, collectionId } = this.#order
    const { coveredTo, revision } = await store.storeWindow({ instanceId, collectionId, ...part })
    this.hasStored = true
    if (coveredTo < part.window.to) this.end = Math.min(this.end ?? coveredTo, coveredTo)
    this.#revision = revision
    this.#done++
    this.#tell(null, 0)
  }

  #fail(next: Window | OpenWindow, error: unknown): void {
    if (!(error instanceof AuditDeskError)) throw error
    this.failure ??= error
    this.failed.push({ window: windowOf(next), missing: error.message })
    this.#left.shift()
    this.#done++
    this.#tell(null, 0)
    if (!endsAll.includes(error.code)) return
    for (const left of this.#left) {
      this.failed.push({ window: windowOf(left), missing: 'not asked for' })
    }
    this.#left = []
  }

  /** @param underWay rows of the window that is being read */
  #tell(waiting: KillLogProgress['waiting'], underWay: number): void {
    this.#told = Date.now()
    this.#order.onProgress({
      windowsDone: this.#done,
      windowsTotal: this.#total,
      rows: this.#rows + underWay,
      revision: this.#revision,
      waiting,
    })
  }
}

function windowOf(next: Window | OpenWindow): Window {
  return 'first' in next ? next.window : next
}
