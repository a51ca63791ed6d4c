/**
 * What a column holds, and what it is in a staging file:
 *
 * - `text`: VARCHAR
 * - `integer`: BIGINT, or DECIMAL(38, 0) where more digits may come. Never HUGEINT, which DuckDB
 *   writes into Parquet as floating-point numbers
 * - `number`: DOUBLE
 * - `boolean`: BOOLEAN
 * - `instant`: TIMESTAMP without a zone, in UTC
 */
export type ColumnType = 'text' | 'integer' | 'number' | 'boolean' | 'instant'

export interface SectionColumn {
  /** snake_case, the same in every format and language. */
  key: string
  type: ColumnType
  /** In the report's language: the heading in workbooks and pages. */
  title: string
}

export type SectionKey =
  | 'summary_project'
  | 'summary_instance'
  | 'sessions'
  | 'risk'
  | 'analyses'
  | 'kill_log'
  | 'coverage'
  | 'answers'

/** One table of a report, as it lies ready to be written in any format. */
export interface Section {
  key: SectionKey
  /** In the report's language. */
  title: string
  columns: readonly SectionColumn[]
  /** The staging file, with the rows in the order in which they are written. */
  parquet: string
  rows: number
}
