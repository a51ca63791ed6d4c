import { chmod, mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AuditDeskError } from '../../shared/errors.ts'
import { Database } from './database.ts'
import { archiveError, troubleOf } from './errors.ts'
import { exists, syncFolder } from './files.ts'
import { noteHolder, removeStaleNotes } from './holder.ts'
import { migrate, versionOf } from './migrate.ts'
import { migrations as current, type Migration } from './schema.ts'
import { dropStaleTemporaries } from './temporaries.ts'
import { isIgnoredThoughDamaged } from './wal.ts'

export interface OpenOptions {
  /** Names this program to others that want the archive meanwhile. */
  program: string
  /** Told, in words, of a file that was set aside. */
  tell: (text: string) => void
  /** Opens what is there, or nothing. */
  readOnly?: boolean
  migrations?: readonly Migration[]
}

/**
 * Opens an archive's file, makes it if it isn't there, and brings it to the latest version. A file
 * that is damaged, or of a newer version, is set aside (renamed, with its .wal) and told of, and a
 * new one is made.
 * @returns `null` when it is to be read only and there is none
 * @throws AuditDeskError `file` when the file can't be used but may be whole: held by another
 * process, no right to it, a full disk
 */
export async function openFile(path: string, options: OpenOptions): Promise<Database | null> {
  const { readOnly = false, migrations = current, program, tell } = options
  if (readOnly) {
    if (!(await exists(path))) return null
  } else {
    await makeFolder(path)
  }
  for (;;) {
    const { database, unfit } = await open(path, readOnly, migrations)
    if (database !== null) {
      try {
        if (readOnly && (await versionOf(database)) !== migrations.length) {
          // Only who may write can bring it to the latest version.
          await database.close()
          const writable = await openFile(path, { ...options, readOnly: false })
          await writable?.close()
          continue
        }
        if (!readOnly) {
          await removeStaleNotes(path)
          await dropStaleTemporaries(database.temporaryFolder)
          await restrict(path)
          await migrate(database, migrations)
        }
        await noteHolder(path, program)
        return database
      } catch (error) {
        await database.close()
        throw error
      }
    }
    tell(unfitNotice(path, await setAside(path, unfit), unfit))
    if (readOnly) return null
  }
}

type Unfit = 'damaged' | 'newer' | 'foreign'
type Opened = { database: Database; unfit: null } | { database: null; unfit: Unfit }

async function open(
  path: string,
  readOnly: boolean,
  migrations: readonly Migration[],
): Promise<Opened> {
  let database: Database | null = null
  try {
    if (await hasDamagedWal(path)) return { database: null, unfit: 'damaged' }
    database = await Database.open(path, { readOnly })
    const version = await versionOf(database)
    if (version !== null && version <= migrations.length) {
      // Without this row nobody could use it, however whole the rest may be.
      if (version > 0) await database.rows('FROM archive')
      return { database, unfit: null }
    }
    await database.close()
    return { database: null, unfit: version === null ? 'foreign' : 'newer' }
  } catch (error) {
    await database?.close()
    const trouble = troubleOf(error instanceof AuditDeskError ? error.cause : error)
    if (trouble.kind === 'damaged' || trouble.kind === 'newer') {
      return { database: null, unfit: trouble.kind }
    }
    throw error
  }
}

/** Looks again while nobody else can write: what is being written may look like anything. */
async function hasDamagedWal(path: string): Promise<boolean> {
  const wal = `${path}.wal`
  if (!(await isIgnoredThoughDamaged(wal))) return false
  const reader = await Database.open(path, { readOnly: true })
  try {
    return await isIgnoredThoughDamaged(wal)
  } finally {
    await reader.close()
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw archiveError(path, error)
  }
}

/** As far as the disk and the file's owner let it: some disks know no rights. */
async function restrict(path: string): Promise<void> {
  await chmod(path, 0o600).catch(() => undefined)
}

/**
 * Renames a file, and before it its .wal, which must never meet a new file of the same name.
 * @returns the new name, which was free
 */
async function setAside(path: string, unfit: Unfit): Promise<string> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '')
  const word = unfit === 'newer' ? 'newer' : 'damaged'
  let aside = `${path}.${word}-${stamp}Z`
  for (let next = 2; (await exists(aside)) || (await exists(`${aside}.wal`)); next += 1) {
    aside = `${path}.${word}-${stamp}Z-${String(next)}`
  }
  try {
    if (await exists(`${path}.wal`)) await rename(`${path}.wal`, `${aside}.wal`)
    await rename(path, aside)
    await syncFolder(dirname(path))
  } catch (error) {
    throw archiveError(path, error)
  }
  return aside
}

const reasons: Readonly<Record<Unfit, string>> = {
  damaged: 'is damaged and could not be read',
  newer: 'was written by a newer version of Audit Desk and could not be read',
  foreign: 'is not one of Audit Desk’s',
}

function unfitNotice(path: string, aside: string, unfit: Unfit): string {
  const next =
    unfit === 'newer'
      ? 'Update Audit Desk and rename it back to go on with it.'
      : 'What it held is not shown; docs/archive.md says what can be done with it.'
  return `The archive ${path} ${reasons[unfit]}. It was kept as ${aside}, and a new one takes its place. ${next}`
}
