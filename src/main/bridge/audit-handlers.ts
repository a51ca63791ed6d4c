import type { Handlers } from '../../shared/contract/index.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { AccountId, AuditInstanceId } from '../../shared/model/ids.ts'
import {
  trendQuestion,
  type AnswerFrom,
  type QuestionKind,
  type QuestionOf,
  type TrendQuestion,
} from '../../shared/model/question.ts'
import { readTimeZone } from '../../shared/model/time-zone.ts'
import type { Scope, Scopes } from '../accounts/scopes.ts'
import { askAndKeep, askArchive, type DataOf } from '../collect/answers.ts'
import type { AnalysisPatience } from '../collect/trend.ts'
import { TrendRenewals } from '../collect/trend-renewals.ts'

/** Answers a question from the service, keeping the answer, or from the archive. */
export type AnswerQuestion = <K extends QuestionKind>(
  accountId: AccountId,
  from: AnswerFrom,
  question: QuestionOf<K>,
) => Promise<Answer<DataOf<K>>>

export function answerWith(scopes: Scopes): AnswerQuestion {
  return async (accountId, from, question) => {
    if (from.kind === 'archive') {
      const { answers } = await scopes.archive(accountId)
      const { projectId } = scopes.account(accountId)
      const kept = await askArchive(answers, projectId, question, from.answerId)
      const { data, sources, missing } = kept.collected
      const { answerId, timeZone } = kept
      return {
        accountId,
        data,
        sources,
        timeZone,
        missing,
        origin: 'archive',
        answerId,
        unkept: null,
      }
    }
    const scope = await scopes.open(accountId)
    const timeZone = zoneOf(scopes, scope, question)
    const kept = await askAndKeep(
      scope.client,
      () => scopes.archive(accountId).then(({ answers }) => answers),
      question,
      timeZone,
      scope.signal,
    )
    stopIfLeft(scope)
    const { data, sources, missing } = kept.collected
    const { answerId, unkept } = kept
    return { accountId, data, sources, timeZone, missing, origin: 'service', answerId, unkept }
  }
}

export interface AuditServices {
  scopes: Scopes
  /** How long to wait for a new analysis; the default looks for about ten minutes. */
  analysisPatience?: AnalysisPatience
}

/** The procedures of the domain `audit`. */
export function auditHandlers(
  { scopes, analysisPatience }: AuditServices,
  answer: AnswerQuestion,
): Handlers['audit'] {
  const trendRenewals = new TrendRenewals(scopes, analysisPatience)
  return {
    instances: async ({ accountId, from }) => {
      const answered = await answer<'audit-instances'>(accountId, from, { kind: 'audit-instances' })
      const zones = scopes.timeZones(accountId)
      for (const { id, timeZone } of answered.data) {
        const zone = readTimeZone(timeZone)
        if (zone !== null) zones.set(id, zone)
      }
      return answered
    },
    databases: ({ accountId, from, ...question }) =>
      answer<'databases'>(accountId, from, { kind: 'databases', ...question }),
    summary: ({ accountId, from }) => answer<'summary'>(accountId, from, { kind: 'summary' }),
    sessions: ({ accountId, from, ...question }) =>
      answer<'sessions'>(accountId, from, { kind: 'sessions', ...question }),
    trend: ({ accountId, from, type, ...about }) =>
      answer<TrendQuestion['kind']>(accountId, from, trendQuestion(type, about)),
    renewTrend: async ({ accountId, renewalId, type, ...about }) => {
      const question = trendQuestion(type, about)
      const { data, finished, unkept } = await trendRenewals.renew({
        accountId,
        renewalId,
        question,
        timeZone: (scope) => zoneOf(scopes, scope, question),
      })
      return { accountId, finished, rawGeneratedAt: data.rawGeneratedAt, unkept }
    },
    stopRenewal: ({ renewalId }) => {
      trendRenewals.stop(renewalId)
      return Promise.resolve(null)
    },
    analyses: ({ accountId, from, ...question }) =>
      answer<'analyses'>(accountId, from, { kind: 'analyses', ...question }),
    history: async ({ accountId, question }) => {
      const { answers } = await scopes.archive(accountId)
      return { accountId, answers: await answers.history(question) }
    },
    summaryTrend: async ({ accountId }) => {
      const { answers } = await scopes.archive(accountId)
      return { accountId, points: await answers.summaryTrend() }
    },
  }
}

/** The zone DBSS times are in: what the instance says itself, else what the account is set to. */
function zoneOf<K extends QuestionKind>(
  scopes: Scopes,
  { account }: Scope,
  question: QuestionOf<K>,
): string | null {
  if (question.kind === 'databases' || !('instanceId' in question)) return null
  const id: AuditInstanceId = question.instanceId
  return scopes.timeZones(account.id).get(id) ?? account.dbssTimeZone
}

/** An answer that comes after the account was left is nobody's. */
export function stopIfLeft({ signal }: Scope): void {
  if (signal.aborted) {
    throw new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
  }
}
