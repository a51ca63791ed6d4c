import { answerOf, type QuestionState } from './question.ts'

/**
 * Two answers of one account as one, for panels that need both. What either lacks, and why, is said
 * where each is shown; `incomplete` says here that it matters.
 * @returns `null` when one is not to be had
 */
export function both<A, B>(
  one: QuestionState<A>,
  other: QuestionState<B>,
  incomplete: string,
): QuestionState<{ one: A; other: B }> | null {
  const [first, second] = [answerOf(one), answerOf(other)]
  const kinds = [one.kind, other.kind]
  if (first === null || second === null || first.accountId !== second.accountId) {
    const lost =
      (first === null && one.kind === 'failed') || (second === null && other.kind === 'failed')
    return lost ? null : { kind: 'loading', previous: null }
  }
  const lacking = first.missing.length > 0 || second.missing.length > 0
  const answer = {
    ...first,
    data: { one: first.data, other: second.data },
    sources: [...first.sources, ...second.sources],
    missing: lacking ? [incomplete] : [],
    answerId: null,
    unkept: null,
  }
  if (kinds.includes('earlier')) return { kind: 'earlier', answer }
  if (kinds.includes('failed') || kinds.includes('stale')) return { kind: 'stale', answer }
  if (kinds.includes('loading')) return { kind: 'loading', previous: answer }
  return { kind: 'fresh', answer }
}
