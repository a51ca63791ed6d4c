import { open, type FileHandle } from 'node:fs/promises'

/** How each .wal begins: an entry without length that tells DuckDB's version of the format. */
const start = Buffer.from([0x64, 0x00, 0x62, 0x65, 0x00])
const startLength = 8
/** Before each further entry: its length and its checksum, eight bytes each, the lowest first. */
const prefixLength = 16
/** No entry comes near it: it holds what one transaction changes, and that fits into memory. */
const impossibleLength = 2n ** 32n

/**
 * Whether a .wal is damaged in a way at which DuckDB takes no offence: where its beginning, or the
 * length of an entry, makes no sense, DuckDB holds the rest for something that a crash kept it from
 * writing, and goes on without it. All other damage shows by the checksums, and DuckDB says so.
 *
 * A .wal that ends too soon, or that holds nothing but zeros, is what a crash leaves of a transaction
 * that had not ended. It is not damage.
 */
export async function isIgnoredThoughDamaged(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return false
  try {
    const { size } = await file.stat()
    const beginning = await read(file, 0, Math.min(startLength, size))
    if (beginning.length < startLength || beginning.every((byte) => byte === 0)) return false
    if (!beginning.subarray(0, start.length).equals(start)) return true
    return await hasImpossibleLength(file, size)
  } finally {
    await file.close()
  }
}

async function hasImpossibleLength(file: FileHandle, size: number): Promise<boolean> {
  let place = startLength
  while (place + prefixLength <= size) {
    const prefix = await read(file, place, prefixLength)
    if (prefix.length < prefixLength) return false
    const length = prefix.readBigUInt64LE()
    if (length >= impossibleLength) return true
    place += prefixLength + Number(length)
  }
  return false
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
