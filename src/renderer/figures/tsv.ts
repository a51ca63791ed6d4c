import { neutralise } from '../../shared/formula.ts'
import type { ExportCell } from '../../shared/contract/export.ts'

/**
 * Rows as text that a spreadsheet takes apart again when it is pasted: cells between tabs, a header
 * line first. Text that would run as a formula is neutralised; numbers have all their digits and no
 * separators.
 */
export function tsvOf(headings: readonly string[], rows: Iterable<readonly ExportCell[]>): string {
  const lines = [headings.map(cellText).join('\t')]
  for (const row of rows) lines.push(row.map(cellText).join('\t'))
  return lines.join('\n')
}

function cellText(cell: ExportCell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = neutralise(cell)
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
