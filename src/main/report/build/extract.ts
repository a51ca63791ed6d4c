import { randomUUID } from 'node:crypto'
import { copyFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReportPlan, ReportSection } from '../../../shared/model/report.ts'
import type { Archive } from '../../archive/archive.ts'
import type { Session } from '../../archive/database.ts'
import { select, type Selection } from '../../archive/kill-log-query.ts'
import { literal } from '../../archive/sql.ts'
import { chosenFileError, isFileError } from '../../file-error.ts'
import { safePart } from '../file-name.ts'
import type { SectionKey } from '../section.ts'
import { chooseAnswers, ddmInstances, unlisted, type ChosenAnswer } from './choose.ts'
import { columnsOf, stagedAs } from './columns.ts'
import { coverOf } from './cover.ts'
import type { AnswerFact, Extract, StagedPart } from './facts.ts'
import type { NamedInstance, ReportSource } from './source.ts'
import { nothingKept, partly, unasked } from './words.ts'

export interface ExtractJob {
  plan: ReportPlan
  /** One per subject of the plan, in its order. */
  sources: readonly ReportSource[]
  /** Where the staging files go; exists. */
  folder: string
  signal: AbortSignal
  /** Told of the rows read so far. */
  onProgress: (rows: number) => void
}

type Parameters = Selection['parameters']

/** Rows of a table by the names of its columns, and their order. */
interface TableRows {
  table: SectionKey
  select: string
  order: string
}

/**
 * Reads what a report needs of the archives into staging files: each account at one moment, by
 * DuckDB's own threads. The rows are in the order in which a report has them: by account and instance
 * as in the plan (else as the service lists them), then
 *
 * - `summary_instance`: as the service sent them
 * - `sessions`: by database name, database id, database user, address
 * - `risk`: by time, those without one last
 * - `analyses`: by database name, database id, type
 * - `kill_log`: by time, those without one last; rows alike in the order in which they were stored
 *
 * @throws AuditDeskError `file`, `cancelled`
 */
export async function extract(job: ExtractJob): Promise<Extract> {
  const all: Extract = { accounts: [], answers: [], coverage: [], parts: [], raw: [] }
  for (const [account, source] of job.sources.entries()) {
    const reading = new AccountReading(job, account, source, all)
    const { archive } = source
    if (archive === null) reading.nothing()
    else await archive.database.snapshot((session) => reading.run(archive, session), job.signal)
  }
  return all
}

/** The reading of one account's archive. */
class AccountReading {
  readonly #job: ExtractJob
  readonly #account: number
  readonly #source: ReportSource
  readonly #all: Extract
  readonly #audit = new Map<string, NamedInstance>()
  #ddm: NamedInstance[] = []

  constructor(job: ExtractJob, account: number, source: ReportSource, all: Extract) {
    this.#job = job
    this.#account = account
    this.#source = source
    this.#all = all
  }

