import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { AuditDeskError } from '../../shared/errors.ts'

/** Who has an archive open, as noted beside it. DuckDB's own lock decides; this only tells. */
const Holder = z.object({
  program: z.string(),
  pid: z.number().int(),
  /** ISO 8601 in UTC. */
  since: z.string(),
})
type Holder = z.infer<typeof Holder>

function notePath(path: string, pid: number): string {
  return `${path}.held-by-${String(pid)}.json`
}

/** Notes that this process holds the archive. A folder that can't be written to has no note. */
export async function noteHolder(path: string, program: string): Promise<void> {
  const holder: Holder = { program, pid: process.pid, since: new Date().toISOString() }
  const text = `${JSON.stringify(holder)}\n`
  await writeFile(notePath(path, process.pid), text, { mode: 0o600 }).catch(() => undefined)
}

export async function removeNote(path: string): Promise<void> {
  await rm(notePath(path, process.pid), { force: true }).catch(() => undefined)
}

/** Removes what processes left that were killed: for who holds the archive alone. */
export async function removeStaleNotes(path: string): Promise<void> {
  const start = `${basename(path)}.held-by-`
  const names = await readdir(dirname(path)).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(start))) {
    await rm(join(dirname(path), name), { force: true }).catch(() => undefined)
  }
}

/**
 * Says who holds an archive that could not be opened.
 * @param pid of the holder, as DuckDB says; `null` when it doesn't
 */
export async function heldError(
  path: string,
  pid: number | null,
  cause: unknown,
): Promise<AuditDeskError> {
  const holder = pid === null ? null : await readNote(path, pid)
  const who =
    holder === null
      ? `another program${pid === null ? '' : ` (process ${String(pid)})`}`
      : `${holder.program} (process ${String(holder.pid)}, since ${holder.since})`
  return new AuditDeskError(
    {
      code: 'file',
      message: `The archive ${path} is held by ${who}; only one program at a time can use it.`,
      retryable: true,
      hint: 'Close that program, then try again; or have the command line use another folder by --archive DIR.',
    },
    { cause },
  )
}

async function readNote(path: string, pid: number): Promise<Holder | null> {
  try {
    const text = await readFile(notePath(path, pid), 'utf8')
    return Holder.parse(JSON.parse(text))
  } catch {
    return null
  }
}
