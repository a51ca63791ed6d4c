import { identifier } from '../../archive/sql.ts'
import type { SectionColumn } from '../section.ts'
import type { Duck } from './duck.ts'
import type { FormatJob, WrittenFile } from './job.ts'
import { staged } from './staging.ts'
import { instantText, integer } from './values.ts'
import { copyTo, writeEach } from './write.ts'

/**
 * `jsonl/<section>.jsonl`: one object a line, its keys in the order of the columns, a missing value
 * null, an integer with all its digits, an instant as ISO 8601 in UTC.
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writeJsonLines(duck: Duck, job: FormatJob): Promise<WrittenFile[]> {
  return writeEach(duck, job, 'jsonl', async (section, path, progress) => {
    const values = section.columns.map((column) => `${value(column)} AS ${identifier(column.key)}`)
    await copyTo(
      duck,
      `SELECT ${values.join(', ')} FROM ${staged(section)}`,
      path,
      'FORMAT json',
      progress,
    )
    return []
  })
}

function value({ key, type }: SectionColumn): string {
  const column = identifier(key)
  switch (type) {
    case 'integer':
      return integer(column)
    case 'instant':
      return instantText(column)
    case 'number':
      // JSON has no word for what isn't finite.
      return `CASE WHEN isfinite(${column}) THEN to_json(${column}) ELSE to_json(${column}::VARCHAR) END`
    case 'text':
    case 'boolean':
      return column
  }
}
