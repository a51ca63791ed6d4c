import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { AccountId } from '../../shared/model/ids.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { AnswerFrom, AnswerId } from '../../shared/model/question.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError } from '../bridge.ts'
import { mayBeKept } from '../../shared/model/sign-in.ts'
import { isAboutSecret, useAccountsStore } from './accounts.ts'

/**
 * What a screen knows about one question. `previous` is an earlier answer to the very same question,
 * of this run or from the archive, that may stay visible meanwhile; it is `null` as soon as account
 * or subject differ.
 */
export type QuestionState<T> =
  | { kind: 'idle' }
  | { kind: 'loading'; previous: Answer<T> | null }
  | { kind: 'fresh'; answer: Answer<T> }
  | { kind: 'partial'; answer: Answer<T>; missing: string[] }
  | {
      kind: 'failed'
      error: AuditDeskError
      previous: Answer<T> | null
      /** Why the archive could not be asked instead; absent when it could. */
      unread?: AuditDeskError
    }
  /** Not current; another panel says why. */
  | { kind: 'stale'; answer: Answer<T> }
  /** One that the reader picked from the archive. */
  | { kind: 'earlier'; answer: Answer<T> }

/** Asks for one account; `from` says whom. */
export type Run<T> = (accountId: AccountId, from: AnswerFrom) => Promise<Answer<T>>

export interface QuestionOptions<T> {
  /** Whether the archive may have an answer: it is then asked together with the service. */
  archived?: boolean
  /** What an answer lacks besides what it says itself, one sentence each; empty if nothing. */
  missing?: (data: T) => string[]
  /** What to do, instead of asking again, once a secret was typed for want of which it failed. */
  onUnlock?: () => void
}

export interface Question<T> {
  state: ComputedRef<QuestionState<T>>
  /** The answer that may be shown now: current, previous, or picked from the archive. */
  answer: ComputedRef<Answer<T> | null>
  /**
   * Asks for the selected account; does nothing without one. Never throws: what goes wrong is the
   * state `failed`. Leaves an earlier answer that was picked.
   * @param run called once the main process has switched to the account
   * @param subject what the question is about besides the account (instance, range …), as text: the
   *   previous answer stays visible only while this stays the same
   */
  ask: (run: Run<T>, subject?: string) => Promise<void>
  /**
   * Asks the last question again, because the reader wishes it: a secret that was refused is tried
   * once more, and only then.
   */
  retry: () => Promise<void>
  /** Asks the last question again without showing that it does, where there is an answer. */
  renew: () => Promise<void>
  /**
   * Shows an earlier answer to the last question.
   * @throws AuditDeskError why it can't
   */
  pick: (answerId: AnswerId) => Promise<void>
  /** Shows what is current again. */
  backToNow: () => void
  /** Forgets everything, and drops what is still on its way. */
  reset: () => void
}

/**
 * How long a service that has answered in this run has before the archive's answer is shown, in
 * milliseconds. Before its first answer it has to be connected to and signed in to, so that it can't
 * be so quick and nothing is waited for.
 */
export const headStart = 100

/** The answer a state allows to show, `null` if there is none. */
export function answerOf<T>(state: QuestionState<T>): Answer<T> | null {
  switch (state.kind) {
    case 'idle':
      return null
    case 'loading':
    case 'failed':
      return state.previous
    case 'fresh':
    case 'partial':
    case 'stale':
    case 'earlier':
      return state.answer
  }
}

/** When the oldest part of an answer was read, ISO 8601 in UTC; `null` without an answer. */
export function asOf(answer: Answer<unknown> | null): string | null {
  const times = (answer?.sources ?? []).map((source) => source.fetchedAt).sort()
  return times[0] ?? null
}

/** What an answer that names another account than was asked becomes. */
export function foreignAnswer(): AuditDeskError {
  return new AuditDeskError({
    code: 'internal',
    message: 'The answer belongs to another account and was dropped.',
    retryable: true,
  })
}

/**
 * One question to the main process, bound to the selected account: when that changes everything is
 * forgotten, and an answer that comes late, is superseded, or names another account is dropped.
 * Call it while a store is being set up.
 */
