import { copyFile, open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Copies a file that nobody writes to, beside the target first, so that there is a whole copy or none. */
export async function copyWhole(from: string, to: string): Promise<void> {
  const beside = `${to}.tmp`
  await copyFile(from, beside)
  const file = await open(beside, 'r+')
  try {
    await file.chmod(0o600)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(beside, to)
  await syncFolder(dirname(to))
}

/** Makes a rename last: it is in the folder, which has to reach the disk too. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing.
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

/** Whether there is such a file. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
