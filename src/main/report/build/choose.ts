import { AuditInstanceId } from '../../../shared/model/ids.ts'
import type { Question } from '../../../shared/model/question.ts'
import type { ReportPlan, ReportSection } from '../../../shared/model/report.ts'
import type { Bounds } from '../../../shared/model/time-range.ts'
import type { Session } from '../../archive/database.ts'
import { questionKey } from '../../archive/question-key.ts'
import type { KnownInstances, NamedInstance, ReportSource } from './source.ts'

/** A question of the report and the archive's latest answer to it. */
export interface ChosenAnswer {
  section: ReportSection
  question: Question
  /** The audit instance it is about; `null` for the whole project. */
  instance: NamedInstance | null
  /** `null` when the archive has none. */
  answer: KeptFacts | null
}

interface KeptFacts {
  id: bigint
  /** ISO 8601 in UTC. */
  fetchedAt: string
  timeZone: string | null
  missing: string[]
}

type Subject = ReportPlan['subjects'][number]

/**
 * The answers of one account that a report is made from: of each question the one kept last. Sessions
 * and risks are those asked for exactly the report's range and all databases.
 */
export async function chooseAnswers(
  session: Session,
  source: ReportSource,
  subject: Subject,
  plan: Pick<ReportPlan, 'range' | 'sections'>,
): Promise<ChosenAnswer[]> {
  const chosen: ChosenAnswer[] = []
  const add = async (section: ReportSection, question: Question, instance: NamedInstance | null) =>
    chosen.push({ section, question, instance, answer: await latest(session, question) })
  if (plan.sections.includes('summary')) await add('summary', { kind: 'summary' }, null)
  const about = [
    ['sessions', 'sessions'],
    ['risk', 'risk-trend'],
    ['analyses', 'analyses'],
  ] as const
  for (const [section, kind] of about) {
    if (!plan.sections.includes(section)) continue
    const question = (id: string) => questionOf(kind, id, plan.range)
    for (const instance of await auditInstances(session, source, subject, question)) {
      await add(section, question(instance.id), instance)
    }
  }
  return chosen
}

/** The DDM instances of one account: those chosen; or all that are listed or have a log of the range. */
export async function ddmInstances(
  session: Session,
  { ddmInstances: known }: ReportSource,
  { ddmInstanceIds }: Subject,
  range: Bounds,
): Promise<NamedInstance[]> {
  if (ddmInstanceIds.length > 0) return ddmInstanceIds.map((id) => named(known, id))
  const rows = await session.rows(
    `SELECT DISTINCT asked_instance_id AS id FROM kill_window
    WHERE from_time <= ?::TIMESTAMP AND covered_to >= ?::TIMESTAMP ORDER BY id`,
    [new Date(range.to).toISOString(), new Date(range.from).toISOString()],
  )
  return withOthers(
    known,
    rows.map(({ id }) => String(id)),
  )
}

/** Why a section may lack an instance, one sentence each; nothing where the user chose them. */
export function unlisted(
  { auditInstances: audit, ddmInstances: ddm }: ReportSource,
  subject: Subject,
  section: ReportSection,
): readonly string[] {
  switch (section) {
    case 'sessions':
    case 'risk':
    case 'analyses':
      return subject.auditInstanceIds.length > 0 ? [] : audit.missing
    case 'kill-log':
      return subject.ddmInstanceIds.length > 0 ? [] : ddm.missing
    default:
      return []
  }
}

function questionOf(
  kind: 'sessions' | 'risk-trend' | 'analyses',
  id: string,
  bounds: ReportPlan['range'],
): Question {
  const instanceId = AuditInstanceId.parse(id)
  const range = { kind: 'bounds', bounds } as const
  switch (kind) {
    case 'sessions':
      return { kind, instanceId, range, databaseIds: [] }
    case 'risk-trend':
      return { kind, instanceId, range, databaseId: null }
    case 'analyses':
      return { kind, instanceId }
  }
}

/** Those chosen; or all that are listed, and those no longer listed that this was asked of. */
async function auditInstances(
  session: Session,
  { auditInstances: known }: ReportSource,
  { auditInstanceIds }: Subject,
  question: (id: string) => Question,
): Promise<NamedInstance[]> {
  if (auditInstanceIds.length > 0) return auditInstanceIds.map((id) => named(known, id))
  const rows = await session.rows(
    `SELECT DISTINCT question ->> '$.instanceId' AS id, question FROM answer
    WHERE kind = ? ORDER BY id`,
    [question('any').kind],
  )
  const asked = rows.filter(({ id, question: key }) => key === questionKey(question(String(id))))
  return withOthers(
    known,
    asked.map(({ id }) => String(id)),
  )
}

function withOthers({ instances }: KnownInstances, ids: readonly string[]): NamedInstance[] {
  const listed = new Set(instances.map(({ id }) => id))
  const others = ids.filter((id) => !listed.has(id))
  return [...instances, ...others.map((id) => ({ id, name: null }))]
}

function named({ instances }: KnownInstances, id: string): NamedInstance {
  return instances.find((instance) => instance.id === id) ?? { id, name: null }
}

async function latest({ rows }: Session, question: Question): Promise<KeptFacts | null> {
  const [row] = await rows(
    `SELECT id, fetched_at, time_zone, missing FROM answer
    WHERE question = ? ORDER BY id DESC LIMIT 1`,
    [questionKey(question)],
  )
  if (row === undefined) return null
  return {
    id: row['id'] as bigint,
    fetchedAt: (row['fetched_at'] as Date).toISOString(),
    timeZone: row['time_zone'] as string | null,
    missing: row['missing'] as string[],
  }
}
