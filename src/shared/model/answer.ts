import type { AccountId } from './ids.ts'
import type { AnswerId } from './question.ts'

/** Where an answer came from: enough for somebody else to ask again. Holds no secret. */
export interface Source {
  service: 'iam' | 'dbss' | 'ddm'
  method: 'GET' | 'POST'
  /** The whole URL, query included. */
  url: string
  /** What was sent as the body, `null` for a GET. */
  body: unknown
  /** `X-Request-Id` of the answer; `null` when the server gave none. */
  requestId: string | null
  /** The server's `Date` header as an ISO 8601 instant; `null` when absent or unreadable. */
  serverDate: string | null
  /** When the answer had been read to its end, by this machine's clock, ISO 8601 in UTC. */
  fetchedAt: string
}

/**
 * An answer on its way to the screen. It names its account so that one that arrives after the user
 * has switched can be told apart and dropped.
 */
export interface Answer<T> {
  accountId: AccountId
  data: T
  /** The requests the data was read from, in order; a paged answer has one a page. */
  sources: Source[]
  /** The zone that DBSS times were sent and read in; `null` where there are none. */
  timeZone: string | null
  /** What is not there, one sentence each; empty when the answer is whole. */
  missing: string[]
  /** Whether it was read from the service just now or from the archive. */
  origin: 'service' | 'archive'
  /** Its name in the archive; `null` when it isn't kept there. */
  answerId: AnswerId | null
  /** Why it could not be kept in the archive, in words; `null` when it is, or is not meant to be. */
  unkept: string | null
}