  async run(archive: Archive, session: Session): Promise<void> {
    const { plan } = this.#job
    const subject = this.#subject
    const staging = join(archive.database.temporaryFolder, randomUUID())
    try {
      const chosen = await chooseAnswers(session, this.#source, subject, plan)
      for (const one of chosen) await this.#answer(session, staging, one)
      if (plan.sections.includes('kill-log') || plan.sections.includes('coverage')) {
        this.#ddm = await ddmInstances(session, this.#source, subject, plan.range)
        for (const instance of this.#ddm) await this.#killLog(session, staging, instance)
      }
    } finally {
      await rm(staging, { force: true })
    }
    this.#end()
  }

  /** Where there is no archive everything is missing. */
  nothing(): void {
    for (const section of this.#job.plan.sections) {
      if (section !== 'coverage') this.#unanswered(section, [nothingKept])
    }
    this.#end()
  }

  get #subject(): ReportPlan['subjects'][number] {
    const subject = this.#job.plan.subjects[this.#account]
    if (subject === undefined) throw new RangeError('A source without a subject')
    return subject
  }

  #end(): void {
    const { label, region, projectId, projectName, endpoints, demo } = this.#source
    this.#all.accounts.push({
      ...{ label, region, projectId, projectName, endpoints, demo },
      auditInstances: [...this.#audit.values()],
      ddmInstances: this.#ddm,
    })
    for (const section of this.#job.plan.sections) {
      const missing = [...unlisted(this.#source, this.#subject, section)]
      if (this.#source.archive !== null && missing.length > 0) this.#unanswered(section, missing)
    }
  }

  #unanswered(section: ReportSection, missing: string[]): void {
    this.#all.answers.push({
      account: this.#account,
      section,
      kind: section,
      ...{ parameters: [], owner: '', folder: section, fetchedAt: null, timeZone: null, rows: 0 },
      missing,
    })
  }

  async #answer(session: Session, staging: string, chosen: ChosenAnswer): Promise<void> {
    const { section, question, instance, answer } = chosen
    if (instance !== null) this.#audit.set(instance.id, instance)
    const owner = answer === null ? '' : `answer-${answer.id}`
    const fact: AnswerFact = {
      account: this.#account,
      section,
      kind: question.kind,
      parameters: parametersOf(chosen, this.#job.plan),
      owner,
      folder: instance === null ? section : `${section}/${safePart(instance.id)}`,
      fetchedAt: answer?.fetchedAt ?? null,
      timeZone: answer?.timeZone ?? null,
      rows: 0,
      missing: answer === null ? [unasked(chosen)] : [...answer.missing],
    }
    this.#all.answers.push(fact)
    if (answer === null) return
    const parameters = { id: answer.id, instance: instance?.id ?? null }
    for (const rows of rowsOf(section)) {
      fact.rows = await this.#stage(session, staging, rows, parameters)
    }
    await this.#stageRaw(
      session,
      staging,
      `SELECT $owner AS owner, a.* FROM raw_answer a WHERE a.answer_id = $id ORDER BY a.position`,
      { owner, id: answer.id },
    )
  }

  async #killLog(session: Session, staging: string, instance: NamedInstance): Promise<void> {
    const { plan } = this.#job
    const { rows, reasons, windows, windowIds } = await coverOf(session, instance.id, plan.range)
    const owner = `kill-log-${instance.id}`
    const times = windows.flatMap(({ collectedAt }) => (collectedAt === null ? [] : [collectedAt]))
    this.#all.coverage.push({
      account: this.#account,
      instanceId: instance.id,
      ...{ rows, reasons, windows },
    })
    this.#all.answers.push({
      account: this.#account,
      section: 'kill-log',
      kind: 'kill-log',
      parameters: [
        { name: 'instance_id', value: instance.id },
        { name: 'from', value: plan.range.from },
        { name: 'to', value: plan.range.to },
      ],
      owner,
      folder: `kill-log/${safePart(instance.id)}`,
      fetchedAt: times.sort()[0] ?? null,
      timeZone: null,
      rows,
      missing: reasons.length === 0 ? [] : [partly(instance)],
    })
    if (plan.sections.includes('kill-log')) {
      const { condition, parameters } = select(instance.id, plan.range, '')
      const rows: TableRows = {
        table: 'kill_log',
        select: `SELECT r.asked_instance_id AS ddm_instance_id, r.raw_time AS execute_time,
          r.killed_at AS execute_time_utc, r.process_id, r.operator AS execute_user_name,
          r.instance_id, r.instance_name, r.id AS place
        FROM kill_record r WHERE ${condition}`,
        order: 'execute_time_utc NULLS LAST, place',
      }
      await this.#stage(session, staging, rows, parameters)
    }
    if (windowIds.length === 0) return
    await this.#stageRaw(
      session,
      staging,
      `SELECT $owner AS owner, a.* FROM raw_answer a JOIN kill_window w ON w.id = a.kill_window_id
      WHERE a.kill_window_id IN (${windowIds.join(', ')})
      ORDER BY w.from_time, w.covered_to, w.id, a.position`,
      { owner },
    )
  }

  /** @returns how many rows it has */
  async #stage(
    session: Session,
    staging: string,
    { table, select, order }: TableRows,
    parameters: Parameters,
  ): Promise<number> {
    const { label, region, projectId } = this.#source
    const columns = Object.entries(columnsOf[table]).map(
      ([key, type]) => `CAST("${key}" AS ${stagedAs[type]}) AS "${key}"`,
    )
    const { path, rows } = await this.#copy(
      session,
      staging,
      `SELECT ${columns.join(', ')} FROM (
        SELECT $accountName AS account_name, $region AS region, $projectId AS project_id, *
        FROM (${select})) ORDER BY ${order}`,
      { ...parameters, accountName: label, region, projectId },
    )
    const part: StagedPart = { table, path, rows }
    this.#all.parts.push(part)
    this.#job.onProgress(this.#all.parts.reduce((sum, one) => sum + one.rows, 0))
    return rows
  }

  async #stageRaw(
    session: Session,
    staging: string,
    select: string,
    parameters: Parameters,
  ): Promise<void> {
    const { path } = await this.#copy(session, staging, select, parameters)
    this.#all.raw.push({ account: this.#account, path })
  }

  /** The archive's DuckDB may only write among its own temporary files. */
  async #copy(
    session: Session,
    staging: string,
    select: string,
    parameters: Parameters,
  ): Promise<{ path: string; rows: number }> {
    const path = join(this.#job.folder, `${randomUUID()}.parquet`)
    const [copied] = await session.rows(
      `COPY (${select}) TO ${literal(staging)} (FORMAT parquet, COMPRESSION lz4)`,
      parameters,
    )
    await move(staging, path)
    return { path, rows: Number(copied?.['Count']) }
  }
}

