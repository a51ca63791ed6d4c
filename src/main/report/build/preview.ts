import type { ReportPlan, ReportSection, SectionPreview } from '../../../shared/model/report.ts'
import type { Session } from '../../archive/database.ts'
import { chooseAnswers, ddmInstances, unlisted, type ChosenAnswer } from './choose.ts'
import { coverOf, type Cover } from './cover.ts'
import type { ReportSource } from './source.ts'
import { nothingKept, partly, unasked } from './words.ts'

type Told = Pick<SectionPreview, 'rows' | 'asOf' | 'missing'>

const tableOf: Readonly<Partial<Record<ReportSection, string>>> = {
  summary: 'summary_instance',
  sessions: 'session_share',
  risk: 'risk_point',
  analyses: 'analysis',
}

/**
 * What a report would hold: per account and section its rows, as of when, and what it would lack.
 * Reads the archives alone, writes nothing.
 * @param sources one per subject of the plan, in its order
 * @throws AuditDeskError `file`, `cancelled`
 */
export async function preview(
  plan: ReportPlan,
  sources: readonly ReportSource[],
  signal?: AbortSignal,
): Promise<SectionPreview[]> {
  const previews: SectionPreview[] = []
  for (const [index, source] of sources.entries()) {
    const subject = plan.subjects[index]
    if (subject === undefined) throw new RangeError('A source without a subject')
    const { accountId, archive } = source
    if (archive === null) {
      const nothing = { rows: 0, asOf: null, missing: [nothingKept] }
      previews.push(...plan.sections.map((section) => ({ accountId, section, ...nothing })))
      continue
    }
    const told = await archive.database.snapshot(async (session) => {
      const chosen = await chooseAnswers(session, source, subject, plan)
      const covers = await coversOf(session, source, subject, plan)
      const inSections: SectionPreview[] = []
      for (const section of plan.sections) {
        const counted =
          section === 'kill-log' || section === 'coverage'
            ? ofKillLog(covers, section)
            : await ofAnswers(
                session,
                chosen.filter((one) => one.section === section),
                section,
              )
        const missing = [...unlisted(source, subject, section), ...counted.missing]
        inSections.push({ accountId, section, ...counted, missing })
      }
      return inSections
    }, signal)
    previews.push(...told)
  }
  return previews
}

async function ofAnswers(
  { rows }: Session,
  chosen: readonly ChosenAnswer[],
  section: ReportSection,
): Promise<Told> {
  const kept = chosen.flatMap(({ answer }) => (answer === null ? [] : [answer]))
  const ids = kept.map(({ id }) => id)
  const [counted] =
    ids.length === 0
      ? []
      : await rows(
          `SELECT count(*) AS rows FROM ${tableOf[section] ?? ''} WHERE answer_id IN (${ids.join(', ')})`,
        )
  return {
    rows: Number(counted?.['rows'] ?? 0),
    asOf: oldest(kept.map(({ fetchedAt }) => fetchedAt)),
    missing: chosen.flatMap((one) => one.answer?.missing ?? [unasked(one)]),
  }
}

async function coversOf(
  session: Session,
  source: ReportSource,
  subject: ReportPlan['subjects'][number],
  { sections, range }: ReportPlan,
): Promise<{ cover: Cover; missing: string[] }[]> {
  if (!sections.includes('kill-log') && !sections.includes('coverage')) return []
  const covers: { cover: Cover; missing: string[] }[] = []
  for (const instance of await ddmInstances(session, source, subject, range)) {
    const cover = await coverOf(session, instance.id, range)
    covers.push({ cover, missing: cover.reasons.length === 0 ? [] : [partly(instance)] })
  }
  return covers
}

function ofKillLog(
  covers: readonly { cover: Cover; missing: string[] }[],
  section: 'kill-log' | 'coverage',
): Told {
  const windows = covers.flatMap(({ cover }) => cover.windows)
  const rows = section === 'coverage' ? windows.length : sum(covers.map(({ cover }) => cover.rows))
  return {
    rows,
    asOf: oldest(windows.flatMap(({ collectedAt }) => (collectedAt === null ? [] : [collectedAt]))),
    missing: section === 'coverage' ? [] : covers.flatMap(({ missing }) => missing),
  }
}

function oldest(instants: readonly string[]): string | null {
  return [...instants].sort()[0] ?? null
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
