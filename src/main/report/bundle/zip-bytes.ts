import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { RandomAccessReader } from 'yauzl'

const pieceSize = 2 ** 18

/**
 * The bytes of a zip for yauzl. Its own reader waits for ever when a zip names a place beyond what a
 * file can have; here that is an error like every other. Closing the file is the caller's.
 */
export class ZipBytes extends RandomAccessReader {
  readonly #file: FileHandle
  readonly #size: number

  constructor(file: FileHandle, size: number) {
    super()
    this.#file = file
    this.#size = size
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#slice(start, end), { objectMode: false })
  }

  async *#slice(start: number, end: number): AsyncGenerator<Buffer> {
    if (!this.#has(start, end)) throw beyondEnd()
    for (let position = start; position < end;) {
      const length = Math.min(pieceSize, end - position)
      const { bytesRead, buffer } = await this.#file.read(
        Buffer.allocUnsafe(length),
        0,
        length,
        position,
      )
      if (bytesRead === 0) throw beyondEnd()
      yield buffer.subarray(0, bytesRead)
      position += bytesRead
    }
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!this.#has(position, position + length)) {
      callback(beyondEnd())
      return
    }
    this.#file.read(buffer, offset, length, position).then(
      ({ bytesRead }) => callback(bytesRead === length ? null : beyondEnd()),
      (error: unknown) => callback(error instanceof Error ? error : beyondEnd()),
    )
  }

  #has(start: number, end: number): boolean {
    return start >= 0 && start <= end && end <= this.#size
  }
}

function beyondEnd(): Error {
  return new Error('it points beyond its end')
}
