import { z } from 'zod'
import { AccountId, AuditInstanceId, DdmInstanceId } from './ids.ts'
import { Bounds } from './time-range.ts'

/** What a report can show, in the order in which it does. */
export const reportSections = [
  'summary',
  'sessions',
  'risk',
  'analyses',
  'kill-log',
  'coverage',
] as const
export const ReportSection = z.enum(reportSections)
export type ReportSection = z.infer<typeof ReportSection>

export const reportFormats = ['csv', 'xlsx', 'jsonl', 'parquet', 'html', 'pdf'] as const
export const ReportFormat = z.enum(reportFormats)
export type ReportFormat = z.infer<typeof ReportFormat>

export const reportLanguages = ['en', 'zh-CN'] as const
export const ReportLanguage = z.enum(reportLanguages)
export type ReportLanguage = z.infer<typeof ReportLanguage>

/** Whose data a report shows. An empty list means every instance that the archive knows. */
export const ReportSubject = z.object({
  accountId: AccountId,
  auditInstanceIds: z.array(AuditInstanceId),
  ddmInstanceIds: z.array(DdmInstanceId),
})
export type ReportSubject = z.infer<typeof ReportSubject>

/** What a report is to show and how. */
export const ReportPlan = z.object({
  subjects: z.array(ReportSubject).min(1, 'must name an account').max(50),
  /** For the sections that have one; explicit, so that it can be read years later. */
  range: Bounds,
  sections: z.array(ReportSection).min(1, 'must have a section'),
  formats: z.array(ReportFormat).min(1, 'must have a format'),
  language: ReportLanguage,
  /** Who makes the report; stands in it. */
  author: z.string().trim().max(200, 'must be 200 characters or fewer'),
  /** The reviewer's words; stand in it. */
  note: z.string().max(10_000, 'must be 10,000 characters or fewer'),
  /** Whether CSV files start with a byte order mark, by which Excel knows UTF-8. */
  csvBom: z.boolean(),
  /** Whether the folder is also packed. */
  zip: z.boolean(),
})
export type ReportPlan = z.infer<typeof ReportPlan>

/** A plan kept under a name, but for the days it is about. */
export const ReportPreset = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(80, 'must be 80 characters or fewer'),
  plan: ReportPlan.omit({ range: true }),
})
export type ReportPreset = z.infer<typeof ReportPreset>

/** What a section of one account would hold, and what it would lack. */
export interface SectionPreview {
  accountId: AccountId
  section: ReportSection
  rows: number
  /** When the oldest answer it is made from was read, ISO 8601 in UTC; `null` without one. */
  asOf: string | null
  /** One sentence each; empty when it is complete. */
  missing: string[]
}

/** How far a report is. */
export interface ReportProgress {
  /** `collect`: asking the service; `read`: the archive; then each format; `finish`: hashes, signature, zip. */
  stage: 'collect' | 'read' | ReportFormat | 'finish'
  /** The file being written, relative to the bundle; `null` where there is none. */
  file: string | null
  rows: number
  rowsTotal: number | null
  /** Written so far in all. */
  bytes: number
  /** Milliseconds that are left as far as can be told; `null` where it can't. */
  left: number | null
}

/** A bundle that was made. */
export interface CreatedBundle {
  /** The finished folder. */
  folder: string
  /** The packed folder, `null` without one. */
  zip: string | null
  files: number
  bytes: number
  complete: boolean
  /** Why it isn't complete, one sentence each. */
  reasons: string[]
  /** SHA-256 of `manifest.json`, hex. */
  digest: string
}
