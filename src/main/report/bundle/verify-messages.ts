import { AuditDeskError, type ErrorReport } from '../../../shared/errors.ts'
import type { BundleVerdict, VerifyProgress } from '../../../shared/model/evidence.ts'
import type { KnownKey } from './known-keys.ts'

/** What the thread starts with. */
export interface VerifyOrder {
  path: string
  knownKeys: readonly KnownKey[]
}

export type FromVerifier =
  | { kind: 'progress'; progress: VerifyProgress }
  | { kind: 'done'; verdict: BundleVerdict }
  | { kind: 'failed'; failure: ErrorReport }

export interface ToVerifier {
  kind: 'cancel'
}

/** Anything that was thrown, as it can be sent to another thread. */
export function failureOf(error: unknown): ErrorReport {
  if (error instanceof AuditDeskError) return error.toReport()
  const reason = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message: `Verifying failed: ${reason}`, retryable: false }
}
