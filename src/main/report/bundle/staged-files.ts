import { constants } from 'node:fs'
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { chosenFileError, isFileError } from '../../file-error.ts'
import { digestStream, throwIfCancelled, type Digest } from './digest.ts'
import { readPieces } from './pieces.ts'

/** Path, with forward slashes, and size of every file. */
export async function listFiles(folder: string): Promise<Map<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = new Map<string, number>()
  for (const entry of entries) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(folder, path).replaceAll(sep, '/'), (await lstat(path)).size)
  }
  return files
}

/** @throws AuditDeskError `file`, naming the file; `cancelled` */
export async function hashFile(
  path: string,
  size: number,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Digest> {
  return withFile(path, constants.O_RDONLY, (file) =>
    digestStream(readPieces(file, size), signal, onBytes),
  )
}

/**
 * What was hashed is on the disk before the bundle has its name. A few at a time: a disk takes
 * several files in one go, and a bundle may have thousands.
 */
export async function syncAll(paths: readonly string[], signal: AbortSignal): Promise<void> {
  const queue = [...paths]
  const work = async (): Promise<void> => {
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      throwIfCancelled(signal)
      await withFile(path, constants.O_RDWR, (file) => file.sync())
    }
  }
  await Promise.all(Array.from({ length: 4 }, work))
}

/** @throws AuditDeskError `file`, naming the file, also where it exists already */
export async function writeSynced(path: string, content: Uint8Array): Promise<void> {
  await withFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, async (file) => {
    await file.writeFile(content)
    await file.sync()
  })
}

/** So that a new name survives a power cut. Windows has no such thing, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** A failure of a write names no file by itself. */
async function withFile<T>(
  path: string,
  flags: number,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  try {
    const file = await open(path, flags, 0o644)
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw isFileError(error) ? chosenFileError(path, error) : error
  }
}
