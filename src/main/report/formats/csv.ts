import { identifier, literal } from '../../archive/sql.ts'
import type { Section, SectionColumn } from '../section.ts'
import type { Duck } from './duck.ts'
import type { FormatJob, WrittenFile } from './job.ts'
import { countCells, staged } from './staging.ts'
import { counted, instantText, integer } from './values.ts'
import { copyTo, writeEach } from './write.ts'

/**
 * What `report/csv.ts` takes for a formula, for RE2: its `\s` is ASCII's, `\p{Z}` adds the spaces
 * that JavaScript's has besides.
 */
const formulaLike = literal(String.raw`^(?:[\s\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[\t\r\n])`)
const special = literal(String.raw`[",\r\n]`)
/** Most texts: neither of the two, seen at one glance. */
const harmless = literal(String.raw`[\p{L}\p{N}][^",\r\n]*`)

/**
 * `csv/<section>.csv`: RFC 4180 with a header line of keys and CRLF, in UTF-8. A missing value is an
 * empty cell, an empty text `""`. Written by DuckDB, which gets each record as one text.
 * @param job.bom whether to start with a byte order mark, by which Excel knows UTF-8
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writeCsv(
  duck: Duck,
  job: FormatJob & { bom: boolean },
): Promise<WrittenFile[]> {
  return writeEach(duck, job, 'csv', async (section, path, progress) => {
    const header = `${job.bom ? '\ufeff' : ''}${section.columns.map(({ key }) => key).join(',')}\r`
    await copyTo(
      duck,
      `SELECT ${recordOf(section)} AS ${identifier(header)} FROM ${staged(section)}`,
      path,
      `FORMAT csv, HEADER true, DELIMITER '', QUOTE '', ESCAPE ''`,
      progress,
    )
    const neutralised = await countCells(duck, section, 'text', isFormulaLike)
    return neutralised === 0
      ? []
      : [
          `${counted(neutralised, 'cell')} that a spreadsheet would run as a formula ${neutralised === 1 ? 'starts' : 'start'} with an apostrophe that is not part of the value`,
        ]
  })
}

function recordOf({ columns }: Section): string {
  const cells = columns.map(cell)
  // DuckDB ends a line with LF alone.
  const last = `concat(${cells.pop() ?? `''`}, chr(13))`
  return `concat_ws(',', ${[...cells, last].join(', ')})`
}

/** Never NULL, which `concat_ws` would leave out together with its comma. */
function cell({ key, type }: SectionColumn): string {
  const column = identifier(key)
  switch (type) {
    case 'text':
      return text(column)
    case 'instant':
      return `coalesce(${instantText(column)}, '')`
    case 'integer':
      return `coalesce(${integer(column)}::VARCHAR, '')`
    case 'number':
    case 'boolean':
      return `coalesce(${column}::VARCHAR, '')`
  }
}

/** Most texts start with a letter or a digit of ASCII, which is seen without a regular expression. */
function isFormulaLike(column: string): string {
  return `CASE WHEN ord(${column}) BETWEEN ord('0') AND ord('9') OR ord(${column}) BETWEEN ord('A') AND ord('z')
    THEN false ELSE regexp_matches(${column}, ${formulaLike}) END`
}

function text(column: string): string {
  const mark = `CASE WHEN ${isFormulaLike(column)} THEN '''' ELSE '' END`
  return `CASE
    WHEN ${column} IS NULL THEN ''
    WHEN regexp_full_match(${column}, ${harmless}) THEN ${column}
    WHEN ${column} = '' THEN '""'
    WHEN regexp_matches(${column}, ${special})
      THEN concat('"', ${mark}, replace(${column}, '"', '""'), '"')
    ELSE concat(${mark}, ${column})
  END`
}
