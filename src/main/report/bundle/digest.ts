import { createHash } from 'node:crypto'
import { AuditDeskError } from '../../../shared/errors.ts'

export interface Digest {
  /** Bytes. */
  size: number
  /** Hex. */
  sha256: string
}

export function digestOf(bytes: Uint8Array): Digest {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/**
 * @param onBytes told of each piece that was read
 * @throws AuditDeskError `cancelled`; what the stream throws
 */
export async function digestStream(
  stream: AsyncIterable<Buffer>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Digest> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of stream) {
    throwIfCancelled(signal)
    hash.update(chunk)
    size += chunk.length
    onBytes(chunk.length)
  }
  return { size, sha256: hash.digest('hex') }
}

/** @throws AuditDeskError `cancelled` */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
  }
}
