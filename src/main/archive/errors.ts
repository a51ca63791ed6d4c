import { AuditDeskError } from '../../shared/errors.ts'
import { fileRemedy, isFileError } from '../file-error.ts'

/** What became of a file, by what DuckDB or the file system says. */
export type Trouble =
  /** The file system refused; by Node's code. */
  | { kind: 'system'; code: string }
  /** Another process has it open. */
  | { kind: 'held'; pid: number | null }
  | { kind: 'newer' }
  | { kind: 'damaged' }
  /** Stopped on our own demand. */
  | { kind: 'interrupted' }
  | { kind: 'memory' }
  | { kind: 'other' }

/** DuckDB passes on what the operating system says, as a text. */
const systemTexts: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|not enough space on the disk/i, 'ENOSPC'],
  [/Disk quota exceeded/i, 'EDQUOT'],
  [/File too large/i, 'EFBIG'],
  [/Read-only file system/i, 'EROFS'],
  [/Permission denied|Access is denied/i, 'EACCES'],
  [/Operation not permitted/i, 'EPERM'],
  [/Not a directory/i, 'ENOTDIR'],
  [/Is a directory/i, 'EISDIR'],
  [/File name too long/i, 'ENAMETOOLONG'],
  [/Too many open files/i, 'EMFILE'],
  [/Input\/output error/i, 'EIO'],
  [/No such file or directory|cannot find the (?:path|file)/i, 'ENOENT'],
]

const held = /Could not set lock on file|being used by another process|File is already open in/i
const newer =
  /newer version of DuckDB|version number \d+, but we can only read|storage version|serialization version/i
const damaged =
  /Corrupt|not a valid DuckDB database|Could not read enough bytes|replaying WAL|Failed to deserialize|Data corruption/i

/** Reads the error of DuckDB or of the file system. */
export function troubleOf(error: unknown): Trouble {
  if (isFileError(error)) return { kind: 'system', code: error.code ?? 'unknown' }
  const said = error instanceof Error ? error.message : String(error)
  if (held.test(said)) {
    const pid = /PID (\d+)/.exec(said)?.[1]
    return { kind: 'held', pid: pid === undefined ? null : Number(pid) }
  }
  const system = systemTexts.find(([text]) => text.test(said))
  if (system !== undefined) return { kind: 'system', code: system[1] }
  if (/^INTERRUPT/i.test(said)) return { kind: 'interrupted' }
  if (/Out of Memory Error/i.test(said)) return { kind: 'memory' }
  if (newer.test(said)) return { kind: 'newer' }
  return { kind: damaged.test(said) ? 'damaged' : 'other' }
}

/** Whether DuckDB has given up the open database: until it is opened again it answers nothing. */
export function isFatal(error: unknown): boolean {
  return error instanceof Error && /^FATAL Error|database has been invalidated/i.test(error.message)
}

const hints: Partial<Record<Trouble['kind'], string>> = {
  damaged:
    'A part of the file is damaged. Copy the file and its .wal away, then go on; docs/archive.md says how to save what is left.',
  memory: 'It needs more memory than the archive may take. Ask for less at a time.',
  newer: 'Update Audit Desk.',
}

/**
 * What DuckDB or the file system says about an archive, as an error of ours that names the file,
 * the cause and what to do. Its cause is the error as it was.
 */
export function archiveError(path: string, error: unknown): AuditDeskError {
  if (error instanceof AuditDeskError) return error
  const trouble = troubleOf(error)
  if (trouble.kind === 'interrupted') {
    return new AuditDeskError(
      { code: 'cancelled', message: 'The question to the archive was stopped.', retryable: true },
      { cause: error },
    )
  }
  const hint =
    trouble.kind === 'system' ? fileRemedy(trouble.code, 'there') : (hints[trouble.kind] ?? null)
  const said = error instanceof Error ? error.message : String(error)
  // What follows the first paragraph is advice for who writes SQL.
  const [what = said] = said.trim().split('\n\n', 1)
  return new AuditDeskError(
    {
      code: 'file',
      message: `The archive ${path} could not be used: ${what}`,
      retryable: trouble.kind === 'system' || trouble.kind === 'memory',
      ...(hint === null ? {} : { hint }),
    },
    { cause: error },
  )
}
