import { identifier, literal } from '../../../archive/sql.ts'
import { instantText, integer } from '../values.ts'
import { maxDigits, type Sheet, type SheetColumn } from '../xlsx-port.ts'
import { textElement } from './escape.ts'
import { columnName, style } from './parts.ts'

/**
 * SQL whose rows are `<row>` elements, for `rows` of a sheet's rows from its `from`-th on. The
 * window function makes DuckDB take the rows one after the other, without keeping any.
 */
export function rowElements(sheet: Sheet, from: number, rows: number): string {
  const first = sheet.from + from
  const cells = sheet.columns.map((column, index) => cell(column, columnName(index)))
  return `SELECT concat('<row r="', line, '">', ${cells.join(', ')}, '</row>')
    FROM (
      SELECT *, CASE WHEN file_row_number = ${first - 1} + place THEN (place + ${from + 1})::VARCHAR
        ELSE error('the rows came out of their order') END AS line
      FROM (
        SELECT *, row_number() OVER () AS place
        FROM read_parquet(${literal(sheet.parquet)}, file_row_number = true)
        WHERE file_row_number >= ${first} AND file_row_number < ${first + rows}
      )
    )`
}

function cell({ key, type }: SheetColumn, letters: string): string {
  const column = identifier(key)
  const start = `'<c r="${letters}', line, '"`
  const number = (value: string, as: string) => `concat(${start}${as}><v>', ${value}, '</v></c>')`
  const text = (element: string) =>
    `concat(${start}${styled(style.text)} t="inlineStr"><is>', ${element}, '</is></c>')`
  const plainText = (value: string) => text(`concat('<t>', ${value}, '</t>')`)
  const unlessMissing = (value: string) => `CASE WHEN ${column} IS NULL THEN '' ELSE ${value} END`
  switch (type) {
    case 'text':
      return unlessMissing(text(textElement(column)))
    case 'integer':
      return `CASE WHEN ${column} IS NULL THEN ''
        WHEN ${isShown(column)} THEN ${number(integer(column), styled(style.integer))}
        ELSE ${plainText(integer(column))} END`
    case 'number':
      return `CASE WHEN ${column} IS NULL THEN ''
        WHEN isfinite(${column}) THEN ${number(column, '')}
        ELSE ${plainText(`${column}::VARCHAR`)} END`
    case 'boolean':
      return unlessMissing(number(`${column}::INTEGER`, ' t="b"'))
    case 'instant':
      return `CASE WHEN ${column} IS NULL THEN ''
        WHEN NOT ${isDate(column)} THEN ${plainText(instantText(column))}
        WHEN epoch_us(${column}) % 1000000 = 0 THEN ${number(serial(column), styled(style.instant))}
        ELSE ${number(serial(column), styled(style.fineInstant))} END`
  }
}

function styled(index: number): string {
  return ` s="${index}"`
}

/** Whether spreadsheets show all digits of an integer. */
export function isShown(column: string): string {
  return `abs(${integer(column)}) < 1${'0'.repeat(maxDigits)}`
}

/** Whether spreadsheets agree on it: from 1900 March 1 (they differ on a leap day) to 9999. */
export function isDate(column: string): string {
  return `(${column} >= TIMESTAMP '1900-03-01' AND ${column} < TIMESTAMP '10000-01-01')`
}

/** Days since the last day of 1899, whatever the zone: what a spreadsheet takes for a date. */
function serial(column: string): string {
  return `epoch_us(${column}) / 86400000000.0 + 25569`
}
