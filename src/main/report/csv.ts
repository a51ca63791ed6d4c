import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify, type Options } from 'csv-stringify'
import { stringify as stringifyAtOnce } from 'csv-stringify/sync'
import { neutralise } from '../../shared/formula.ts'
import { chosenFileError, isFileError } from '../file-error.ts'

/** What a cell can hold. `null` is an empty cell; a bigint is written with all its digits. */
export type CsvValue = string | number | bigint | boolean | null

export interface CsvColumn<Row> {
  header: string
  value: (row: Row) => CsvValue
}

function options<Row>(columns: readonly CsvColumn<Row>[]): Options {
  return {
    columns: columns.map(({ header }, index) => ({ key: String(index), header })),
    header: true,
    record_delimiter: 'windows',
    quote_record_delimiter: true,
    // Only text can be a formula: a number keeps its sign.
    cast: { string: neutralise, boolean: String },
  }
}

function cells<Row>(columns: readonly CsvColumn<Row>[], row: Row): CsvValue[] {
  return columns.map(({ value }) => value(row))
}

/** RFC 4180 with a header line and CRLF; formula-like text is neutralised. For a few rows. */
export function csvOf<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  return stringifyAtOnce(
    Array.from(rows, (row) => cells(columns, row)),
    options(columns),
  )
}

/** The same text in pieces, for any number of rows. */
export async function* csvPieces<Row>(
  columns: readonly CsvColumn<Row>[],
  chunks: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string> {
  yield csvOf(columns, [])
  for await (const chunk of chunks) {
    const rows = chunk.map((row) => cells(columns, row))
    yield stringifyAtOnce(rows, { ...options(columns), header: false })
  }
}

/**
 * Writes the same as `csvOf`, in UTF-8, for any number of rows: beside the file first, then renamed,
 * so that there is a whole file or none. Replaces a file that is there.
 * @param bom whether to start with a byte order mark, by which Excel knows UTF-8
 * @throws AuditDeskError `file`, naming the file and what to do; what `rows` throws, as it is
 */
export async function writeCsvFile<Row>(
  path: string,
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row> | AsyncIterable<Row>,
  { bom }: { bom: boolean },
): Promise<void> {
  const beside = join(dirname(path), `.${randomUUID()}.tmp`)
  try {
    await pipeline(
      Readable.from(eachAsCells(columns, rows)),
      stringify({ ...options(columns), bom }),
      createWriteStream(beside, { flags: 'wx', flush: true }),
    )
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw isFileError(error) ? chosenFileError(path, error) : error
  }
}

async function* eachAsCells<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row> | AsyncIterable<Row>,
): AsyncGenerator<CsvValue[]> {
  for await (const row of rows) yield cells(columns, row)
}
