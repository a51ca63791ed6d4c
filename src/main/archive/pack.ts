import { createHash, hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import { breathe } from './breathe.ts'
import type { RawAnswer } from './raw-answer.ts'

const pack = promisify(gzip)
/** How many bytes are hashed at once: more would hold up the event loop. */
const bytesAtOnce = 1024 * 1024

/**
 * Pages of rows that differ little pack well even so, and packing must not slow collecting down. Little
 * memory for each leaves less to clear away.
 */
const packing = { level: 1, windowBits: 13, memLevel: 6, chunkSize: 4096 }
/** An answer of so many bytes is packed in less time than it takes to have another thread do it. */
const small = 64 * 1024

/** A raw answer as it is stored. */
export interface PackedRawAnswer extends Omit<RawAnswer, 'body'> {
  /** In bytes, as received. */
  size: number
  /** Of the bytes as received, in hexadecimal digits. */
  sha256: string
  gzipped: Uint8Array
}

/** An answer as the archive keeps it: gzip, with the SHA-256 and the size of what was received. */
export async function packRawAnswer({ body, ...answer }: RawAnswer): Promise<PackedRawAnswer> {
  const packed = body.length <= small ? gzipSync(body, packing) : await pack(body, packing)
  // Without the shared memory around it, which would stay for as long as this does.
  const gzipped = new Uint8Array(packed)
  return { ...answer, size: body.length, sha256: await sha256Of(body), gzipped }
}

/** Of the bytes as received, in hexadecimal digits. */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= bytesAtOnce) return hash('sha256', bytes)
  const growing = createHash('sha256')
  for (let start = 0; start < bytes.length; start += bytesAtOnce) {
    if (start > 0) await breathe()
    growing.update(bytes.subarray(start, start + bytesAtOnce))
  }
  return growing.digest('hex')
}
