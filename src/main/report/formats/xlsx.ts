import { join } from 'node:path'
import { identifier } from '../../archive/sql.ts'
import type { Section, SectionColumn } from '../section.ts'
import { rowsOf, type Duck } from './duck.ts'
import type { FormatJob, WrittenFile } from './job.ts'
import { sheetNames } from './sheet-names.ts'
import { checkStaging, countCells, staged } from './staging.ts'
import { counted } from './values.ts'
import { hasUnfit, isTooLong } from './workbook/escape.ts'
import { isDate, isShown } from './workbook/rows.ts'
import { writeWorkbook } from './workbook/write.ts'
import { writing } from './write.ts'
import { maxDigits, maxRows, maxText, type Sheet, type SheetColumn } from './xlsx-port.ts'

const file = 'report.xlsx'

/**
 * `report.xlsx`: a sheet per section, or more where it has more rows than a sheet holds, with
 * headings that stay and filter. Texts are text, whatever they look like; instants are dates in UTC.
 * @param job.title of the report, and `job.creator` who it is by: properties of the document
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writeXlsx(
  duck: Duck,
  job: FormatJob & { title: string; creator: string },
): Promise<WrittenFile[]> {
  const { title, creator, sections, signal } = job
  const path = join(job.folder, file)
  const notes: string[] = []
  await writing(duck, path, signal, async () => {
    const parts: Omit<Sheet, 'name'>[][] = []
    for (const section of sections) {
      await checkStaging(duck, section)
      notes.push(...(await notesOn(duck, section)))
      parts.push(split(section, await columnsOf(duck, section)))
    }
    const names = sheetNames(
      sections.map((section, index) => [section.title, parts[index]?.length ?? 1]),
    )
    const sheets = parts.flat().map((part, index) => ({ ...part, name: names[index] ?? '' }))
    await writeWorkbook(
      duck,
      { title, creator, sheets },
      { path, signal, onProgress: (progress) => job.onProgress({ file, ...progress }) },
    )
  })
  return [{ path: file, section: null, rows: null, notes }]
}

function split({ parquet, rows }: Section, columns: readonly SheetColumn[]): Omit<Sheet, 'name'>[] {
  const count = Math.max(1, Math.ceil(rows / maxRows))
  return Array.from({ length: count }, (_, index) => {
    const from = index * maxRows
    return { columns, parquet, from, rows: Math.min(maxRows, rows - from) }
  })
}

/** How many rows tell how wide a column is. */
const sample = 1000
const [narrow, wide] = [8, 60]
/** Of the button that filters. */
const button = 3

async function columnsOf(duck: Duck, section: Section): Promise<SheetColumn[]> {
  const widths = section.columns.map(({ key, type }) =>
    type === 'instant' ? '20' : `max(${widthOf(`${identifier(key)}::VARCHAR`)})`,
  )
  const [row] = await rowsOf(
    duck,
    `SELECT [${widths.map((width) => `coalesce(${width}, 0)::DOUBLE`).join(', ')}] AS widths
     FROM (FROM ${staged(section)} LIMIT ${sample})`,
  )
  const found = row?.['widths'] as number[]
  return section.columns.map((column, index) => ({
    ...column,
    width: Math.min(wide, Math.max(narrow, headingWidth(column), (found[index] ?? 0) + 1)),
  }))
}

/** Chinese characters are as wide as two, and have three bytes. */
function widthOf(text: string): string {
  return `greatest(length(${text}), strlen(${text}) * 2 // 3)`
}

function headingWidth({ title }: SectionColumn): number {
  return Math.max(title.length, Math.floor((Buffer.byteLength(title) * 2) / 3)) + button
}

async function notesOn(duck: Duck, section: Section): Promise<string[]> {
  const long = await countCells(duck, section, 'integer', (column) => `NOT ${isShown(column)}`)
  const early = await countCells(duck, section, 'instant', (column) => `NOT ${isDate(column)}`)
  const unfit = await countCells(duck, section, 'text', hasUnfit)
  const cut = await countCells(duck, section, 'text', isTooLong)
  return [
    [
      long,
      `of more than ${maxDigits} digits written as text, because a spreadsheet shows no more`,
      'integer',
    ],
    [early, 'that a spreadsheet has no date for written as text', 'instant'],
    [unfit, 'with control characters, written as _xHHHH_ as Office Open XML does', 'cell'],
    [cut, `cut after the ${maxText} characters a spreadsheet's cell holds, and marked […]`, 'cell'],
  ]
    .filter((note): note is [number, string, string] => note[0] !== 0)
    .map(([count, what, one]) => `${section.key}: ${counted(count, one)} ${what}`)
}
