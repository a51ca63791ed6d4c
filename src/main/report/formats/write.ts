import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AuditDeskError } from '../../../shared/errors.ts'
import { troubleOf } from '../../archive/errors.ts'
import { literal } from '../../archive/sql.ts'
import { chosenFileError } from '../../file-error.ts'
import type { Section } from '../section.ts'
import { interruptible, type Duck } from './duck.ts'
import type { FormatJob, WrittenFile } from './job.ts'
import { checkStaging } from './staging.ts'

/** How often progress is told, in milliseconds. */
const beat = 50

/**
 * Writes a file per section, `<format>/<section>.<format>`, one after the other.
 * @throws AuditDeskError `file`, naming the file; `cancelled`. The file begun is removed.
 */
export async function writeEach(
  duck: Duck,
  job: FormatJob,
  format: string,
  write: (section: Section, path: string, progress: CopyProgress) => Promise<string[]>,
): Promise<WrittenFile[]> {
  const written: WrittenFile[] = []
  for (const section of job.sections) {
    const file = `${format}/${section.key}.${format}`
    const path = join(job.folder, file)
    const notes = await writing(duck, path, job.signal, async () => {
      await mkdir(dirname(path), { recursive: true })
      await checkStaging(duck, section)
      return write(section, path, ({ share, bytes }) => {
        job.onProgress({ file, rows: Math.floor(share * section.rows), bytes })
      })
    })
    written.push({ path: file, section: section.key, rows: section.rows, notes })
  }
  return written
}

/**
 * Does what makes one file; when it fails, the file is removed.
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writing<T>(
  duck: Duck,
  path: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    refuseWhenStopped(signal)
    const result = await interruptible(duck, signal, work)
    refuseWhenStopped(signal)
    return result
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    if (signal.aborted) throw cancelled(error)
    throw fileFault(path, error)
  }
}

/** `share` of the rows from 0 to 1; `bytes` of the file. */
export type CopyProgress = (progress: { share: number; bytes: number }) => void

/** Lets DuckDB write what a query gives, on threads of its own. `options` of COPY, such as `FORMAT json`. */
export async function copyTo(
  duck: Duck,
  query: string,
  path: string,
  options: string,
  onProgress?: CopyProgress,
): Promise<void> {
  const copy = () =>
    duck.run(`COPY (${query}) TO ${literal(path)} (${options}, USE_TMP_FILE false)`)
  if (onProgress === undefined) {
    await copy()
    return
  }
  await followable(duck)
  let telling: Promise<void> = Promise.resolve()
  const tell = async (share: number) => {
    onProgress({ share, bytes: await sizeOf(path) })
  }
  const timer = setInterval(() => {
    const share = Math.min(1, Math.max(0, duck.progress.percentage / 100))
    telling = telling.then(() => tell(share))
  }, beat)
  try {
    await copy()
  } finally {
    clearInterval(timer)
    await telling
  }
  await tell(1)
}

/** DuckDB counts how far it has come only where it could show a bar. */
async function followable(duck: Duck): Promise<void> {
  await duck.run('SET enable_progress_bar = true')
  await duck.run('SET enable_progress_bar_print = false')
  await duck.run('SET progress_bar_time = 0')
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

function refuseWhenStopped(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal.reason)
}

function cancelled(cause: unknown): AuditDeskError {
  return new AuditDeskError(
    { code: 'cancelled', message: 'Writing the report was stopped.', retryable: true },
    { cause },
  )
}

function fileFault(path: string, error: unknown): unknown {
  if (error instanceof AuditDeskError) return error
  const trouble = troubleOf(error)
  if (trouble.kind === 'system') {
    return chosenFileError(
      path,
      Object.assign(new Error(said(error), { cause: error }), { code: trouble.code }),
    )
  }
  return new AuditDeskError(
    {
      code: 'file',
      message: `${path} could not be written: ${said(error)}`,
      retryable: trouble.kind === 'memory',
      ...(trouble.kind === 'memory' && { hint: 'Choose fewer instances or a shorter range.' }),
    },
    { cause: error },
  )
}

function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trimEnd()
}
