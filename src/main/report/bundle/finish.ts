import { randomUUID } from 'node:crypto'
import { lstat, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AuditDeskError } from '../../../shared/errors.ts'
import { chosenFileError, isFileError } from '../../file-error.ts'
import { contradictions } from './contradictions.ts'
import { digestOf, throwIfCancelled } from './digest.ts'
import { guideText } from './guide.ts'
import {
  incompleteness,
  Manifest,
  manifestBytes,
  type ManifestFacts,
  type ManifestFile,
} from './manifest.ts'
import {
  comparePaths,
  guideFile,
  keyFile,
  manifestFile,
  manifestSignatureFile,
  sumsFile,
  sumsSignatureFile,
} from './paths.ts'
import type { SigningKey } from './signing-keys.ts'
import { hashFile, listFiles, syncAll, syncFolder, writeSynced } from './staged-files.ts'
import { sumsText } from './sums.ts'
import { writeZip } from './zip.ts'

/** A key that may be elsewhere: its private half never comes near the files. */
export interface Signer extends Pick<SigningKey, 'fingerprint' | 'publicPem' | 'kept' | 'history'> {
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** A file of the report, before it is hashed. */
export type BundleFile = Omit<ManifestFile, 'size' | 'sha256'>

export interface FinishJob {
  /** The folder with the report's files; it is removed when finishing fails or is cancelled. */
  staging: string
  /** What it becomes, on the same disk; must not exist. */
  final: string
  /** Whether `<final>.zip` is made too. */
  zip: boolean
  files: readonly BundleFile[]
  facts: ManifestFacts
  /** Why the report isn't complete, beyond what the facts say themselves; one sentence each. */
  reasons: readonly string[]
  signer: Signer
  signal: AbortSignal
  onProgress: (progress: FinishProgress) => void
}

export interface FinishProgress {
  stage: 'hash' | 'zip'
  file: string
  bytes: number
  bytesTotal: number
}

export interface FinishedBundle {
  folder: string
  zip: string | null
  /** All files of the folder. */
  files: number
  /** Bytes of the folder. */
  bytes: number
  complete: boolean
  reasons: string[]
  /** SHA-256 of `manifest.json`, hex. */
  digest: string
}

interface Written {
  path: string
  size: number
  sha256: string
}

/**
 * Makes a bundle of a folder with a report's files: hashes them, writes manifest, signatures, sums and
 * guide, packs it if wanted, and gives it its final name when all is on the disk. Whatever goes
 * wrong, nothing is left.
 * @throws AuditDeskError `file`, naming the file; `cancelled`; `internal` when the folder isn't what
 *   the job says
 */
export async function finishBundle(job: FinishJob): Promise<FinishedBundle> {
  const zip = job.zip ? `${job.final}.zip` : null
  const zipBeside = join(dirname(job.final), `.${randomUUID()}.zip.tmp`)
  try {
    await refuseExisting(job.final)
    if (zip !== null) await refuseExisting(zip)
    const { manifest, written } = await writeControlFiles(job)
    if (zip !== null) await pack(job, written, zipBeside)
    throwIfCancelled(job.signal)
    await publish(job.staging, job.final, zip === null ? null : { from: zipBeside, to: zip })
    return {
      folder: job.final,
      zip,
      files: written.length,
      bytes: sum(written),
      complete: manifest.complete,
      reasons: manifest.reasons,
      digest: written.find(({ path }) => path === manifestFile)?.sha256 ?? '',
    }
  } catch (error) {
    await rm(zipBeside, { force: true })
    await rm(job.staging, { recursive: true, force: true })
    throw isFileError(error) ? chosenFileError(error.path ?? job.final, error) : error
  }
}

async function writeControlFiles(
  job: FinishJob,
): Promise<{ manifest: Manifest; written: Written[] }> {
  const { signer, staging, facts } = job
  const files = await hashFiles(job)
  const manifest = manifestOf(job, files)
  const bytes = manifestBytes(manifest)
  const write = async (path: string, content: Uint8Array): Promise<Written> => {
    throwIfCancelled(job.signal)
    await writeSynced(join(staging, path), content)
    return { path, ...digestOf(content) }
  }
  const control = [
    await write(manifestFile, bytes),
    await write(manifestSignatureFile, await signer.sign(bytes)),
    await write(keyFile, Buffer.from(signer.publicPem)),
  ]
  const guide = guideText({
    language: facts.created.language,
    fingerprint: signer.fingerprint,
    kept: signer.kept,
    files: files.length + control.length + 1,
    complete: manifest.complete,
    appVersion: facts.app.version,
  })
  control.push(await write(guideFile, Buffer.from(guide)))
  const summed = [...files, ...control].sort((a, b) => comparePaths(a.path, b.path))
  const sums = Buffer.from(sumsText(summed))
  const last = [
    await write(sumsFile, sums),
    await write(sumsSignatureFile, await signer.sign(sums)),
  ]
  return { manifest, written: [...summed, ...last] }
}

function manifestOf({ facts, reasons, signer }: FinishJob, files: ManifestFile[]): Manifest {
  const all = [...new Set([...reasons, ...incompleteness(facts)])]
  const parsed = Manifest.safeParse({
    format: 'audit-desk-bundle',
    schema_version: 1,
    ...facts,
    complete: all.length === 0,
    reasons: all,
    files,
    signing_key: {
      algorithm: 'Ed25519',
      fingerprint: signer.fingerprint,
      kept: signer.kept,
      history: signer.history,
    },
  })
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: '' }
    throw internalError(`The manifest’s ${path.map(String).join('.')} ${message}.`)
  }
  const problem = contradictions(parsed.data)[0]
  if (problem !== undefined) throw internalError(problem)
  return parsed.data
}

