import CliTable from 'cli-table3'
import { visible } from './text.ts'

export interface TableColumn<Row> {
  heading: string
  /** As it is shown; `null` is shown as a dash, so that it can't be mistaken for empty text. */
  cell: (row: Row) => string | null
  /** Numbers stand on the right. */
  align?: 'left' | 'right'
}

/** A table ready to be drawn: rows of text under headings. */
export interface Table {
  /** What the rows are, such as "Sessions per database user". */
  title: string
  rowCount: number
  /**
   * The drawing, piece by piece.
   * @param limit draws so many of the first rows at most
   */
  draw(limit?: number): Pieces
}

/** A table whose rows are all at hand. */
export interface HeldTable extends Table {
  draw(limit?: number): Iterable<string>
}

/** Text in pieces, to be written one after the other. */
export type Pieces = Iterable<string> | AsyncIterable<string>

/**
 * Drawing takes the square of the number of rows, so many rows are drawn in blocks, each under its
 * own headings like the pages of a print.
 */
const blockRows = 500

export function tableOf<Row>(
  title: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): HeldTable {
  return {
    title,
    rowCount: rows.length,
    *draw(limit = rows.length) {
      const shown = rows.slice(0, limit)
      for (let start = 0; start === 0 || start < shown.length; start += blockRows) {
        yield drawBlock(columns, shown.slice(start, start + blockRows))
      }
    },
  }
}

/**
 * A table of rows that are too many to be held.
 * @param read the rows from the first one on, in chunks of any size
 */
export function streamedTable<Row>(
  title: string,
  columns: readonly TableColumn<Row>[],
  rowCount: number,
  read: () => AsyncIterable<readonly Row[]>,
): Table {
  return {
    title,
    rowCount,
    draw: (limit = rowCount) => drawChunks(columns, read(), limit),
  }
}

/** Draws chunks of rows in blocks; without any row, the headings alone. */
export async function* drawChunks<Row>(
  columns: readonly TableColumn<Row>[],
  chunks: AsyncIterable<readonly Row[]>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  let block: Row[] = []
  let drawn = 0
  let left = limit
  for await (const chunk of chunks) {
    for (const row of chunk.slice(0, left)) {
      block.push(row)
      if (block.length < blockRows) continue
      yield drawBlock(columns, block)
      drawn += 1
      block = []
    }
    left -= chunk.length
    if (left <= 0) break
  }
  if (block.length > 0 || drawn === 0) yield drawBlock(columns, block)
}

function drawBlock<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const table = new CliTable({
    head: columns.map(({ heading }) => heading),
    colAligns: columns.map(({ align = 'left' }) => align),
    style: { head: [], border: [], compact: true },
  })
  for (const row of rows) {
    table.push(
      columns.map(({ cell }) => {
        const text = cell(row)
        return text === null ? '–' : visible(text)
      }),
    )
  }
  return `${table.toString().split('\n').map(keepCellsInOrder).join('\n')}\n`
}

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const leftToRightMark = '\u200e'

/**
 * A terminal that writes Arabic or Hebrew from right to left would draw the cells after such a name
 * in the wrong order, numbers first; a mark at each border ends the run.
 */
function keepCellsInOrder(line: string): string {
  return rightToLeft.test(line) ? line.replaceAll('│', `${leftToRightMark}│`) : line
}