export function createQuestion<T>(options: QuestionOptions<T> = {}): Question<T> {
  const accounts = useAccountsStore()
  const current = shallowRef<QuestionState<T>>({ kind: 'idle' })
  const picked = shallowRef<Answer<T> | null>(null)
  const state = computed<QuestionState<T>>(() =>
    picked.value === null ? current.value : { kind: 'earlier', answer: picked.value },
  )
  let subjectOfAnswer: string | null = null
  let last: { run: Run<T>; subject: string } | null = null
  let turn = 0
  let picks = 0

  function reset(): void {
    turn += 1
    last = null
    subjectOfAnswer = null
    picked.value = null
    current.value = { kind: 'idle' }
  }

  /** The answer with all that it lacks. */
  function whole(answer: Answer<T>): Answer<T> {
    const missing = new Set([...answer.missing, ...(options.missing?.(answer.data) ?? [])])
    return { ...answer, missing: [...missing] }
  }

  function settled(answer: Answer<T>): QuestionState<T> {
    const { missing } = answer
    return missing.length > 0 ? { kind: 'partial', answer, missing } : { kind: 'fresh', answer }
  }

  /** What can't be kept soon ends, and a refusal then only says that it has. */
  function needsSecret(error: AuditDeskError, accountId: AccountId): boolean {
    const account = accounts.accounts.find(({ id }) => id === accountId)
    const ends = account !== undefined && !mayBeKept(account.signIn.method)
    return error.code === 'no-secret' || (ends && error.code === 'credentials')
  }

  async function asked(run: Run<T>, accountId: AccountId, from: AnswerFrom): Promise<Answer<T>> {
    const answer = await run(accountId, from)
    if (answer.accountId !== accountId) throw foreignAnswer()
    return whole(answer)
  }

  /**
   * Shows what the archive has, but not over an answer of the service, nor for the blink of an eye
   * before it.
   */
  async function askArchive(
    { run, subject }: { run: Run<T>; subject: string },
    accountId: AccountId,
    superseded: () => boolean,
    found: { answer: Answer<T> | null; unread?: AuditDeskError },
  ): Promise<void> {
    const headStartOver = accounts.hasAnswered(accountId)
      ? new Promise((resolve) => setTimeout(resolve, headStart))
      : null
    try {
      found.answer = await asked(run, accountId, { kind: 'archive', answerId: null })
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      if (error.code !== 'not-found') found.unread = error
    }
    if (current.value.kind === 'loading') await headStartOver
    if (superseded()) return
    const now = current.value
    if (now.kind === 'loading' && found.answer !== null) {
      subjectOfAnswer = subject
      current.value = { kind: 'loading', previous: found.answer }
    } else if (now.kind === 'failed' && now.previous === null) {
      if (found.answer !== null) subjectOfAnswer = subject
      current.value = failedState(now.error, null, found)
    }
  }

  function failedState(
    error: AuditDeskError,
    previous: Answer<T> | null,
    found: { answer: Answer<T> | null; unread?: AuditDeskError },
  ): QuestionState<T> {
    const { unread } = found
    return {
      kind: 'failed',
      error,
      previous: previous ?? found.answer,
      ...(unread === undefined ? {} : { unread }),
    }
  }

  async function attempt(run: Run<T>, subject: string, quietly: boolean): Promise<void> {
    const accountId = accounts.selectedId
    if (accountId === null) return
    turn += 1
    const mine = turn
    const superseded = (): boolean => mine !== turn || accounts.selectedId !== accountId
    last = { run, subject }
    const previous = subject === subjectOfAnswer ? answerOf(current.value) : null
    if (!quietly || previous === null) current.value = { kind: 'loading', previous }
    const found: { answer: Answer<T> | null; unread?: AuditDeskError } = { answer: null }
    try {
      await accounts.switched()
      if (superseded()) return
      if (options.archived === true && previous === null) {
        void askArchive({ run, subject }, accountId, superseded, found)
      }
      const answer = await asked(run, accountId, { kind: 'service' })
      // Some questions are the archive's alone.
      if (answer.origin === 'service') accounts.noteAnswer(accountId)
      if (superseded()) return
      subjectOfAnswer = subject
      current.value = settled(answer)
    } catch (thrown) {
      if (superseded()) return
      const error = asAuditDeskError(thrown)
      if (needsSecret(error, accountId)) accounts.wantSecret(accountId)
      if (found.answer !== null) subjectOfAnswer = subject
      current.value = failedState(error, previous, found)
    }
  }

  async function ask(run: Run<T>, subject = ''): Promise<void> {
    backToNow()
    await attempt(run, subject, false)
  }

  async function askAgain(): Promise<void> {
    if (last !== null) await ask(last.run, last.subject)
  }

  async function retry(): Promise<void> {
    const now = current.value
    const account = accounts.selected
    if (now.kind !== 'failed' || account?.lock !== 'refused') {
      await askAgain()
      return
    }
    turn += 1
    const mine = turn
    const superseded = (): boolean => mine !== turn || accounts.selectedId !== account.id
    current.value = { kind: 'loading', previous: now.previous }
    try {
      await accounts.tryAgain(account.id)
      if (!superseded()) await askAgain()
    } catch (thrown) {
      if (!superseded()) current.value = { ...now, error: asAuditDeskError(thrown) }
    }
  }

  async function renew(): Promise<void> {
    if (last !== null) await attempt(last.run, last.subject, true)
  }

  async function pick(answerId: AnswerId): Promise<void> {
    const accountId = accounts.selectedId
    if (accountId === null || last === null) return
    picks += 1
    const mine = { turn, picks }
    const superseded = (): boolean =>
      mine.turn !== turn || mine.picks !== picks || accounts.selectedId !== accountId
    try {
      const answer = await asked(last.run, accountId, { kind: 'archive', answerId })
      if (!superseded()) picked.value = answer
    } catch (error) {
      if (!superseded()) throw error
    }
  }

  function backToNow(): void {
    picks += 1
    picked.value = null
  }

  watch(() => accounts.selectedId, reset, { flush: 'sync' })
  watch(
    () => accounts.unlocks,
    () => {
      if (current.value.kind !== 'failed' || !isAboutSecret(current.value.error)) return
      if (options.onUnlock === undefined) void askAgain()
      else options.onUnlock()
    },
  )

  return {
    state,
    answer: computed(() => answerOf(state.value)),
    ask,
    retry,
    renew,
    pick,
    backToNow,
    reset,
  }
}
