import type { QuestionState } from './question.ts'

/**
 * The state for the second and further panels of one question. What is missing or went wrong is
 * said once, by the first panel; the others show the data there is.
 */
export function quiet<T>(state: QuestionState<T>): QuestionState<T> {
  if (state.kind === 'partial') return { kind: 'fresh', answer: state.answer }
  if (state.kind === 'failed' && state.previous !== null) {
    return { kind: 'fresh', answer: state.previous }
  }
  return state
}