async function hashFiles(job: FinishJob): Promise<ManifestFile[]> {
  const sizes = await listFiles(job.staging)
  const described = new Map(job.files.map((file) => [file.path, file]))
  const bytesTotal = [...sizes.values()].reduce((total, size) => total + size, 0)
  const files: ManifestFile[] = []
  let bytes = 0
  for (const [path, size] of [...sizes].sort(([a], [b]) => comparePaths(a, b))) {
    const file = described.get(path)
    if (file === undefined) throw internalError(`${path} is in the bundle, and nothing says why.`)
    described.delete(path)
    const digest = await hashFile(join(job.staging, path), size, job.signal, (read) => {
      bytes += read
      job.onProgress({ stage: 'hash', file: path, bytes, bytesTotal })
    })
    files.push({ ...file, ...digest })
  }
  const [absent] = described.keys()
  if (absent !== undefined) throw internalError(`${absent} was to be in the bundle, and isn’t.`)
  await syncAll(
    files.map(({ path }) => join(job.staging, path)),
    job.signal,
  )
  return files
}

async function pack(job: FinishJob, written: readonly Written[], to: string): Promise<void> {
  const bytesTotal = sum(written)
  let bytes = 0
  await writeZip({
    folder: job.staging,
    files: written,
    name: basename(job.final),
    to,
    signal: job.signal,
    onProgress: (progress) => {
      bytes += progress.bytes
      job.onProgress({ stage: 'zip', file: progress.file, bytes, bytesTotal })
    },
  })
}

async function publish(
  staging: string,
  final: string,
  zip: { from: string; to: string } | null,
): Promise<void> {
  await rename(staging, final)
  try {
    if (zip !== null) await rename(zip.from, zip.to)
    await syncFolder(dirname(final))
  } catch (error) {
    await rm(final, { recursive: true, force: true })
    throw error
  }
}

async function refuseExisting(path: string): Promise<void> {
  const there = await lstat(path).catch((error: unknown) => {
    if (isFileError(error) && error.code === 'ENOENT') return null
    throw error
  })
  if (there === null) return
  throw new AuditDeskError({
    code: 'file',
    message: `${path} exists already.`,
    retryable: false,
    hint: 'Choose another folder or name. A bundle replaces nothing.',
  })
}

function internalError(message: string): AuditDeskError {
  return new AuditDeskError({ code: 'internal', message, retryable: false })
}

function sum(files: readonly { size: number }[]): number {
  return files.reduce((total, { size }) => total + size, 0)
}
