import type {
  CollectionId,
  KillLogFacets,
  KillLogPage,
  KillLogQuery,
} from '../../shared/contract/kill-log.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import { countFacets, filterRecords, sortRecords } from './kill-log-query.ts'

/** A kill log that was collected, complete or not. */
export interface Collection {
  id: CollectionId
  instanceName: string
  records: KillRecord[]
  coverage: Coverage
}

interface Kept {
  collection: Collection
  /** The rows of the query asked last: who scrolls asks the same one again and again. */
  latest: { query: KillLogQuery; records: KillRecord[] } | null
}

/** Holds the kill log each account collected last, and answers questions about it. */
export class Collections {
  readonly #kept = new Map<AccountId, Kept>()

  keep(accountId: AccountId, collection: Collection): void {
    this.#kept.set(accountId, { collection, latest: null })
  }

  forget(accountId: AccountId): void {
    this.#kept.delete(accountId)
  }

  /** @throws AuditDeskError `not-found` when the account has collected another one since */
  get(accountId: AccountId, id: CollectionId): Collection {
    return this.#find(accountId, id).collection
  }

  /** All rows that match, in the order asked for. */
  query(accountId: AccountId, id: CollectionId, query: KillLogQuery): KillRecord[] {
    const kept = this.#find(accountId, id)
    if (kept.latest === null || !isSame(kept.latest.query, query)) {
      const matching = filterRecords(kept.collection.records, query.filter)
      kept.latest = { query, records: sortRecords(matching, query.sort) }
    }
    return kept.latest.records
  }

  page(
    accountId: AccountId,
    collectionId: CollectionId,
    query: KillLogQuery,
    offset: number,
    limit: number,
  ): KillLogPage {
    const records = this.query(accountId, collectionId, query)
    return {
      accountId,
      collectionId,
      total: records.length,
      offset,
      rows: records.slice(offset, offset + limit),
    }
  }

  facets(accountId: AccountId, collectionId: CollectionId, filter: string): KillLogFacets {
    const { records } = this.get(accountId, collectionId)
    return { accountId, collectionId, ...countFacets(filterRecords(records, filter)) }
  }

  #find(accountId: AccountId, id: CollectionId): Kept {
    const kept = this.#kept.get(accountId)
    if (kept?.collection.id === id) return kept
    throw new AuditDeskError({
      code: 'not-found',
      message: 'This kill log is no longer at hand.',
      retryable: false,
      hint: 'Collect it again.',
    })
  }
}

function isSame(a: KillLogQuery, b: KillLogQuery): boolean {
  return (
    a.filter === b.filter &&
    a.sort.column === b.sort.column &&
    a.sort.descending === b.sort.descending
  )
}
