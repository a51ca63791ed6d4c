import type { CollectionId } from '../../shared/contract/kill-log.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { RowBatch } from './kill-log-batch.ts'
import type { PackedRawAnswer } from './pack.ts'

/** A closed span of time, both ends in milliseconds since the epoch. */
export interface Span {
  from: number
  to: number
}

/** A row as a window's answers hold it. */
export interface ObtainedRow extends Omit<KillRecord, 'at'> {
  /** Whether the service sent the process id as text; it documents one and sends a number. */
  processIdIsText: boolean
  /** The instant of `rawTime`, milliseconds since the epoch; `null` if it can't be read. */
  at: number | null
  /** Which of the window's raw answers holds it, and at which place; both counted from 0. */
  answer: number
  row: number
}

/** What was read of one window: a range of at most 7 days, in whole seconds. */
export interface ObtainedWindow {
  instanceId: DdmInstanceId
  /** The collection to be marked as alive; `null` for none. */
  collectionId: CollectionId | null
  window: Span
  /** When it was asked by the service's clock, milliseconds since the epoch: later kills aren't in it. */
  askedAt: number
  /** When it was asked by this machine's clock, ISO 8601 in UTC. */
  collectedAt: string
  /** The service's own count; `null` when it gave none. */
  expected: number | null
  /** Why rows may be missing, in words; `null` when they were all obtained. */
  missing: string | null
  /** All its rows, in the service's order. */
  batches: readonly RowBatch[]
  answers: readonly PackedRawAnswer[]
}

/** What storing a window did. */
export interface StoredWindow {
  /** Rows the archive did not have. */
  fresh: number
  /** Rows that may have been rows of their own, had they all their fields. */
  doubtful: number
  /** Up to where the window is proof, milliseconds since the epoch. */
  coveredTo: number
  revision: number
}

/** A row of the archive. */
export interface StoredKillRecord extends KillRecord {
  id: number
  processIdIsText: boolean
}

/** How a collection ended. */
export type CollectionEnd = 'done' | 'paused' | 'cancelled' | 'failed'
