import { AuditDeskError } from '../../../shared/errors.ts'
import type {
  DiagnosedService,
  DiagnosisFault,
  DiagnosisStep,
  DiagnosisStepKind,
  Finding,
  SkipReason,
  StepOutcome,
} from '../../../shared/model/diagnosis.ts'
import { orCancelled } from '../sleep.ts'
import { StepFailure, asStepFailure } from './step-failure.ts'

/** How long to wait for a server, in milliseconds; nothing is tried twice. */
export interface DiagnosisPatience {
  /** For a name, a connection and a handshake each. */
  connect: number
  /** For an answer. */
  answer: number
}

export const usualPatience: DiagnosisPatience = { connect: 10_000, answer: 20_000 }

/** What a step of each kind is when nothing came in time. */
const overdue: Readonly<Record<DiagnosisStepKind, DiagnosisFault>> = {
  dns: 'name-server',
  connection: 'silent',
  certificate: 'silent',
  clock: 'no-answer',
  credentials: 'no-answer',
  projects: 'no-answer',
  dbss: 'no-answer',
  ddm: 'no-answer',
}

export interface StepKey {
  kind: DiagnosisStepKind
  host: string
}

/** The steps of a diagnosis and how far each is; tells of every change. */
export class Steps {
  #steps: DiagnosisStep[]
  readonly #patience: DiagnosisPatience
  readonly #signal: AbortSignal
  readonly #tell: (steps: DiagnosisStep[]) => void

  constructor(
    steps: readonly (StepKey & { services: DiagnosedService[] })[],
    patience: DiagnosisPatience,
    signal: AbortSignal,
    tell: (steps: DiagnosisStep[]) => void,
  ) {
    this.#steps = steps.map((step) => ({ ...step, outcome: { state: 'pending' } }))
    this.#patience = patience
    this.#signal = signal
    this.#tell = tell
    tell(this.#steps)
  }

  get list(): DiagnosisStep[] {
    return this.#steps
  }

  /**
   * Tries a step, once.
   * @returns how it ended: `ok`, or the failure, or `null` when it was stopped
   */
  async attempt(
    key: StepKey,
    action: (signal: AbortSignal) => Promise<Finding>,
  ): Promise<'ok' | StepFailure | null> {
    if (this.#isStopped()) {
      this.skip(key, 'stopped')
      return null
    }
    this.#set(key, { state: 'running' })
    const started = performance.now()
    const elapsed = (): number => Math.round(performance.now() - started)
    const isConnecting = ['dns', 'connection', 'certificate'].includes(key.kind)
    const limit = AbortSignal.timeout(this.#patience[isConnecting ? 'connect' : 'answer'])
    const either = AbortSignal.any([this.#signal, limit])
    try {
      const finding = await orCancelled(action(either), either)
      this.#set(key, { state: 'ok', milliseconds: elapsed(), finding })
      return 'ok'
    } catch (thrown) {
      if (this.#isStopped()) {
        this.skip(key, 'stopped')
        return null
      }
      const failure = limit.aborted ? notInTime(key) : asStepFailure(thrown)
      const { fault, error, facts } = failure
      const milliseconds = elapsed()
      this.#set(key, { state: 'failed', milliseconds, fault, error: error.toReport(), ...facts })
      return failure
    }
  }

  skip(key: StepKey, reason: SkipReason): void {
    this.#set(key, { state: 'skipped', reason })
  }

  /** Says of all that is still to come why it won't: that it was stopped, or `reason`. */
  skipRest(of: (step: DiagnosisStep) => boolean, reason: SkipReason = 'needs-earlier'): void {
    const why = this.#isStopped() ? 'stopped' : reason
    for (const step of this.#steps) {
      if (step.outcome.state === 'pending' && of(step)) this.skip(step, why)
    }
  }

  #isStopped(): boolean {
    return this.#signal.aborted
  }

  #set({ kind, host }: StepKey, outcome: StepOutcome): void {
    this.#steps = this.#steps.map((step) =>
      step.kind === kind && step.host === host ? { ...step, outcome } : step,
    )
    this.#tell(this.#steps)
  }
}

function notInTime({ kind, host }: StepKey): StepFailure {
  const error = new AuditDeskError({
    code: 'timeout',
    message: `${host} did not answer in time.`,
    retryable: true,
  })
  return new StepFailure(overdue[kind], error)
}
