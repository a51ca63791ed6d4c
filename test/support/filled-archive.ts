import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { ArchiveSubject } from '../../src/main/archive/archives.ts'
import type { ErrorReport } from '../../src/shared/errors.ts'

const filler = new URL('fill-archive.ts', import.meta.url).pathname

export interface Filled {
  /** Windows of 2000 records that were reported as stored. */
  stored: number
  records: number | null
  error: ErrorReport
}

/** Fills an archive in a process of its own, which may write files of so many KiB. */
export async function fill(
  subject: ArchiveSubject,
  folder: string,
  { fileLimit }: { fileLimit?: number } = {},
): Promise<Filled> {
  const limit = fileLimit === undefined ? '' : `trap '' XFSZ; ulimit -f ${String(fileLimit)};`
  const command = `${limit} exec "$0" "$@"`
  const args = ['-c', command, process.execPath, filler, folder, JSON.stringify(subject)]
  const { stdout } = await promisify(execFile)('bash', args)
  return JSON.parse(stdout) as Filled
}
