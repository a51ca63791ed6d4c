import type { AccountId } from '../../shared/model/ids.ts'
import type { Answer } from '../../shared/model/answer.ts'
import { createQuestion, type Question, type QuestionOptions } from './question.ts'

/** A question that follows what the screens look at. */
export interface SubjectQuestion<T> extends Pick<Question<T>, 'state' | 'answer' | 'retry'> {
  /** Asks unless this very question has been asked already; a screen calls it when it is shown. */
  need: () => Promise<void>
  /** Asks afresh. */
  refresh: () => Promise<void>
}

/**
 * Binds a question to its subject, such as an instance and a range. Call it while a store is being
 * set up.
 * @param subject what to ask about now; `null` while that is not known, and then nothing is asked
 */
export function createSubjectQuestion<T, Subject>(
  subject: () => Subject | null,
  run: (accountId: AccountId, subject: Subject) => Promise<Answer<T>>,
  options: QuestionOptions<T> = {},
): SubjectQuestion<T> {
  const question = createQuestion<T>(options)
  let asked: string | null = null

  async function refresh(): Promise<void> {
    const about = subject()
    if (about === null) return
    asked = JSON.stringify(about)
    await question.ask((accountId) => run(accountId, about), asked)
  }

  async function need(): Promise<void> {
    const about = subject()
    if (about === null) return
    if (question.state.value.kind === 'idle' || JSON.stringify(about) !== asked) await refresh()
  }

  return { state: question.state, answer: question.answer, retry: question.retry, need, refresh }
}
