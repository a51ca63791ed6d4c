import type { Answer } from '../../shared/model/answer.ts'
import type { QuestionState } from './question.ts'

/** What is missing, or could not be kept, is said elsewhere. */
function silent<T>(answer: Answer<T>): Answer<T> {
  return { ...answer, missing: [], unkept: null }
}

/**
 * The state for the second and further panels of one question. What is missing or went wrong is
 * said once, by the first panel; the others show the data there is, and that it isn't current.
 */
export function quiet<T>(state: QuestionState<T>): QuestionState<T> {
  switch (state.kind) {
    case 'idle':
      return state
    case 'loading':
      return state.previous === null ? state : { ...state, previous: silent(state.previous) }
    case 'fresh':
    case 'partial':
      return { kind: 'fresh', answer: silent(state.answer) }
    case 'failed':
      return state.previous === null ? state : { kind: 'stale', answer: silent(state.previous) }
    case 'stale':
    case 'earlier':
      return { ...state, answer: silent(state.answer) }
  }
}