/** What an answer puts into a report; the last is what its rows are counted by. */
function rowsOf(section: ReportSection): TableRows[] {
  switch (section) {
    case 'summary':
      return (['summary_project', 'summary_instance'] as const).map((table) => ({
        table,
        select: `SELECT a.fetched_at, t.*, t.rowid AS place FROM ${table} t
          JOIN answer a ON a.id = t.answer_id WHERE t.answer_id = $id AND $instance IS NULL`,
        order: 'place',
      }))
    case 'sessions':
      return [
        ofInstance(
          'sessions',
          '* FROM session_share',
          'database_name, database_id, database_user, database_ip, place',
        ),
      ]
    case 'risk':
      return [
        ofInstance('risk', 'period_at AS period, * FROM risk_point', 'period, raw_period, place'),
      ]
    case 'analyses':
      return [ofInstance('analyses', '* FROM analysis', 'database_name, database_id, type, place')]
    default:
      return []
  }
}

function ofInstance(table: SectionKey, columnsFrom: string, order: string): TableRows {
  return {
    table,
    select: `SELECT $instance::VARCHAR AS audit_instance_id, rowid AS place, ${columnsFrom}
      WHERE answer_id = $id`,
    order,
  }
}

function parametersOf(
  { question, instance }: ChosenAnswer,
  { range }: ReportPlan,
): AnswerFact['parameters'] {
  const isOfRange = question.kind === 'sessions' || question.kind === 'risk-trend'
  return [
    ...(instance === null ? [] : [{ name: 'instance_id', value: instance.id }]),
    ...(isOfRange
      ? [
          { name: 'from', value: range.from },
          { name: 'to', value: range.to },
        ]
      : []),
  ]
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!isFileError(error)) throw error
    // A rename doesn't lead to another disk.
    if (error.code !== 'EXDEV') throw chosenFileError(to, error)
    await copyFile(from, to).catch((cause: unknown) => {
      throw isFileError(cause) ? chosenFileError(to, cause) : cause
    })
    await rm(from, { force: true })
  }
}
