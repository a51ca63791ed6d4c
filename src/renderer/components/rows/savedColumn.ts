import type { ExportCell } from '../../../shared/contract/export.ts'

/** A column of rows that leave the window, as a file or over the clipboard. */
export interface SavedColumn<Row> {
  /** In a file: the same in every language, as a report's tables have it. */
  header: string
  /** On the clipboard: as the screen has it. */
  label: string
  value: (row: Row) => ExportCell
}
