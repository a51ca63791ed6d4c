import type { ColumnType } from '../section.ts'
import type { Duck } from './duck.ts'

/**
 * What writing a workbook comes to, so that whatever does it can be replaced by a library: see
 * docs/decisions/0016-xlsx.md.
 */
export type WriteWorkbook = (duck: Duck, workbook: Workbook, job: WorkbookJob) => Promise<void>

export interface Workbook {
  title: string
  creator: string
  sheets: readonly Sheet[]
}

export interface Sheet {
  /** At most 31 characters, legal, and unlike the others' whatever the case. */
  name: string
  columns: readonly SheetColumn[]
  /** The staging file the rows are in. */
  parquet: string
  /** The first of the staging file's rows that belongs here, from 0. */
  from: number
  /** At most `maxRows`. */
  rows: number
}

export interface SheetColumn {
  key: string
  type: ColumnType
  title: string
  /** In characters. */
  width: number
}

export interface WorkbookJob {
  /** The file to write. */
  path: string
  signal: AbortSignal
  onProgress(progress: { rows: number; bytes: number }): void
}

/** What a sheet holds beside its heading. */
export const maxRows = 1_048_575
/** What a cell holds, in UTF-16 code units. */
export const maxText = 32_767
/** Spreadsheets show no more digits of a number, and zeros in place of the rest. */
export const maxDigits = 15
