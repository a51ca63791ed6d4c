import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { archiveError } from './errors.ts'

/**
 * Makes a folder for the temporary files of one open database, its owner's only: beside the file, or,
 * where nothing can be made there, among the machine's.
 * @param path of the database's file; `null` when it has none
 * @throws AuditDeskError `file`
 */
export async function makeTemporaryFolder(path: string | null): Promise<string> {
  if (path !== null) {
    const beside = join(`${resolve(path)}.tmp`, randomUUID())
    try {
      await mkdir(beside, { recursive: true, mode: 0o700 })
      return beside
    } catch {
      // Opening the file will tell what is wrong with its folder, if anything is.
    }
  }
  try {
    const folder = join(await mkdtemp(join(tmpdir(), 'audit-desk-')), randomUUID())
    await mkdir(folder, { mode: 0o700 })
    return folder
  } catch (error) {
    throw archiveError(tmpdir(), error)
  }
}

export async function dropTemporaryFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  // Those of others may be beside it.
  await rmdir(dirname(folder)).catch(() => undefined)
}

/**
 * Removes what killed processes left, for who holds the file alone.
 * @param own the folder to keep
 */
export async function dropStaleTemporaries(own: string): Promise<void> {
  const all = dirname(own)
  const names = await readdir(all).catch(() => [])
  for (const folder of names.map((name) => join(all, name))) {
    if (folder !== own) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}
