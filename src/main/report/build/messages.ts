import type { ErrorReport } from '../../../shared/errors.ts'
import type { ReportPlan, ReportProgress } from '../../../shared/model/report.ts'
import type { FinishedBundle, Signer } from '../bundle/finish.ts'
import type { Extract } from './facts.ts'

/** What the worker starts with. */
export interface BuildOrder {
  plan: ReportPlan
  extract: Extract
  /** Folder of the staging files, and of what is temporary. */
  work: string
  /** Folder that becomes the bundle; exists, empty. */
  bundle: string
  /** What it becomes. */
  final: string
  app: { name: string; version: string }
  /** ISO 8601 in UTC. */
  createdAt: string
  /** IANA name, of the computer. */
  timeZone: string
  signer: Omit<Signer, 'sign'>
  /** Whether somebody is there to turn the page into a PDF. */
  canPrint: boolean
}

/** What the worker can't do itself. */
export type Request =
  | { kind: 'sign'; bytes: Uint8Array }
  /** Absolute paths. */
  | { kind: 'print'; page: string; pdf: string }

/** An error as it crosses threads; one that is no AuditDeskError is a fault of the app. */
export type Failure = ErrorReport

export type FromWorker =
  /** It has loaded what it needs, and waits to be let go. */
  | { kind: 'ready' }
  | { kind: 'progress'; progress: ReportProgress }
  | { kind: 'request'; id: number; request: Request }
  | { kind: 'done'; bundle: FinishedBundle }
  | { kind: 'failed'; failure: Failure }

export type ToWorker =
  | { kind: 'go' }
  | { kind: 'cancel' }
  /** `value` is the signature for `sign`, `null` for `print`. */
  | { kind: 'answer'; id: number; value: Uint8Array | null }
  | { kind: 'refusal'; id: number; failure: Failure }
