import type { FileHandle } from 'node:fs/promises'

const largest = 2 ** 20

/**
 * The bytes of an open file, in pieces. Each is good only until the next one is asked for.
 * @param size about how many there are: small files get by with little memory
 */
export async function* readPieces(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(Math.max(size, 1), largest))
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
