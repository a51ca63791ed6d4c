import { constants } from 'node:fs'
import { lstat, open, opendir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../../shared/model/evidence.ts'
import { maxFiles, type BundleReader } from './bundle-reader.ts'
import { throwIfCancelled } from './digest.ts'
import { refused } from './findings.ts'
import { readPieces } from './pieces.ts'

/**
 * Lists a bundle that is a folder. Links are not followed.
 * @throws an error of the file system when the folder can't be listed; AuditDeskError `cancelled`
 */
export async function readFolder(path: string, signal: AbortSignal): Promise<BundleReader> {
  const root = await realpath(path)
  const files = new Map<string, number>()
  const findings: Finding[] = []
  const queue = ['']
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for await (const entry of await opendir(join(root, folder))) {
      throwIfCancelled(signal)
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) queue.push(file)
      else if (entry.isFile()) files.set(file, (await lstat(join(root, file))).size)
      else if (entry.isSymbolicLink())
        findings.push(refused(file, 'is a link; it was not followed'))
      else findings.push(refused(file, 'is neither a file nor a folder'))
    }
    if (files.size + queue.length > maxFiles) {
      findings.push(refused(null, `holds more than ${maxFiles} files`))
      break
    }
  }
  return {
    kind: 'folder',
    files,
    findings,
    open: (file) => Promise.resolve(readFile(join(root, file), files.get(file) ?? 0)),
    close: () => Promise.resolve(),
  }
}

/** Between listing and opening, somebody may have put a link or a pipe in a file's place. */
async function* readFile(path: string, size: number): AsyncGenerator<Buffer> {
  // Windows has neither flag: there each is undefined, which counts as 0.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(path, flags)
  try {
    yield* readPieces(file, size)
  } finally {
    await file.close()
  }
}
