import { join } from 'node:path'
import type { ReportPlan } from '../../../shared/model/report.ts'
import { identifier, literal } from '../../archive/sql.ts'
import { rowsOf, type Duck } from '../formats/duck.ts'
import type { Section, SectionKey } from '../section.ts'
import { reportText, type ColumnKey } from '../text/text.ts'
import { columnsOf, stagedAs, tablesOf } from './columns.ts'
import type { Extract, StagedPart } from './facts.ts'

/**
 * The tables of a report, each in one staging file: the parts put one after the other, and the small
 * ones that are made of facts.
 * @param folder where staging files go
 * @param requests how many raw answers each answer was read from, by account and owner
 */
export async function makeTables(
  duck: Duck,
  plan: ReportPlan,
  extract: Extract,
  folder: string,
  requests: (account: number, owner: string) => number,
): Promise<Section[]> {
  const text = reportText(plan.language)
  const sections: Section[] = []
  for (const key of tablesOf(plan.sections)) {
    const { parquet, rows } = await stage(duck, key, extract, folder, requests)
    const columns = Object.entries(columnsOf[key]).map(([column, type]) => ({
      key: column,
      type,
      title: text.columns[column as ColumnKey],
    }))
    sections.push({ key, title: text.sections[key], columns, parquet, rows })
  }
  return sections
}

async function stage(
  duck: Duck,
  key: SectionKey,
  extract: Extract,
  folder: string,
  requests: (account: number, owner: string) => number,
): Promise<Pick<Section, 'parquet' | 'rows'>> {
  const parquet = join(folder, `${key}.parquet`)
  switch (key) {
    case 'coverage':
      return write(duck, key, parquet, fromFacts(key, coverageRows(extract)))
    case 'answers':
      return write(duck, key, parquet, fromFacts(key, answerRows(extract, requests)))
    default: {
      const parts = extract.parts.filter(({ table, rows }) => table === key && rows > 0)
      const [only, ...others] = parts
      if (only !== undefined && others.length === 0) return { parquet: only.path, rows: only.rows }
      const from = parts.length === 0 ? fromFacts(key, []) : inOrder(parts)
      return write(duck, key, parquet, from)
    }
  }
}

async function write(
  duck: Duck,
  key: SectionKey,
  parquet: string,
  from: string,
): Promise<Pick<Section, 'parquet' | 'rows'>> {
  const columns = Object.keys(columnsOf[key]).map(identifier).join(', ')
  const [copied] = await rowsOf(
    duck,
    `COPY (SELECT ${columns} FROM ${from}) TO ${literal(parquet)} (FORMAT parquet, COMPRESSION lz4)`,
  )
  return { parquet, rows: Number(copied?.['Count']) }
}

/** DuckDB keeps the order of the files and of the rows within. */
function inOrder(parts: readonly StagedPart[]): string {
  return `read_parquet([${parts.map(({ path }) => literal(path)).join(', ')}])`
}

type FactRow = Readonly<Record<string, string | number | boolean | null>>

function fromFacts(key: SectionKey, rows: readonly FactRow[]): string {
  const types = Object.entries(columnsOf[key]).map(([column, type]) => [column, stagedAs[type]])
  const shape = JSON.stringify([Object.fromEntries(types)])
  return `(SELECT unnest(from_json(${literal(JSON.stringify(rows))}, ${literal(shape)}), recursive := true))`
}

function whose({ accounts }: Extract, account: number): FactRow {
  const { label = '', region = '', projectId = '' } = accounts[account] ?? {}
  return { account_name: label, region, project_id: projectId }
}

function coverageRows(extract: Extract): FactRow[] {
  return extract.coverage.flatMap(({ account, instanceId, windows }) =>
    windows.map((window) => ({
      ...whose(extract, account),
      ddm_instance_id: instanceId,
      from: instant(window.from),
      to: instant(window.to),
      covered_to: instant(window.coveredTo),
      expected: window.expected,
      obtained: window.obtained,
      missing: window.missing,
      collected_at: instant(window.collectedAt),
    })),
  )
}

function answerRows(
  extract: Extract,
  requests: (account: number, owner: string) => number,
): FactRow[] {
  return extract.answers.map((answer) => ({
    ...whose(extract, answer.account),
    question: answer.kind,
    parameters: answer.parameters.map(({ name, value }) => `${name}=${value}`).join(', '),
    fetched_at: instant(answer.fetchedAt),
    obtained: answer.rows,
    complete: answer.missing.length === 0,
    missing: answer.missing.length === 0 ? null : answer.missing.join(' '),
    requests: requests(answer.account, answer.owner),
  }))
}

/** As DuckDB reads a TIMESTAMP. */
function instant(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toISOString().replace('T', ' ').replace('Z', '')
}
