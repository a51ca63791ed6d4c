import {
  BIGINT,
  HUGEINT,
  TIMESTAMP,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { QuestionKind } from '../../shared/model/question.ts'
import type { SummaryCounts } from '../../shared/model/summary.ts'
import { countOf } from '../../shared/model/trend.ts'
import type { AnswerData } from './answer-data.ts'
import type { Session } from './database.ts'
import { append, timestamp } from './kill-log-staging.ts'

/** How many rows go to DuckDB at once: more would hold up the event loop. */
const rowsAtOnce = 512
/** The exporter's DECIMAL(38,0) ends here, HUGEINT a little later. */
const largest = 10n ** 38n - 1n

/** One typed table and what an answer puts into it. */
interface TypedRows {
  table: string
  /** The columns after `answer_id`, in the table's order. */
  types: readonly DuckDBType[]
  count: number
  row: (index: number) => readonly DuckDBValue[]
}

const countTypes = [HUGEINT, HUGEINT, HUGEINT, HUGEINT, HUGEINT, HUGEINT, TIMESTAMP]

/** What each kind of answer puts into which typed tables; the others are found in the raw answers. */
const tablesOf: { [K in QuestionKind]: (data: AnswerData[K]) => TypedRows[] } = {
  summary: ({ project, rows }) => [
    rowsOf('summary_project', countTypes, [project], counts),
    rowsOf('summary_instance', [VARCHAR, VARCHAR, VARCHAR, VARCHAR, ...countTypes], rows, (row) => [
      row.id,
      row.instanceId,
      row.instanceName,
      row.status,
      ...counts(row),
    ]),
  ],
  sessions: (shares) => [
    rowsOf('session_share', [VARCHAR, VARCHAR, VARCHAR, VARCHAR, HUGEINT], shares, (share) => [
      share.databaseId,
      share.databaseIp,
      share.databaseName,
      share.databaseUser,
      count(share.sessions),
    ]),
  ],
  'risk-trend': ({ points }) => [
    rowsOf('risk_point', [VARCHAR, TIMESTAMP, HUGEINT], points, (point) => [
      point.rawPeriod,
      instant(point.at),
      count(countOf(point, 'riskyOperations')),
    ]),
  ],
  analyses: (analyses) => [
    rowsOf('analysis', [VARCHAR, VARCHAR, VARCHAR, VARCHAR, TIMESTAMP], analyses, (analysis) => [
      analysis.databaseId,
      analysis.databaseName,
      analysis.type,
      analysis.rawGeneratedAt,
      instant(analysis.generatedAt),
    ]),
  ],
  'audit-instances': () => [],
  'ddm-instances': () => [],
  databases: () => [],
  trend: () => [],
}

/** Puts an answer's rows into the typed tables, so that SQL can ask about them. */
export async function storeTypedRows<K extends QuestionKind>(
  session: Session,
  answerId: bigint,
  kind: K,
  data: AnswerData[K],
): Promise<void> {
  for (const { table, types, count, row } of tablesOf[kind](data)) {
    const chunks = (function* () {
      for (let start = 0; start < count; start += rowsAtOnce) {
        const length = Math.min(rowsAtOnce, count - start)
        const rows = Array.from({ length }, (_, index) => row(start + index))
        yield [
          rows.map(() => answerId),
          ...types.map((_, column) => rows.map((values) => values[column] ?? null)),
        ]
      }
    })()
    if (count > 0) await append(session, { table }, [BIGINT, ...types], chunks)
  }
}

function rowsOf<Row>(
  table: string,
  types: readonly DuckDBType[],
  rows: readonly Row[],
  read: (row: Row) => readonly DuckDBValue[],
): TypedRows {
  return {
    table,
    types,
    count: rows.length,
    row: (index) => {
      const row = rows[index]
      return row === undefined ? [] : read(row)
    },
  }
}

function counts(of: SummaryCounts): readonly DuckDBValue[] {
  return [
    count(of.totalSql),
    count(of.totalRisk),
    count(of.todaySql),
    count(of.todayRisk),
    count(of.todaySession),
    count(of.auditDuration),
    instant(of.updatedAt),
  ]
}

/** A number no column can hold is no 64-bit count; it stands in the raw answer alone. */
function count(value: bigint | null): bigint | null {
  return value !== null && value <= largest && value >= -largest ? value : null
}

function instant(text: string | null): DuckDBValue {
  return text === null ? null : timestamp(Date.parse(text))
}
