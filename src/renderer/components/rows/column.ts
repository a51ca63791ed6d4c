import type { CellValue } from '../../figures/rows.ts'

/** A column of a table of rows. The slot `cell-KEY` draws its cells; without it the value is text. */
export interface Column<Row> {
  key: string
  label: string
  /** What the column is sorted by, and searched in. */
  value: (row: Row) => CellValue
  /** Numbers stand at the end, so that their digits line up. */
  end?: boolean
  /** False for values a reader can't type, such as an instant. */
  searched?: boolean
  /** False for a column of buttons. */
  sortable?: boolean
  /** What the header says on hover. */
  hint?: string
}

export interface Sort {
  key: string
  descending: boolean
}
