import { BIGINT, LIST, TIMESTAMP, VARCHAR, listValue } from '@duckdb/node-api'
import {
  AnswerId,
  type ArchivedAnswer,
  type Question,
  type QuestionKind,
} from '../../shared/model/question.ts'
import type { SummaryPoint } from '../../shared/model/summary.ts'
import type { AnswerData, Asked } from './answer-data.ts'
import { storeTypedRows } from './answer-tables.ts'
import type { Database, Row } from './database.ts'
import { append, timestamp } from './kill-log-staging.ts'
import { questionKey } from './question-key.ts'
import type { RawAnswer } from './raw-answer.ts'
import { nextRawAnswerId, packRawAnswers, readRawAnswers, storeRawAnswers } from './raw-answers.ts'

/** An answer to be kept. */
export interface ObtainedAnswer<K extends QuestionKind> {
  data: AnswerData[K]
  /** What is not there, one sentence each; empty when the answer is whole. */
  missing: readonly string[]
  /** The zone its times were sent and read in; `null` where there are none. */
  timeZone: string | null
  /** What it was read from, in the order in which it was asked for; at least one. */
  raw: readonly RawAnswer[]
}

/** An answer as it was kept: what it was read from, to be read again. */
export interface KeptAnswer {
  id: AnswerId
  /** When the oldest part of it was read from the service, ISO 8601 in UTC. */
  fetchedAt: string
  timeZone: string | null
  missing: string[]
  raw: RawAnswer[]
}

const answerTypes = [BIGINT, VARCHAR, VARCHAR, VARCHAR, TIMESTAMP, LIST(VARCHAR)]

/** The answers of one project to the questions of the screens. Errors are AuditDeskError `file`. */
export class Answers {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Stores an answer in one transaction: once this returns, all of it is on the disk. */
  async keep<K extends QuestionKind>(
    question: Asked<K>,
    { data, missing, timeZone, raw }: ObtainedAnswer<K>,
  ): Promise<AnswerId> {
    const packed = await packRawAnswers(raw)
    const fetchedAt = Math.min(...raw.map(({ source }) => Date.parse(source.fetchedAt)))
    return this.#database.write(async (session) => {
      const [last] = await session.rows('SELECT coalesce(max(id), 0) AS id FROM answer')
      const id = (last?.['id'] as bigint) + 1n
      const row = [
        id,
        question.kind,
        questionKey(question),
        timeZone,
        timestamp(fetchedAt),
        listValue([...missing]),
      ]
      await append(session, { table: 'answer' }, answerTypes, [row.map((value) => [value])])
      await storeRawAnswers(session, { answerId: id }, await nextRawAnswerId(session), packed)
      await storeTypedRows<K>(session, id, question.kind, data)
      return toAnswerId(id)
    })
  }

  /**
   * An answer to exactly this question, checked against its SHA-256.
   * @param answerId `null` for the latest
   * @returns `null` when there is none, also when the id is that of another question's answer
   * @throws AuditDeskError `file`, also when it is damaged; it then names the answer
   */
  async find(question: Question, answerId: AnswerId | null): Promise<KeptAnswer | null> {
    return this.#database.read(async (session) => {
      const [row] = await session.rows(
        `SELECT id, fetched_at, time_zone, missing FROM answer
        WHERE question = $question AND ($id IS NULL OR id = $id) ORDER BY id DESC LIMIT 1`,
        { question: questionKey(question), id: answerId === null ? null : BigInt(answerId) },
      )
      if (row === undefined) return null
      return {
        id: toAnswerId(row['id']),
        fetchedAt: iso(row['fetched_at']),
        timeZone: row['time_zone'] as string | null,
        missing: row['missing'] as string[],
        raw: await readRawAnswers(session, row['id'] as bigint),
      }
    })
  }

  /** The answers to exactly this question, the one kept last first. */
  async history(question: Question): Promise<ArchivedAnswer[]> {
    const rows = await this.#database.rows(
      `SELECT id, fetched_at, len(missing) = 0 AS complete FROM answer
      WHERE question = $question ORDER BY id DESC`,
      { question: questionKey(question) },
    )
    return rows.map((row) => ({
      id: toAnswerId(row['id']),
      fetchedAt: iso(row['fetched_at']),
      complete: row['complete'] === true,
    }))
  }

  /** The project's counts of every summary, the one kept first first. */
  async summaryTrend(): Promise<SummaryPoint[]> {
    const rows = await this.#database.rows(
      `SELECT summary_project.*, answer.fetched_at FROM summary_project
      JOIN answer ON answer.id = summary_project.answer_id ORDER BY answer.id`,
    )
    return rows.map(readSummaryPoint)
  }
}

function readSummaryPoint(row: Row): SummaryPoint {
  const count = (column: string): bigint | null => row[column] as bigint | null
  return {
    answerId: toAnswerId(row['answer_id']),
    fetchedAt: iso(row['fetched_at']),
    counts: {
      totalSql: count('total_sql'),
      totalRisk: count('total_risk'),
      todaySql: count('today_sql'),
      todayRisk: count('today_risk'),
      todaySession: count('today_session'),
      auditDuration: count('audit_duration'),
      updatedAt: row['updated_at'] === null ? null : iso(row['updated_at']),
    },
  }
}

function toAnswerId(id: unknown): AnswerId {
  return AnswerId.parse(Number(id))
}

function iso(value: unknown): string {
  return (value as Date).toISOString()
}
