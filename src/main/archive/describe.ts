import type { Archive } from './archive.ts'
import type { ArchiveFile, ArchiveSubject } from './archives.ts'
import { Database } from './database.ts'
import { bytesOf } from './info.ts'

/** Whose a file is, and how big; one that can't be opened is left as it is. */
export async function describeFile(path: string, open: Archive | undefined): Promise<ArchiveFile> {
  const bytes = await bytesOf(path)
  try {
    const subject = await (open === undefined ? subjectIn(path) : subjectOf(open.database))
    return { path, bytes, subject, problem: subject === null ? 'It holds nothing yet.' : null }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    return { path, bytes, subject: null, problem }
  }
}

async function subjectIn(path: string): Promise<ArchiveSubject | null> {
  const database = await Database.open(path, { readOnly: true })
  try {
    return await subjectOf(database)
  } finally {
    await database.close()
  }
}

async function subjectOf(database: Database): Promise<ArchiveSubject | null> {
  const [about] = await database.rows('SELECT * FROM archive')
  if (about === undefined) return null
  return {
    region: String(about['region']),
    projectId: String(about['project_id']),
    endpoints: { dbss: String(about['dbss_endpoint']), ddm: String(about['ddm_endpoint']) },
    accountName: String(about['account_name']),
  }
}
