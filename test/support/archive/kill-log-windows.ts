import { batchesOf } from '../../../src/main/archive/kill-log-batch.ts'
import type { ObtainedRow, ObtainedWindow, Span } from '../../../src/main/archive/kill-log-types.ts'
import { DdmInstanceId } from '../../../src/shared/model/ids.ts'

export const instanceId = DdmInstanceId.parse('f08206cf0d5ef5c11816418fd3ec21b9in09')
/** The second all others are counted from, milliseconds since the epoch. */
export const start = Date.UTC(2026, 4, 1)

/** So many seconds after `start`, in milliseconds since the epoch. */
export const second = (count: number): number => start + count * 1000

export const bounds = (from: number, to: number) => ({
  from: new Date(second(from)).toISOString(),
  to: new Date(second(to)).toISOString(),
})

/** A row; `at` in seconds after `start`, written in UTC unless the test says otherwise. */
export function row(over: Partial<Omit<ObtainedRow, 'at'>> & { at?: number | null }): ObtainedRow {
  const at = over.at === undefined || over.at === null ? null : second(over.at)
  return {
    instanceId,
    instanceName: 'ddm-orders',
    processId: '1',
    processIdIsText: false,
    operator: 'root',
    rawTime: at === null ? null : `${new Date(at).toISOString().slice(0, 19)}+0000`,
    answer: 0,
    row: 0,
    ...over,
    at,
  }
}

/** A window that was obtained whole, long after it was over; times in seconds after `start`. */
export function windowOf(
  from: number,
  to: number,
  rows: readonly ObtainedRow[],
  over: Partial<ObtainedWindow> = {},
): ObtainedWindow {
  return {
    instanceId,
    collectionId: null,
    window: spanOf(from, to),
    askedAt: second(10_000_000),
    collectedAt: '2026-09-01T00:00:00.000Z',
    expected: rows.length,
    missing: null,
    batches: batchesOf(rows),
    answers: [],
    ...over,
  }
}

export const spanOf = (from: number, to: number): Span => ({ from: second(from), to: second(to) })
