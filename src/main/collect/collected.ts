import type { Source } from '../../shared/model/answer.ts'

/** What a use case brings home: the answer as received, the same in our terms, and from where. */
export interface Collected<Wire, Data> {
  /** The service's own field names and exact values. */
  wire: Wire
  data: Data
  sources: Source[]
  /** What is not there, one sentence each; empty when the answer is whole. */
  missing: string[]
}

/** A 64-bit count of the wire as the model keeps it. */
export function toCount(value: number | bigint | null | undefined): bigint | null {
  return value === null || value === undefined ? null : BigInt(value)
}

/** An id or number of the wire as text. */
export function toText(value: string | number | bigint | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
