import { join } from 'node:path'
import { DuckDBInstance, DuckDBTimestampValue, type DuckDBConnection } from '@duckdb/node-api'
import type { ColumnType, Section, SectionColumn } from '../../../src/main/report/section.ts'

/** A value as it is staged: an integer as bigint, an instant as microseconds since 1970. */
export type Cell = string | bigint | number | boolean | null

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'DECIMAL(38, 0)',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  instant: 'TIMESTAMP',
}

export function columnsOf(types: Readonly<Record<string, ColumnType>>): SectionColumn[] {
  return Object.entries(types).map(([key, type]) => ({ key, type, title: `The ${key}` }))
}

export async function connect(threads = 2): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: '512MB',
  })
  return instance.connect()
}

/** Stages rows that are at hand. */
export async function stageRows(
  duck: DuckDBConnection,
  folder: string,
  columns: readonly SectionColumn[],
  rows: readonly (readonly Cell[])[],
): Promise<Section> {
  const types = columns.map(({ key, type }) => `"${key}" ${sqlTypes[type]}`)
  await duck.run(`CREATE OR REPLACE TEMP TABLE given (${types.join(', ')})`)
  const appender = await duck.createAppender('given')
  for (const row of rows) {
    columns.forEach(({ type }, index) => {
      const cell = row[index] ?? null
      if (cell === null) appender.appendNull()
      else if (type === 'text') appender.appendVarchar(cell as string)
      else if (type === 'number') appender.appendDouble(cell as number)
      else if (type === 'boolean') appender.appendBoolean(cell as boolean)
      else if (type === 'instant')
        appender.appendTimestamp(new DuckDBTimestampValue(cell as bigint))
      else appender.appendVarchar(String(cell))
    })
    appender.endRow()
  }
  appender.flushSync()
  appender.closeSync()
  return stageQuery(duck, folder, columns, 'FROM given')
}

/** Stages what a query gives, for as many rows as are wanted. */
export async function stageQuery(
  duck: DuckDBConnection,
  folder: string,
  columns: readonly SectionColumn[],
  query: string,
): Promise<Section> {
  const parquet = join(folder, 'staging.parquet')
  await duck.run(`COPY (${query}) TO '${parquet.replaceAll("'", "''")}' (FORMAT parquet)`)
  const [row] = (
    await duck.runAndReadAll(
      `SELECT count(*) AS n FROM read_parquet('${parquet.replaceAll("'", "''")}')`,
    )
  ).getRowObjectsJS()
  return { key: 'kill_log', title: 'Kill log', columns, parquet, rows: Number(row?.['n']) }
}
