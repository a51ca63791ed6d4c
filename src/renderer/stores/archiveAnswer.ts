import type { Answer } from '../../shared/model/answer.ts'
import type { AccountId } from '../../shared/model/ids.ts'

/** What the archive says of itself, in the shape in which a question is answered. */
export function archiveAnswer<T extends { accountId: AccountId }>(data: T): Answer<T> {
  return {
    accountId: data.accountId,
    data,
    sources: [],
    timeZone: null,
    missing: [],
    origin: 'archive',
    answerId: null,
    unkept: null,
  }
}
