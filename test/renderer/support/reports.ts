import type { ReportNews, SigningKey } from '../../../src/shared/contract/reports.ts'
import type { BundleVerdict, LedgerEntry } from '../../../src/shared/model/evidence.ts'
import {
  reportSections,
  type CreatedBundle,
  type ReportPlan,
  type SectionPreview,
} from '../../../src/shared/model/report.ts'
import { accountA, startDesk, type FakeDesk } from './two-accounts.ts'

export const digest = '0f'.repeat(32)
export const fingerprint = 'a1'.repeat(32)

/** What the archive has for each section of each account of a plan. */
export function previewOf(
  plan: ReportPlan,
  missing: Partial<Record<string, string[]>> = {},
): SectionPreview[] {
  return plan.subjects.flatMap(({ accountId }) =>
    reportSections
      .filter((section) => plan.sections.includes(section))
      .map((section) => ({
        accountId,
        section,
        rows: 12_345,
        asOf: missing[section] === undefined ? '2026-11-20T10:00:00.000Z' : null,
        missing: missing[section] ?? [],
      })),
  )
}

export const created: CreatedBundle = {
  folder: '/reports/audit-a',
  zip: '/reports/audit-a.zip',
  files: 24,
  bytes: 1_234_567,
  complete: true,
  reasons: [],
  digest,
}

export const entry: LedgerEntry = {
  at: '2026-11-20T10:00:00.000Z',
  author: '李审计',
  what: 'A, 14–21 November',
  where: '/reports/audit-a',
  digest,
  key: fingerprint,
}

export const signingKey: SigningKey = {
  fingerprint,
  createdAt: '2026-10-01T08:00:00.000Z',
  backend: 'keychain',
  rotations: 0,
}

export function verdict(changes: Partial<BundleVerdict> = {}): BundleVerdict {
  return {
    path: '/got/audit-a',
    kind: 'folder',
    ok: true,
    intact: true,
    digest,
    bundle: {
      createdAt: '2026-11-20T10:00:00.000Z',
      author: '李审计',
      appVersion: '0.1.0',
      accounts: [{ label: 'Head office', region: 'cn-north-4', projectId: 'p-1', demo: false }],
      range: { from: '2026-11-14T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z' },
      complete: true,
      reasons: [],
    },
    key: { fingerprint, trust: 'known' },
    files: 24,
    bytes: 1_234_567,
    findings: [],
    further: 0,
    ...changes,
  }
}

/** The news of the report that was asked for last. */
export function news(desk: FakeDesk, changes: Partial<ReportNews> = {}): ReportNews {
  return {
    reportId: desk.asked('reports.create').at(-1)?.['reportId'] as ReportNews['reportId'],
    stage: 'csv',
    file: 'csv/sessions.csv',
    rows: 500,
    rowsTotal: 2000,
    bytes: 65_536,
    left: 12_000,
    ...changes,
  }
}

/** A window whose archives have everything, with no report made yet. */
export async function startReports(): Promise<FakeDesk> {
  localStorage.clear()
  const desk = await startDesk()
  desk.answer('reports.preview', (input) => previewOf(input['plan'] as ReportPlan))
  desk.answer('reports.presets', [])
  desk.answer('reports.ledger', { entries: [], problems: [] })
  desk.answer('reports.create', created)
  desk.answer('reports.cancel', null)
  desk.answer('reports.show', null)
  desk.answer('reports.signingKey', signingKey)
  return desk
}

export const presetPlan = {
  subjects: [{ accountId: accountA.id, auditInstanceIds: [], ddmInstanceIds: [] }],
  sections: ['risk' as const],
  formats: ['pdf' as const],
  language: 'zh-CN' as const,
  author: '李审计',
  note: 'Quarterly.',
  csvBom: false,
  zip: true,
}
