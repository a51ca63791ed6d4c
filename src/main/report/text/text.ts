import type { ReportLanguage } from '../../../shared/model/report.ts'
import type { SectionKey } from '../section.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

/** Every column a section can have, by its key. */
export type ColumnKey =
  | 'account_name'
  | 'region'
  | 'project_id'
  | 'fetched_at'
  | 'total_sql'
  | 'total_risk'
  | 'today_sql'
  | 'today_risk'
  | 'today_session'
  | 'audit_duration'
  | 'updated_at'
  | 'instance_id'
  | 'instance_name'
  | 'status'
  | 'audit_instance_id'
  | 'database_id'
  | 'database_name'
  | 'database_ip'
  | 'database_user'
  | 'sessions'
  | 'raw_period'
  | 'period'
  | 'risky_operations'
  | 'type'
  | 'raw_generated_at'
  | 'generated_at'
  | 'ddm_instance_id'
  | 'execute_time'
  | 'execute_time_utc'
  | 'process_id'
  | 'execute_user_name'
  | 'from'
  | 'to'
  | 'covered_to'
  | 'expected'
  | 'obtained'
  | 'missing'
  | 'collected_at'
  | 'question'
  | 'parameters'
  | 'complete'
  | 'requests'

/** The words of a report in one language. */
export interface ReportText {
  title: string
  demo: string
  /** Stands on every printed page. */
  demoMark: string
  complete: string
  incomplete: string
  facts: {
    accounts: string
    region: string
    project: string
    instances: string
    range: string
    author: string
    app: string
    assumptions: string
    assumedFrom: string
    allAccounts: string
  }
  note: string
  contents: string
  times: string
  /** @param shown @param total numbers as the language writes them */
  shown: (shown: string, total: string) => string
  empty: string
  none: string
  yes: string
  no: string
  total: string
  other: string
  unknown: string
  sources: string
  sourcesIntro: string
  verify: string
  requests: (count: number) => string
  /** Monday first. */
  weekdays: readonly [string, string, string, string, string, string, string]
  charts: {
    sessionsByUser: string
    riskOverTime: string
    killsByHour: string
    killsByOperator: string
    riskByInstance: string
    fewer: string
    more: string
  }
  sections: Readonly<Record<SectionKey, string>>
  columns: Readonly<Record<ColumnKey, string>>
}

/** The words of a report; a language that lacks one doesn't compile. */
export function reportText(language: ReportLanguage): ReportText {
  return { en, 'zh-CN': zhCN }[language]
}
