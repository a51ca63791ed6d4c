import type { Finding } from '../../../shared/model/evidence.ts'

/** The files of a folder or of a zip, read in place: nothing is ever unpacked to the disk. */
export interface BundleReader {
  kind: 'folder' | 'zip'
  /** Size in bytes of each file, by its path in the bundle. */
  files: ReadonlyMap<string, number>
  /** What was found while listing them, such as links. */
  findings: readonly Finding[]
  /** At most as many bytes as `files` says. */
  open(path: string): Promise<AsyncIterable<Buffer>>
  close(): Promise<void>
}

/** A bundle that holds more is refused rather than read. */
export const maxFiles = 1_000_000
