import { AuditDeskError, type ErrorReport } from '../../../shared/errors.ts'
import { chosenFileError, isFileError } from '../../file-error.ts'

/** An error as it can be sent to another thread. */
export function toFailure(error: unknown): ErrorReport {
  return asKnown(error).toReport()
}

export function fromFailure(failure: ErrorReport): AuditDeskError {
  return new AuditDeskError(failure)
}

/** Anything that was thrown as an error of the app's own. */
export function asKnown(error: unknown): AuditDeskError {
  if (error instanceof AuditDeskError) return error
  if (isFileError(error)) return chosenFileError(error.path ?? 'A file of the report', error)
  return new AuditDeskError(
    {
      code: 'internal',
      message: `Making the report failed: ${error instanceof Error ? error.message : String(error)}`,
      retryable: false,
    },
    { cause: error },
  )
}

export function cancelled(): AuditDeskError {
  return new AuditDeskError({
    code: 'cancelled',
    message: 'Making the report was stopped.',
    retryable: true,
  })
}
