import { isFileError } from '../../file-error.ts'
import type { BundleReader } from './bundle-reader.ts'
import { fault, refused, type Findings } from './findings.ts'
import { shown } from './paths.ts'

/**
 * Reads a file of a bundle into memory.
 * @param limit in bytes; a larger one isn't read
 * @returns `null` when that is a finding
 */
export async function readSmallFile(
  reader: BundleReader,
  path: string,
  limit: number,
  findings: Findings,
): Promise<Buffer | null> {
  const size = reader.files.get(path)
  if (size === undefined) {
    findings.add(fault('missing', path, `${path} is missing.`))
    return null
  }
  const tooLarge = refused(path, `is larger than ${limit} bytes; it was not read`)
  if (size > limit) {
    findings.add(tooLarge)
    return null
  }
  try {
    const chunks: Buffer[] = []
    let read = 0
    for await (const chunk of await reader.open(path)) {
      read += chunk.length
      if (read > limit) {
        findings.add(tooLarge)
        return null
      }
      chunks.push(Buffer.from(chunk))
    }
    return Buffer.concat(chunks)
  } catch (error) {
    findings.add(readFault(path, error))
    return null
  }
}

/** For a file that is there and can't be read to its end. */
export function readFault(path: string, error: unknown): ReturnType<typeof fault> {
  return isFileError(error)
    ? fault('unreadable', path, `${shown(path)} can’t be read (${error.code ?? 'unknown'}).`)
    : fault('changed', path, `${shown(path)} is damaged: it can’t be unpacked.`)
}
