import { AuditDeskError } from '../../../shared/errors.ts'
import { fileRemedy } from '../../file-error.ts'

/** For a file that lies where it lies: `file`, naming the file and what to do. */
export function ioError(
  path: string,
  what: 'read' | 'written',
  error: NodeJS.ErrnoException,
): AuditDeskError {
  const code = error.code ?? 'unknown'
  const hint = fileRemedy(code, 'there')
  return new AuditDeskError(
    {
      code: 'file',
      message: `${path} could not be ${what} (${code}).`,
      retryable: true,
      ...(hint === null ? {} : { hint }),
    },
    { cause: error },
  )
}
