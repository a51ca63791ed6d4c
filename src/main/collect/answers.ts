import { AuditDeskError } from '../../shared/errors.ts'
import type { ProjectId } from '../../shared/model/ids.ts'
import {
  trendTypeOf,
  type AnswerId,
  type QuestionKind,
  type QuestionOf,
  type TrendQuestion,
} from '../../shared/model/question.ts'
import type { Trend } from '../../shared/model/trend.ts'
import type { AnswerData, Asked } from '../archive/answer-data.ts'
import type { Answers, KeptAnswer } from '../archive/answers.ts'
import { canonicalQuestion } from '../archive/question-key.ts'
import type { RawAnswer } from '../archive/raw-answer.ts'
import type { Asker } from '../huawei/client.ts'
import type { AskedTrend } from '../huawei/dbss.ts'
import type { WireTrend } from '../huawei/trend-wire.ts'
import type {
  WireAnalyses,
  WireAuditInstance,
  WireDatabase,
  WireDdmInstance,
  WireSessions,
  WireSummary,
} from '../huawei/wire.ts'
import { collectAnalyses } from './analyses.ts'
import type { Collected } from './collected.ts'
import { collectAuditInstances, collectDatabases, collectDdmInstances } from './instances.ts'
import { RecordingAsker } from './recording.ts'
import { ReplayingAsker } from './replay.ts'
import { collectSessions } from './sessions.ts'
import { collectSummary } from './summary.ts'
import { collectTrend, renewTrend, repeatRenewal, type AnalysisPatience } from './trend.ts'

interface AnswerWire {
  summary: WireSummary
  'audit-instances': WireAuditInstance[]
  'ddm-instances': WireDdmInstance[]
  databases: WireDatabase[]
  sessions: WireSessions
  'risk-trend': WireTrend
  trend: WireTrend
  analyses: WireAnalyses
}

/** What the answer to a kind of question is, in the model's terms. */
export type DataOf<K extends QuestionKind> = AnswerData[K]
/** The same under the service's own field names. */
export type WireOf<K extends QuestionKind> = AnswerWire[K]
type CollectedOf<K extends QuestionKind> = Collected<WireOf<K>, DataOf<K>>

type Collect<K extends QuestionKind> = (
  client: Asker,
  question: QuestionOf<K>,
  timeZone: string,
  signal: AbortSignal,
) => Promise<CollectedOf<K>>

type Collectors = { [K in QuestionKind]: Collect<K> }

const collectors: Collectors = {
  summary: (client, _question, _timeZone, signal) => collectSummary(client, signal),
  'audit-instances': (client, _question, _timeZone, signal) =>
    collectAuditInstances(client, signal),
  'ddm-instances': (client, _question, _timeZone, signal) => collectDdmInstances(client, signal),
  databases: (client, { instanceId }, _timeZone, signal) =>
    collectDatabases(client, instanceId, signal),
  sessions: (client, question, timeZone, signal) =>
    collectSessions(client, { ...question, timeZone }, signal),
  ...trendCollectors(collectTrend),
  analyses: (client, { instanceId }, timeZone, signal) =>
    collectAnalyses(client, instanceId, timeZone, signal),
}

function askedTrend(question: TrendQuestion, timeZone: string): AskedTrend {
  const { instanceId, range, databaseId } = question
  return { type: trendTypeOf(question), instanceId, range, databaseId, timeZone }
}

type TrendCollectors = Pick<Collectors, TrendQuestion['kind']>

/** The same way to read a trend, under either kind of question. */
function trendCollectors(
  collect: (
    client: Asker,
    asked: AskedTrend,
    signal: AbortSignal,
  ) => Promise<Collected<WireTrend, Trend>>,
): TrendCollectors {
  const read = (client: Asker, question: TrendQuestion, timeZone: string, signal: AbortSignal) =>
    collect(client, askedTrend(question, timeZone), signal)
  return { 'risk-trend': read, trend: read }
}

/** A trend that took more than one request was computed anew, and is read as it was then. */
function renewalOf({ length }: readonly RawAnswer[]): TrendCollectors | null {
  return length < 2
    ? null
    : trendCollectors((client, asked, signal) => repeatRenewal(client, asked, signal, length - 2))
}

/** What DBSS times are read in where nobody knows better; see `Account.dbssTimeZone`. */
const defaultZone = 'UTC'

/** An answer of the service, and what became of it. */
export interface AskedAnswer<K extends QuestionKind> {
  collected: CollectedOf<K>
  /** Its name in the archive; `null` when it isn't kept. */
  answerId: AnswerId | null
  /** Why it could not be kept, in words; `null` when it is, or is not meant to be. */
  unkept: string | null
}

/** Opens the archive, whose file may be slow, held or damaged. */
export type OpenAnswers = () => Promise<Pick<Answers, 'keep'>>

/**
 * Asks the service and keeps the answer, also one that is not whole. One that can't be kept is
 * returned all the same.
 * @param answers `null` when it is not to be kept
 * @param timeZone that DBSS times are sent and read in (UTC for `null`); `null` where there are none
 * @throws AuditDeskError what went wrong with asking; nothing is kept then
 */
