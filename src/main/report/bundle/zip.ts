import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { chosenFileError, isFileError } from '../../file-error.ts'
import { throwIfCancelled } from './digest.ts'
import { comparePaths } from './paths.ts'

/** Already as small as they get. */
const packed = /\.(parquet|xlsx|pdf|gz|png)$/

// The first instant that a zip can name, and without a zone: the same bytes on every machine.
const time = new Date(1980, 0, 1)
const mode = 0o100644

export interface ZipJob {
  folder: string
  /** Relative to the folder, with forward slashes; sizes in bytes. */
  files: readonly { path: string; size: number }[]
  /** What the one folder in the zip is called. */
  name: string
  /** The file to write; must not exist. */
  to: string
  signal: AbortSignal
  onProgress: (progress: { file: string; bytes: number }) => void
}

/**
 * Packs files into a zip, streamed; the same files give the same bytes. Zip64 where it has to be.
 * Whoever calls it removes what was written when it fails.
 * @returns its size in bytes
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writeZip(job: ZipJob): Promise<number> {
  const zip = new ZipFile()
  const stop = new AbortController()
  const signal = AbortSignal.any([job.signal, stop.signal])
  let open: ReadStream | null = null
  let fault: unknown = null
  zip.once('error', (error) => {
    fault = error
    stop.abort()
  })
  for (const { path, size } of [...job.files].sort((a, b) => comparePaths(a.path, b.path))) {
    const compressionLevel = packed.test(path) ? 0 : 6
    const options = { size, mtime: time, forceDosTimestamp: true, mode, compressionLevel }
    zip.addReadStreamLazy(`${job.name}/${path}`, options, (give) => {
      job.onProgress({ file: path, bytes: size })
      open = createReadStream(join(job.folder, path)).once('error', (error) => {
        zip.emit('error', error)
      })
      give(null, open)
    })
  }
  zip.end()
  try {
    const output = createWriteStream(job.to, { flags: 'wx', mode: 0o600, flush: true })
    await pipeline(zip.outputStream, output, { signal })
    return (await stat(job.to)).size
  } catch (error) {
    throwIfCancelled(job.signal)
    const cause = fault ?? error
    throw isFileError(cause) ? chosenFileError(cause.path ?? job.to, cause) : cause
  } finally {
    closeStream(open)
  }
}

function closeStream(stream: ReadStream | null): void {
  stream?.destroy()
}
