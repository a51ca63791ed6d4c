import type { VerifyProgress } from '../../../shared/model/evidence.ts'
import type { BundleReader } from './bundle-reader.ts'
import { digestStream, throwIfCancelled } from './digest.ts'
import { fault, type Findings } from './findings.ts'
import type { Manifest, ManifestFile } from './manifest.ts'
import { controlFiles, manifestFile, shown } from './paths.ts'
import { readFault } from './read-small-file.ts'

/**
 * Holds every file against the manifest, and the manifest against the files that are there. A file
 * of another size than the manifest says, or that it doesn't list, isn't read.
 * @returns how many files were compared, and their bytes
 * @throws AuditDeskError `cancelled`
 */
export async function verifyFiles(
  reader: BundleReader,
  manifest: Manifest,
  findings: Findings,
  signal: AbortSignal,
  onProgress: (progress: VerifyProgress) => void,
): Promise<{ files: number; bytes: number }> {
  const filesTotal = manifest.files.length
  const bytesTotal = manifest.files.reduce((total, { size }) => total + size, 0)
  const expected = new Set(controlFiles)
  const compared = { files: 0, bytes: 0 }
  for (const file of manifest.files) {
    throwIfCancelled(signal)
    // What is listed twice is a contradiction of the manifest, found as such.
    if (expected.has(file.path)) continue
    expected.add(file.path)
    const problem = await compare(reader, file, signal, (bytes) => {
      compared.bytes += bytes
      onProgress({ file: shown(file.path), ...compared, filesTotal, bytesTotal })
    })
    compared.files++
    if (problem !== null) findings.add(problem)
  }
  for (const path of reader.files.keys()) {
    if (!expected.has(path)) {
      findings.add(
        fault('added', path, `${shown(path)} was added: ${manifestFile} doesn’t list it.`),
      )
    }
  }
  return compared
}

async function compare(
  reader: BundleReader,
  { path, size, sha256 }: ManifestFile,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<ReturnType<typeof fault> | null> {
  const found = reader.files.get(path)
  if (found === undefined) return fault('missing', path, `${shown(path)} is missing.`)
  if (found !== size) {
    return fault('changed', path, `${shown(path)} was changed: it has ${found} bytes, not ${size}.`)
  }
  try {
    const digest = await digestStream(await reader.open(path), signal, onBytes)
    return digest.sha256 === sha256
      ? null
      : fault('changed', path, `${shown(path)} was changed: its SHA-256 is another.`)
  } catch (error) {
    throwIfCancelled(signal)
    return readFault(path, error)
  }
}
