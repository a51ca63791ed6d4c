import type { Answer } from '../../../shared/model/answer.ts'
import type { QuestionState } from '../../stores/question.ts'
import type { SubjectQuestion } from '../../stores/subject.ts'

/** The question a view is about, as its store offers it. */
export interface ShownQuestion extends Pick<
  SubjectQuestion<unknown>,
  'refresh' | 'history' | 'pick' | 'backToNow'
> {
  state: QuestionState<unknown>
  answer: Answer<unknown> | null
}
