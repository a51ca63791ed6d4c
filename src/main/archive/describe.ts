import type { Archive } from './archive.ts'
import type { ArchiveFile, ArchiveSubject } from './archives.ts'
import { Database } from './database.ts'
import { troubleOf } from './errors.ts'
import { heldError } from './holder.ts'
import { bytesOf } from './info.ts'
import { AuditDeskError } from '../../shared/errors.ts'

/** Whose a file is, and how big; one that can't be opened is left as it is. */
export async function describeFile(path: string, open: Archive | undefined): Promise<ArchiveFile> {
  const bytes = await bytesOf(path)
  try {
    if (open !== undefined)
      return { path, bytes, subject: await subjectOf(open.database), problem: null }
    const database = await Database.open(path, { readOnly: true })
    try {
      return { path, bytes, subject: await subjectOf(database), problem: null }
    } finally {
      await database.close()
    }
  } catch (error) {
    return { path, bytes, subject: null, problem: await problemOf(path, error) }
  }
}

async function subjectOf(database: Database): Promise<ArchiveSubject> {
  const [about] = await database.rows('SELECT * FROM archive')
  return {
    region: String(about?.['region']),
    projectId: String(about?.['project_id']),
    endpoints: { dbss: String(about?.['dbss_endpoint']), ddm: String(about?.['ddm_endpoint']) },
    accountName: String(about?.['account_name']),
  }
}

async function problemOf(path: string, error: unknown): Promise<string> {
  const cause = error instanceof AuditDeskError ? error.cause : error
  const trouble = troubleOf(cause)
  if (trouble.kind === 'held') return (await heldError(path, trouble.pid, cause)).message
  return error instanceof Error ? error.message : String(error)
}
