import { z } from 'zod'
import type { ErrorReport } from '../errors.ts'
import type { AccountId } from './ids.ts'

/** Chosen by whoever asks for it, so that its progress can be told apart. */
export const DiagnosisId = z.uuid().brand<'DiagnosisId'>()
export type DiagnosisId = z.infer<typeof DiagnosisId>

export type DiagnosedService = 'iam' | 'dbss' | 'ddm'

/**
 * What is tried, in this order. The first four are tried of every host:
 *
 * - `dns`: its name is looked up
 * - `connection`: it is connected to, directly or through the proxy
 * - `certificate`: it proves who it is
 * - `clock`: it answers, and what it takes for the time is compared with this computer's
 *
 * and the others once:
 *
 * - `credentials`: signing in
 * - `projects`: listing the projects, the account's own among them
 * - `dbss`, `ddm`: listing the project's instances
 */
export const diagnosisStepKinds = [
  'dns',
  'connection',
  'certificate',
  'clock',
  'credentials',
  'projects',
  'dbss',
  'ddm',
] as const
export type DiagnosisStepKind = (typeof diagnosisStepKinds)[number]

/** What a step found when it went well. */
export type Finding =
  | { kind: 'addresses'; addresses: string[] }
  /** `proxy`: host and port; `null` for a direct connection. */
  | { kind: 'connected'; address: string | null; proxy: string | null }
  | { kind: 'certificate'; certificate: CertificateFacts }
  /** How far the service's clock is ahead of this computer's, in milliseconds. */
  | { kind: 'clock'; skew: number }
  | { kind: 'signed-in' }
  /** `projectName`: the account's own or, where none was chosen yet, the one that is proposed. */
  | { kind: 'projects'; total: number; projectName: string }
  | { kind: 'instances'; total: number }

/** What a server's certificate says. */
export interface CertificateFacts {
  /** Whom it is for: the common name or, without one, the first of its names. */
  subject: string
  /** Who issued it: organisation and common name. */
  issuer: string
  /** ISO 8601 in UTC; `null` when it can't be read. */
  validFrom: string | null
  validTo: string | null
  /** Whether it goes back to an authority that browsers don't know, such as a company's own. */
  isPrivate: boolean
  /** Such as `TLSv1.3`. */
  protocol: string | null
}

/** What is wrong, in terms that have words for what to do. */
export const diagnosisFaults = [
  'name-unknown',
  'name-server',
  'refused',
  'unreachable',
  'silent',
  'proxy-unreachable',
  'proxy-password',
  'proxy-refused',
  'proxy-no-way',
  'proxy-certificate',
  'proxy-kind',
  'authority-unknown',
  'certificate-expired',
  'certificate-early',
  'certificate-name',
  'certificate-other',
  'no-tls',
  'no-answer',
  'clock-off',
  'secret-refused',
  'project-missing',
  'permission',
  'other',
] as const
export type DiagnosisFault = (typeof diagnosisFaults)[number]

/** Why a step was not tried. */
export const skipReasons = [
  /** The proxy looks names up. */
  'proxy-looks-up',
  /** The endpoint is an address, not a name. */
  'is-address',
  /** Plain HTTP, which only this machine itself may be spoken to in. */
  'not-encrypted',
  /** The answer carries no time. */
  'no-date',
  /** What it needs failed. */
  'needs-earlier',
  /** A one-time code would be used up. */
  'one-time-code',
  /** The secret was refused before. */
  'locked',
  /** No secret is kept. */
  'no-secret',
  /** The user stopped. */
  'stopped',
] as const
export type SkipReason = (typeof skipReasons)[number]

export type StepOutcome =
  | { state: 'pending' }
  | { state: 'running' }
  | { state: 'ok'; milliseconds: number; finding: Finding }
  | {
      state: 'failed'
      milliseconds: number
      fault: DiagnosisFault
      error: ErrorReport
      /** Of the server that is not trusted. */
      certificate?: CertificateFacts
      /** How far the service's clock is ahead, in milliseconds. */
      skew?: number
    }
  | { state: 'skipped'; reason: SkipReason }

export interface DiagnosisStep {
  kind: DiagnosisStepKind
  /** Host and, where it isn't the usual one, port. */
  host: string
  /** Whose host it is. */
  services: DiagnosedService[]
  outcome: StepOutcome
}

/** A test of the connection, finished or on its way. Holds no secret. */
export interface Diagnosis {
  diagnosisId: DiagnosisId
  /** `null` for an account that isn't added yet. */
  accountId: AccountId | null
  /** ISO 8601 in UTC. */
  startedAt: string
  steps: DiagnosisStep[]
  state: 'running' | 'finished' | 'stopped'
}

/** More than this, in milliseconds, and the service refuses signatures (15 minutes). */
export const clockTolerance = 15 * 60_000
