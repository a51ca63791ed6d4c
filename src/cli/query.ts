import type { QueryResult, QueryValue } from '../main/archive/query.ts'
import { csvPieces, type CsvValue } from '../main/report/csv.ts'
import { stringifyJson } from '../main/huawei/json.ts'
import { indentedList, jsonObject } from './output/json.ts'
import { drawChunks, type Pieces } from './output/table.ts'
import { visible } from './output/text.ts'
import type { Format } from './options.ts'

/** What is known of a query’s answer besides its rows. */
export interface QueryMeta {
  command: 'query'
  archive: string
  account: { name: string; region: string; projectId: string }
  demo: boolean
  origin: 'archive'
  sql: string
}

/**
 * The rows of a query, as they are computed.
 * @param count told of the number of rows of each chunk
 */
export function printed(
  { columns, rows }: QueryResult,
  format: Format,
  meta: QueryMeta,
  count: (rows: number) => void,
): Pieces {
  const counted = async function* (): AsyncGenerator<QueryValue[][]> {
    for await (const chunk of rows) {
      count(chunk.length)
      yield chunk
    }
  }
  const names = distinct(columns.map(({ name }) => name))
  const at = (index: number) => (row: QueryValue[]) => row[index] ?? null
  switch (format) {
    case 'json':
      return jsonObject(indentedList(asObjects(names, counted())), {
        ...meta,
        columns: columns.map(({ type }, index) => ({ name: names[index], type })),
      })
    case 'csv':
      return csvPieces(
        columns.map(({ name, type }, index) => ({
          header: name,
          value: (row: QueryValue[]) => withSign(inCell(at(index)(row)), type),
        })),
        counted(),
      )
    case 'table':
      return drawChunks(
        columns.map(({ name, type }, index) => ({
          heading: visible(name),
          align: numeric.test(type) ? ('right' as const) : ('left' as const),
          cell: (row: QueryValue[]) => {
            const value = inCell(at(index)(row))
            return value === null ? null : String(value)
          },
        })),
        counted(),
      )
  }
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|DECIMAL|FLOAT|DOUBLE|REAL|BIGNUM)/

/** Two columns of one name would be one member of an object: the later ones get a number. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let unique = name
    for (let number = 2; taken.has(unique); number++) unique = `${name}_${number}`
    taken.add(unique)
    return unique
  })
}

async function* asObjects(
  names: readonly string[],
  chunks: AsyncIterable<QueryValue[][]>,
): AsyncGenerator<object[]> {
  for await (const chunk of chunks) {
    yield chunk.map((row) =>
      Object.fromEntries(names.map((name, index) => [name, inJson(row[index] ?? null)])),
    )
  }
}

/** JSON has no NaN and no infinity: they stand as text. */
function inJson(value: QueryValue): QueryValue {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (Array.isArray(value)) return value.map(inJson)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inJson(inner)]))
  }
  return value
}

function inCell(value: QueryValue): CsvValue {
  return typeof value === 'object' && value !== null ? stringifyJson(inJson(value)) : value
}

/** A negative decimal is no formula: as far as no digit is lost it stands as a number. */
function withSign(value: CsvValue, type: string): CsvValue {
  const isDecimal = typeof value === 'string' && type.startsWith('DECIMAL')
  return isDecimal && value.replace(/\D/g, '').length <= 15 ? Number(value) : value
}