export async function askAndKeep<K extends QuestionKind>(
  client: Asker,
  answers: OpenAnswers | null,
  question: Asked<K>,
  timeZone: string | null,
  signal: AbortSignal,
): Promise<AskedAnswer<K>> {
  const collect: Collect<K> = collectors[question.kind]
  return collectAndKeep(client, answers, question, timeZone, signal, collect)
}

/**
 * Has a trend computed anew, which changes what the service keeps, and keeps the answer like
 * `askAndKeep`.
 */
export async function renewAndKeep(
  client: Asker,
  answers: OpenAnswers | null,
  question: TrendQuestion,
  timeZone: string | null,
  signal: AbortSignal,
  patience?: AnalysisPatience,
): Promise<AskedAnswer<TrendQuestion['kind']>> {
  return collectAndKeep<TrendQuestion['kind']>(
    client,
    answers,
    question,
    timeZone,
    signal,
    (asker, asked, zone) => renewTrend(asker, askedTrend(asked, zone), signal, patience),
  )
}

async function collectAndKeep<K extends QuestionKind>(
  client: Asker,
  answers: OpenAnswers | null,
  asked: Asked<K>,
  timeZone: string | null,
  signal: AbortSignal,
  collect: Collect<K>,
): Promise<AskedAnswer<K>> {
  const question = canonicalQuestion<K>(asked)
  const recording = new RecordingAsker(client)
  const collected = await collect(recording, question, timeZone ?? defaultZone, signal)
  if (answers === null) return { collected, answerId: null, unkept: null }
  try {
    const { data, missing } = collected
    const { raw } = recording
    const archive = await answers()
    const answerId = await archive.keep<K>(asked, { data, missing, timeZone, raw })
    return { collected, answerId, unkept: null }
  } catch (error) {
    if (!(error instanceof AuditDeskError)) throw error
    return { collected, answerId: null, unkept: error.message }
  }
}

/** An answer from the archive. */
export interface ArchiveAnswer<K extends QuestionKind> {
  collected: CollectedOf<K>
  answerId: AnswerId
  timeZone: string | null
}

/**
 * Answers a question from the archive, with the sources it had. Asks no service.
 * @param answerId `null` for the latest that can be read; what is wrong with later ones stands among
 *   what is missing
 * @throws AuditDeskError `not-found` when there is no such answer to this very question; `file` when
 *   the archive can't be used or the answer is damaged; `answer` when it can't be read any more
 */
export async function askArchive<K extends QuestionKind>(
  answers: Answers,
  projectId: ProjectId,
  question: Asked<K>,
  answerId: AnswerId | null,
): Promise<ArchiveAnswer<K>> {
  if (answerId !== null) {
    const kept = await answers.find(question, answerId)
    if (kept === null) throw unanswered(answerId)
    return readAgain(projectId, question, kept)
  }
  const failures: AuditDeskError[] = []
  for (const { id } of (await answers.history(question)).slice(0, looksBack)) {
    try {
      const found = await askArchive(answers, projectId, question, id)
      const { collected } = found
      const missing = [...failures.map(passedOver), ...collected.missing]
      return { ...found, collected: { ...collected, missing } }
    } catch (error) {
      if (!isUnreadable(error)) throw error
      failures.push(error)
    }
  }
  throw failures[0] ?? unanswered(null)
}

/** How many answers are tried before the latest one's error is told. */
const looksBack = 5

const nobody = new AbortController().signal

/** Has the kept answers of the service read by the same code that reads the service's. */
async function readAgain<K extends QuestionKind>(
  projectId: ProjectId,
  asked: Asked<K>,
  { id, fetchedAt, timeZone, missing, raw }: KeptAnswer,
): Promise<ArchiveAnswer<K>> {
  const question = canonicalQuestion<K>(asked)
  const replays: Collectors = { ...collectors, ...renewalOf(raw) }
  const collect: Collect<K> = replays[asked.kind]
  try {
    const asker = new ReplayingAsker(projectId, raw)
    const collected = await collect(asker, question, timeZone ?? defaultZone, nobody)
    // What was missing then is missing still, though the code may not say so any more.
    const stillMissing = [...new Set([...collected.missing, ...missing])]
    return { collected: { ...collected, missing: stillMissing }, answerId: id, timeZone }
  } catch (error) {
    throw error instanceof AuditDeskError ? unreadable(id, fetchedAt, error) : error
  }
}

function unanswered(answerId: AnswerId | null): AuditDeskError {
  const which = answerId === null ? 'no answer' : `no answer ${answerId}`
  return new AuditDeskError({
    code: 'not-found',
    message: `The archive has ${which} to this question.`,
    retryable: false,
    hint: 'Ask the service once; its answer is then kept.',
  })
}

function unreadable(id: AnswerId, fetchedAt: string, cause: AuditDeskError): AuditDeskError {
  return new AuditDeskError(
    {
      code: 'answer',
      message: `Answer ${id} of the archive, fetched at ${fetchedAt}, can’t be read by this version of the app: ${cause.message}`,
      retryable: false,
      hint: 'Choose another answer, or ask the service again. The answer stays in the archive as it was received.',
    },
    { cause },
  )
}

function isUnreadable(error: unknown): error is AuditDeskError {
  return error instanceof AuditDeskError && (error.code === 'answer' || error.code === 'file')
}

function passedOver({ message }: AuditDeskError): string {
  return `A later answer is passed over. ${message}`
}
