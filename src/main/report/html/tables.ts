import { identifier } from '../../archive/sql.ts'
import { rowsOf, type Duck } from '../formats/duck.ts'
import { staged } from '../formats/staging.ts'
import { instantText, integer } from '../formats/values.ts'
import type { Section, SectionColumn } from '../section.ts'
import type { ReportText } from '../text/text.ts'
import { html, type Content, type Markup } from './markup.ts'

/** A page is to be read; what has more rows is in the data files. */
const shownRows = 500

/** A section's rows, or the first of them, under their headings. */
export async function tableOf(
  duck: Duck,
  section: Section,
  text: ReportText,
  language: string,
): Promise<Markup> {
  if (section.rows === 0) return html`<p class="muted">${text.empty}</p>`
  const numbers = new Intl.NumberFormat(language)
  const columns = await worthShowing(duck, section)
  const rows = await rowsOf(
    duck,
    `SELECT ${columns.map(selected).join(', ')} FROM ${staged(section)} LIMIT ${shownRows}`,
  )
  const partial =
    section.rows > shownRows
      ? html`<p class="muted partial">
          ${text.shown(numbers.format(shownRows), numbers.format(section.rows))}
        </p>`
      : null
  return html`${partial}
    <div class="wide">
      <table>
        <thead>
          <tr>
            ${columns.map(({ type, title }) => html`<th${numeric(type)}>${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${columns.map(
                  ({ key, type }) =>
                    html`<td${lookOf(row[key], type)}>${cell(row[key], type, text, numbers)}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}

function numeric(type: SectionColumn['type']): Markup {
  return type === 'integer' || type === 'number' ? html` class="number"` : html``
}

/** Longer texts are broken, wherever that is, before a column is wider than a page has room for. */
const unbroken = 36

function lookOf(value: unknown, type: SectionColumn['type']): Markup {
  return typeof value === 'string' && type === 'text' && value.length > unbroken
    ? html` class="long"`
    : numeric(type)
}

/** Whose data it is stands above the tables; only where there are several accounts does it differ. */
async function worthShowing(duck: Duck, section: Section): Promise<SectionColumn[]> {
  const whose = ['account_name', 'region', 'project_id']
  const [row] = await rowsOf(
    duck,
    `SELECT count(DISTINCT (account_name, region, project_id)) > 1 AS several FROM ${staged(section)}`,
  )
  const left = row?.['several'] === true ? ['region', 'project_id'] : whose
  return section.columns.filter(({ key }) => !left.includes(key))
}

/** As text, so that nothing is rounded on its way. */
function selected({ key, type }: SectionColumn): string {
  const column = identifier(key)
  if (type === 'integer') return `${integer(column)}::VARCHAR AS ${column}`
  return type === 'instant' ? `${instantText(column)} AS ${column}` : column
}

function cell(
  value: unknown,
  type: SectionColumn['type'],
  text: ReportText,
  numbers: Intl.NumberFormat,
): Content {
  if (value === null || value === undefined) return text.none
  switch (type) {
    case 'integer':
      return numbers.format(BigInt(value as string))
    case 'instant':
      return (value as string).replace('T', ' ').replace(/\.000Z$|Z$/, '')
    case 'boolean':
      return value === true ? text.yes : text.no
    case 'number':
      return numbers.format(value as number)
    case 'text':
      return value as string
  }
}
