import type { ReportSection } from '../../../shared/model/report.ts'
import type { ColumnType, SectionKey } from '../section.ts'
import type { ColumnKey } from '../text/text.ts'

/** The tables of each section of a plan, in the order in which they are shown. */
const keysOf: Readonly<Record<ReportSection, readonly SectionKey[]>> = {
  summary: ['summary_project', 'summary_instance'],
  sessions: ['sessions'],
  risk: ['risk'],
  analyses: ['analyses'],
  'kill-log': ['kill_log'],
  coverage: ['coverage', 'answers'],
}

type Columns = Readonly<Partial<Record<ColumnKey, ColumnType>>>

const whose = { account_name: 'text', region: 'text', project_id: 'text' } as const

const counts = {
  total_sql: 'integer',
  total_risk: 'integer',
  today_sql: 'integer',
  today_risk: 'integer',
  today_session: 'integer',
  audit_duration: 'integer',
  updated_at: 'instant',
} as const

/** The columns of each table, in order. All start with whose the row is. */
export const columnsOf: Readonly<Record<SectionKey, Columns>> = {
  summary_project: { ...whose, fetched_at: 'instant', ...counts },
  summary_instance: {
    ...whose,
    fetched_at: 'instant',
    instance_id: 'text',
    instance_name: 'text',
    status: 'text',
    ...counts,
  },
  sessions: {
    ...whose,
    audit_instance_id: 'text',
    database_id: 'text',
    database_name: 'text',
    database_ip: 'text',
    database_user: 'text',
    sessions: 'integer',
  },
  risk: {
    ...whose,
    audit_instance_id: 'text',
    raw_period: 'text',
    period: 'instant',
    risky_operations: 'integer',
  },
  analyses: {
    ...whose,
    audit_instance_id: 'text',
    database_id: 'text',
    database_name: 'text',
    type: 'text',
    raw_generated_at: 'text',
    generated_at: 'instant',
  },
  kill_log: {
    ...whose,
    ddm_instance_id: 'text',
    execute_time: 'text',
    execute_time_utc: 'instant',
    process_id: 'text',
    execute_user_name: 'text',
    instance_id: 'text',
    instance_name: 'text',
  },
  coverage: {
    ...whose,
    ddm_instance_id: 'text',
    from: 'instant',
    to: 'instant',
    covered_to: 'instant',
    expected: 'integer',
    obtained: 'integer',
    missing: 'text',
    collected_at: 'instant',
  },
  answers: {
    ...whose,
    question: 'text',
    parameters: 'text',
    fetched_at: 'instant',
    obtained: 'integer',
    complete: 'boolean',
    missing: 'text',
    requests: 'integer',
  },
}

/** The tables that a report with these sections has, in order. */
export function tablesOf(sections: readonly ReportSection[]): SectionKey[] {
  return (Object.keys(keysOf) as ReportSection[])
    .filter((section) => sections.includes(section))
    .flatMap((section) => keysOf[section])
}

/** What a column is in a staging file. */
export const stagedAs: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  integer: 'DECIMAL(38, 0)',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  instant: 'TIMESTAMP',
}
