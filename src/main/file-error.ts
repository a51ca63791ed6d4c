import { AuditDeskError } from '../shared/errors.ts'

interface Remedy {
  cause: string
  /** What to do where the file lies where it lies. */
  there: string
  /** What to do where the user has chosen the file, and may choose another. */
  chosen: string
}

const denied: Remedy = {
  cause: 'You may not write there.',
  there: 'Give yourself the right to read and write the file and its folder, then try again.',
  chosen: 'Choose another folder, or close the file where it is open.',
}
const noFolder: Remedy = {
  cause: 'The folder does not exist.',
  there: 'Make it, or put the disk it is on back, then try again.',
  chosen: 'Choose another one.',
}

const remedies: Readonly<Record<string, Remedy>> = {
  EACCES: denied,
  EPERM: denied,
  EBUSY: {
    cause: 'Another program holds it open.',
    there: 'Close it there, then try again.',
    chosen: 'Close it there, then try again.',
  },
  EROFS: {
    cause: 'The disk is read-only.',
    there: 'Make it writable, then try again.',
    chosen: 'Choose another folder.',
  },
  ENOSPC: {
    cause: 'The disk is full.',
    there: 'Free some space, then try again.',
    chosen: 'Free some space or choose another disk.',
  },
  EDQUOT: {
    cause: 'Your share of the disk is used up.',
    there: 'Free some space, then try again.',
    chosen: 'Free some space or choose another disk.',
  },
  EFBIG: {
    cause: 'The file has reached the size that files may have there.',
    there: 'Raise the limit (ulimit -f), then try again.',
    chosen: 'Choose another disk.',
  },
  EIO: {
    cause: 'The disk failed.',
    there: 'Check the disk, then try again.',
    chosen: 'Check the disk or choose another one.',
  },
  EMFILE: {
    cause: 'Too many files are open.',
    there: 'Close other programs, then try again.',
    chosen: 'Close other programs, then try again.',
  },
  ENOENT: noFolder,
  ENOTDIR: noFolder,
  EEXIST: {
    cause: 'The name is taken by something else.',
    there: 'Move that away, then try again.',
    chosen: 'Choose another name.',
  },
  EISDIR: {
    cause: 'It is a folder.',
    there: 'Move the folder away, then try again.',
    chosen: 'Choose another name.',
  },
  ENAMETOOLONG: {
    cause: 'The name is too long.',
    there: 'Move it to a folder with a shorter name.',
    chosen: 'Choose a shorter one.',
  },
}

/**
 * What to do about a failure of the file system, in words.
 * @param code as Node gives it, such as `ENOSPC`
 * @param where `chosen` where the user can choose another place, `there` where it has its own
 */
export function fileRemedy(code: string, where: 'chosen' | 'there'): string | null {
  const remedy = remedies[code]
  return remedy === undefined ? null : `${remedy.cause} ${remedy[where]}`
}

/** Whether Node's file system is what failed. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

/** For a file that the user has chosen to write to: `file`, naming the file and what to do. */
export function chosenFileError(path: string, error: NodeJS.ErrnoException): AuditDeskError {
  const code = error.code ?? 'unknown'
  return new AuditDeskError(
    {
      code: 'file',
      message: `${path} could not be written (${code}).`,
      retryable: true,
      hint: fileRemedy(code, 'chosen') ?? 'Choose another folder or name, then try again.',
    },
    { cause: error },
  )
}
