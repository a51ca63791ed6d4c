import { AuditDeskError } from '../../../shared/errors.ts'
import { identifier, literal } from '../../archive/sql.ts'
import type { ColumnType, Section } from '../section.ts'
import { rowsOf, type Duck } from './duck.ts'

/** The staged rows as something that can stand after FROM; their order is that of the file. */
export function staged({ parquet }: Section, options = ''): string {
  return `read_parquet(${literal(parquet)}${options})`
}

const types: Readonly<Record<ColumnType, RegExp>> = {
  text: /^VARCHAR$/,
  integer: /^(?:U?(?:TINY|SMALL|BIG)INT|U?INTEGER|DECIMAL\(\d+,0\))$/,
  number: /^(?:DOUBLE|FLOAT)$/,
  boolean: /^BOOLEAN$/,
  instant: /^TIMESTAMP$/,
}

/**
 * Makes sure that a staging file is what its section says, so that nothing is written that differs
 * from it: each column with a type that holds its values exactly, and as many rows.
 * @throws AuditDeskError `internal`
 */
export async function checkStaging(duck: Duck, section: Section): Promise<void> {
  const described = await rowsOf(duck, `DESCRIBE FROM ${staged(section)}`)
  const found = new Map(described.map((row) => [row['column_name'], row['column_type'] as string]))
  for (const { key, type } of section.columns) {
    const is = found.get(key)
    if (is === undefined) throw unfit(section, `it has no column ${key}`)
    if (!types[type].test(is)) throw unfit(section, `its column ${key} is ${is}, not ${type}`)
  }
  const [row] = await rowsOf(duck, `SELECT count(*) AS rows FROM ${staged(section)}`)
  if (row?.['rows'] !== BigInt(section.rows)) {
    throw unfit(section, `it has ${String(row?.['rows'])} rows, not ${section.rows}`)
  }
}

/** How many cells of a section's columns of one type are as `isSo` says. */
export async function countCells(
  duck: Duck,
  section: Section,
  type: ColumnType,
  isSo: (column: string) => string,
): Promise<number> {
  const counts = section.columns
    .filter((column) => column.type === type)
    .map(({ key }) => `count(*) FILTER (WHERE ${isSo(identifier(key))})`)
  if (counts.length === 0) return 0
  const [row] = await rowsOf(
    duck,
    `SELECT (${counts.join(' + ')})::DOUBLE AS cells FROM ${staged(section)}`,
  )
  return Number(row?.['cells'])
}

function unfit({ key }: Section, why: string): AuditDeskError {
  return new AuditDeskError({
    code: 'internal',
    message: `The section ${key} was not made ready as it should be: ${why}.`,
    retryable: false,
  })
}
