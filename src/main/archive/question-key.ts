import type { Question, QuestionKind, QuestionOf } from '../../shared/model/question.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'

/**
 * The one form of all questions that ask the same: instants in UTC, databases in the order of their
 * ids and named once. What it asks of the service is the same too.
 */
export function canonicalQuestion<K extends QuestionKind>(question: QuestionOf<K>): QuestionOf<K>
export function canonicalQuestion(question: Question): Question {
  switch (question.kind) {
    case 'sessions': {
      const databaseIds = [...new Set(question.databaseIds)].sort()
      return { ...question, range: canonicalRange(question.range), databaseIds }
    }
    case 'risk-trend':
    case 'trend':
      return { ...question, range: canonicalRange(question.range) }
    default:
      return question
  }
}

function canonicalRange(range: TimeRange): TimeRange {
  if (range.kind === 'preset') return range
  const utc = (instant: string): string => new Date(instant).toISOString()
  return { kind: 'bounds', bounds: { from: utc(range.bounds.from), to: utc(range.bounds.to) } }
}

/** What a question is found by in the archive: JSON of its canonical form, keys sorted. */
export function questionKey(question: Question): string {
  return sortedJson(canonicalQuestion(question))
}

/** JSON whose objects have their keys in the order of the alphabet, at every level. */
function sortedJson(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
