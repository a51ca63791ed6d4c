import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Section, SectionColumn } from '../../../src/main/report/section.ts'

/** As a report's worker has it. */
export async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB' })
  return instance.connect()
}

const columns: readonly SectionColumn[] = [
  { key: 'account_name', type: 'text', title: 'Account' },
  { key: 'region', type: 'text', title: 'Region' },
  { key: 'project_id', type: 'text', title: 'Project' },
  { key: 'execute_time_utc', type: 'instant', title: 'Time (UTC)' },
  { key: 'execute_time', type: 'text', title: 'Time as received' },
  { key: 'process_id', type: 'text', title: 'Process' },
  { key: 'execute_user_name', type: 'text', title: 'Operator' },
  { key: 'instance_id', type: 'text', title: 'Instance' },
  { key: 'instance_name', type: 'text', title: 'Name of the instance' },
  { key: 'page', type: 'integer', title: 'Page' },
]

export interface StagedRows {
  section: Section
  folder: string
  remove: () => Promise<void>
}

/** A kill log staged for a report; one row in 13 has an operator that a spreadsheet would run. */
export async function stageKillLog(rows: number): Promise<StagedRows> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-desk-bench-'))
  const parquet = join(folder, 'staging.parquet')
  const duck = await connect()
  await duck.run(`COPY (
    SELECT 'Acme production' AS account_name, 'eu-west-101' AS region,
      '0123456789abcdef0123456789abcdef' AS project_id,
      TIMESTAMP '2026-01-01' + to_seconds(i * 7) AS execute_time_utc,
      strftime(TIMESTAMP '2026-01-01' + to_seconds(i * 7), '%Y-%m-%dT%H:%M:%S') AS execute_time,
      (hash(i) % 10000000)::VARCHAR AS process_id,
      CASE i % 13 WHEN 0 THEN '=cmd|'' /C calc''!A0' WHEN 1 THEN '王芳' WHEN 2 THEN 'O"Brien, x'
        ELSE 'operator-' || (i % 97) END AS execute_user_name,
      'inst-' || (i % 11) || '-9fd2c1ab' AS instance_id, 'orders-' || (i % 11) AS instance_name,
      i // 100 AS page
    FROM range(${rows}) r(i)
  ) TO '${parquet.replaceAll("'", "''")}' (FORMAT parquet)`)
  duck.closeSync()
  return {
    section: { key: 'kill_log', title: 'Kill log', columns, parquet, rows },
    folder,
    remove: () => rm(folder, { recursive: true }),
  }
}

/**
 * The staged rows as JavaScript's values, for a peer: texts, instants as ISO 8601, integers as
 * numbers.
 */
export async function* chunksOfRows(
  duck: DuckDBConnection,
  { parquet }: Section,
): AsyncGenerator<(string | number)[][]> {
  const result = await duck.stream(`SELECT * REPLACE (
      strftime(execute_time_utc, '%Y-%m-%dT%H:%M:%S.%gZ') AS execute_time_utc,
      page::INTEGER AS page
    ) FROM read_parquet('${parquet.replaceAll("'", "''")}')`)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    yield chunk.getRows() as (string | number)[][]
  }
}
