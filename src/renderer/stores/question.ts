import { computed, shallowRef, watch, type ComputedRef } from 'vue'
import type { AccountId } from '../../shared/model/ids.ts'
import type { Answer } from '../../shared/model/answer.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError } from '../bridge.ts'
import { mayBeKept } from '../../shared/model/sign-in.ts'
import { isAboutSecret, useAccountsStore } from './accounts.ts'

/**
 * What a screen knows about one question. `previous` is an earlier answer to the very same question
 * that may stay visible meanwhile; it is `null` as soon as account or subject differ.
 */
export type QuestionState<T> =
  | { kind: 'idle' }
  | { kind: 'loading'; previous: Answer<T> | null }
  | { kind: 'fresh'; answer: Answer<T> }
  | { kind: 'partial'; answer: Answer<T>; missing: string[] }
  | { kind: 'failed'; error: AuditDeskError; previous: Answer<T> | null }

export interface QuestionOptions<T> {
  /** What an answer lacks besides what it says itself, one sentence each; empty if nothing. */
  missing?: (data: T) => string[]
  /** What to do, instead of asking again, once a secret was typed for want of which it failed. */
  onUnlock?: () => void
}

export interface Question<T> {
  state: ComputedRef<QuestionState<T>>
  /** The answer that may be shown now, current or previous. */
  answer: ComputedRef<Answer<T> | null>
  /**
   * Asks for the selected account; does nothing without one. Never throws: what goes wrong is the
   * state `failed`.
   * @param run called once the main process has switched to the account
   * @param subject what the question is about besides the account (instance, range …), as text: the
   *   previous answer stays visible only while this stays the same
   */
  ask: (run: (accountId: AccountId) => Promise<Answer<T>>, subject?: string) => Promise<void>
  /** Asks the last question again. */
  retry: () => Promise<void>
  /** Forgets everything, and drops what is still on its way. */
  reset: () => void
}

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
      return state.answer
  }
}

/** When the oldest part of an answer was read, ISO 8601 in UTC; `null` without an answer. */
export function asOf(answer: Answer<unknown> | null): string | null {
  const times = (answer?.sources ?? []).map((source) => source.fetchedAt).sort()
  return times[0] ?? null
}

function foreignAnswer(): AuditDeskError {
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
  let subjectOfAnswer: string | null = null
  let last: { run: (accountId: AccountId) => Promise<Answer<T>>; subject: string } | null = null
  let turn = 0

  function reset(): void {
    turn += 1
    last = null
    subjectOfAnswer = null
    current.value = { kind: 'idle' }
  }

  function settled(answer: Answer<T>): QuestionState<T> {
    const missing = [...new Set([...answer.missing, ...(options.missing?.(answer.data) ?? [])])]
    return missing.length > 0 ? { kind: 'partial', answer, missing } : { kind: 'fresh', answer }
  }

  /** What can't be kept soon ends, and a refusal then only says that it has. */
  function needsSecret(error: AuditDeskError, accountId: AccountId): boolean {
    const account = accounts.accounts.find(({ id }) => id === accountId)
    const ends = account !== undefined && !mayBeKept(account.signIn.method)
    return error.code === 'no-secret' || (ends && error.code === 'credentials')
  }

  async function ask(
    run: (accountId: AccountId) => Promise<Answer<T>>,
    subject = '',
  ): Promise<void> {
    const accountId = accounts.selectedId
    if (accountId === null) return
    turn += 1
    const mine = turn
    const superseded = (): boolean => mine !== turn || accounts.selectedId !== accountId
    last = { run, subject }
    const previous = subject === subjectOfAnswer ? answerOf(current.value) : null
    current.value = { kind: 'loading', previous }
    try {
      await accounts.switched()
      if (superseded()) return
      const answer = await run(accountId)
      if (superseded()) return
      if (answer.accountId !== accountId) throw foreignAnswer()
      subjectOfAnswer = subject
      current.value = settled(answer)
    } catch (thrown) {
      if (superseded()) return
      const error = asAuditDeskError(thrown)
      if (needsSecret(error, accountId)) accounts.wantSecret(accountId)
      current.value = { kind: 'failed', error, previous }
    }
  }

  async function retry(): Promise<void> {
    if (last !== null) await ask(last.run, last.subject)
  }

  watch(() => accounts.selectedId, reset, { flush: 'sync' })
  watch(
    () => accounts.unlocks,
    () => {
      if (current.value.kind !== 'failed' || !isAboutSecret(current.value.error)) return
      if (options.onUnlock === undefined) void retry()
      else options.onUnlock()
    },
  )

  return {
    state: computed(() => current.value),
    answer: computed(() => answerOf(current.value)),
    ask,
    retry,
    reset,
  }
}
