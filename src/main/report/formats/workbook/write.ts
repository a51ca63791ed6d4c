import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { interruptible, type Duck } from '../duck.ts'
import { copyTo } from '../write.ts'
import type { Sheet, WriteWorkbook } from '../xlsx-port.ts'
import { partsOf, sheetHead, sheetPath, sheetTail } from './parts.ts'
import { rowElements } from './rows.ts'

/** How many rows are turned into XML at a time, into a file; while it is packed, the next are. */
const sliceRows = 61_440

/**
 * Writes the XML of the sheets ourselves: DuckDB makes the rows' on its threads, zlib packs it on
 * Node's, and neither memory nor this thread's time grows with the rows.
 */
export const writeWorkbook: WriteWorkbook = async (duck, workbook, job) => {
  const stop = new AbortController()
  const signal = AbortSignal.any([job.signal, stop.signal])
  const zip = new ZipFile()
  const rows = new Rows(duck, job.path)
  // No clock. A zip names times in the zone of where it is made, from 1980 on: the second day is one
  // that all zones can name.
  const entry = { mtime: new Date(1980, 0, 2), forceDosTimestamp: true, mode: 0o100644 }
  let fault: unknown = null
  const fail = (error: unknown): void => {
    fault ??= error
    stop.abort()
  }
  zip.once('error', fail)
  for (const [path, text] of partsOf(workbook)) zip.addBuffer(Buffer.from(text), path, entry)
  const output = createWriteStream(job.path)
  let done = 0
  workbook.sheets.forEach((sheet, index) => {
    const content = rows.contentOf(sheet, index === 0, (more) => {
      done += more
      job.onProgress({ rows: done, bytes: output.bytesWritten })
    })
    zip.addReadStreamLazy(sheetPath(index), entry, (give) => {
      const stream = Readable.from(content, { objectMode: false })
      give(null, stream.once('error', fail))
    })
  })
  zip.end()
  try {
    await pipeline(zip.outputStream, output, { signal })
  } catch (error) {
    throw fault ?? error
  } finally {
    // DuckDB may still be making the rows that nobody will fetch.
    stop.abort()
    await interruptible(duck, signal, () => rows.clear())
  }
}

/** The rows as XML, by way of two files beside the workbook which take turns. */
class Rows {
  readonly #duck: Duck
  readonly #files: readonly string[]
  #copying: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(duck: Duck, path: string) {
    this.#duck = duck
    this.#files = [0, 1].map((turn) => join(dirname(path), `.${basename(path)}.${turn}.tmp`))
  }

  /** A sheet's whole XML; `onRows` gets how many more rows have gone out. */
  async *contentOf(
    sheet: Sheet,
    isFirst: boolean,
    onRows: (more: number) => void,
  ): AsyncGenerator<Buffer> {
    yield Buffer.from(sheetHead(sheet, isFirst))
    this.#copy(sheet, 0)
    for (let from = 0; from < sheet.rows; from += sliceRows) {
      await this.#copying
      this.#copy(sheet, from + sliceRows)
      yield* createReadStream(this.#fileOf(from)) as AsyncIterable<Buffer>
      onRows(Math.min(sliceRows, sheet.rows - from))
    }
    yield Buffer.from(sheetTail(sheet))
  }

  /** Waits for DuckDB, then removes the files; whoever still asks for rows gets none. */
  async clear(): Promise<void> {
    this.#isOver = true
    await this.#copying.catch(() => undefined)
    for (const file of this.#files) await rm(file, { force: true })
  }

  #copy(sheet: Sheet, from: number): void {
    if (this.#isOver || from >= sheet.rows) return
    const rows = Math.min(sliceRows, sheet.rows - from)
    this.#copying = copyTo(
      this.#duck,
      rowElements(sheet, from, rows),
      this.#fileOf(from),
      // Keeping the order of what comes in order would only keep it all in memory.
      `FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '', PRESERVE_ORDER false`,
    )
    // Whoever waits for it hears of it.
    this.#copying.catch(() => undefined)
  }

  #fileOf(from: number): string {
    return this.#files[(from / sliceRows) % 2] ?? ''
  }
}
