import { AuditDeskError } from '../../../shared/errors.ts'
import type { CertificateFacts, DiagnosisFault } from '../../../shared/model/diagnosis.ts'

/** A step that did not go well, and what is wrong. Holds no secret. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
  readonly fault: DiagnosisFault
  readonly error: AuditDeskError
  readonly facts: { certificate?: CertificateFacts; skew?: number }

  constructor(
    fault: DiagnosisFault,
    error: AuditDeskError,
    facts: StepFailure['facts'] = {},
    options?: ErrorOptions,
  ) {
    super(error.message, options)
    this.fault = fault
    this.error = error
    this.facts = facts
  }
}

/** What is wrong where only the error says it. */
export function asStepFailure(thrown: unknown): StepFailure {
  if (thrown instanceof StepFailure) return thrown
  if (!(thrown instanceof AuditDeskError)) {
    const kind = thrown instanceof Error ? thrown.name : typeof thrown
    const message = `A fault in the app (${kind}).`
    return new StepFailure(
      'other',
      new AuditDeskError({ code: 'internal', message, retryable: false }),
    )
  }
  return new StepFailure(faultOf(thrown), thrown)
}

function faultOf({ code }: AuditDeskError): DiagnosisFault {
  switch (code) {
    case 'network':
    case 'timeout':
      return 'no-answer'
    case 'credentials':
    case 'no-secret':
      return 'secret-refused'
    case 'permission':
      return 'permission'
    case 'clock':
      return 'clock-off'
    default:
      return 'other'
  }
}
