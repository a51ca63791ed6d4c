import type { AccountId } from '../../shared/model/ids.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type {
  AnswerFrom,
  ArchivedAnswer,
  Question as ArchivedQuestion,
} from '../../shared/model/question.ts'
import { ask } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'
import { createQuestion, type Question, type QuestionOptions } from './question.ts'

/** A question that follows what the screens look at. */
export interface SubjectQuestion<T> extends Pick<
  Question<T>,
  'state' | 'answer' | 'retry' | 'pick' | 'backToNow'
> {
  /** Asks unless this very question has been asked already; a screen calls it when it is shown. */
  need: () => Promise<void>
  /** Asks afresh. */
  refresh: () => Promise<void>
  /**
   * The answers to this very question that the archive has, newest first; none once account or
   * subject have changed meanwhile.
   * @throws AuditDeskError when the archive can't be read
   */
  history: () => Promise<ArchivedAnswer[]>
}

/**
 * Binds a question to its subject, such as an instance and a range. Call it while a store is being
 * set up.
 * @param subject what to ask now; `null` while that is not known, and then nothing is asked
 */
export function createSubjectQuestion<T, Asked extends ArchivedQuestion>(
  subject: () => Asked | null,
  run: (accountId: AccountId, from: AnswerFrom, asked: Asked) => Promise<Answer<T>>,
  options: Pick<QuestionOptions<T>, 'missing'> = {},
): SubjectQuestion<T> {
  const accounts = useAccountsStore()
  const question = createQuestion<T>({ ...options, archived: true })
  let asked: string | null = null

  async function refresh(): Promise<void> {
    const about = subject()
    if (about === null) return
    asked = JSON.stringify(about)
    await question.ask((accountId, from) => run(accountId, from, about), asked)
  }

  async function need(): Promise<void> {
    const about = subject()
    if (about === null) return
    if (question.state.value.kind === 'idle' || JSON.stringify(about) !== asked) await refresh()
  }

  async function history(): Promise<ArchivedAnswer[]> {
    const about = subject()
    const accountId = accounts.selectedId
    if (about === null || accountId === null) return []
    const found = await ask(window.auditDesk.audit.history({ accountId, question: about }))
    const same =
      found.accountId === accountId &&
      accounts.selectedId === accountId &&
      JSON.stringify(subject()) === JSON.stringify(about)
    return same ? found.answers : []
  }

  const { state, answer, retry, pick, backToNow } = question
  return { state, answer, retry, pick, backToNow, need, refresh, history }
}
