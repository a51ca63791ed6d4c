import type {
  CollectionId,
  KillLogFacets,
  KillLogPage,
  KillLogQuery,
  KillRecordId,
  UnfinishedCollection,
} from '../../shared/contract/kill-log.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Database, Row, Session } from './database.ts'
import { isoOf, KillCollections, textOf, type BegunCollection } from './kill-log-collections.ts'
import {
  gapsOf,
  judge,
  toBounds,
  toSpan,
  type FailedWindow,
  type KeptWindow,
} from './kill-log-coverage.ts'
import { countFacets, type Looked } from './kill-log-facets.ts'
import {
  readNearWindows,
  readOrigin,
  readWindowAnswers,
  type NearWindow,
  type RecordOrigin,
} from './kill-log-origin.ts'
import { Positions, type SortedQuestion } from './kill-log-positions.ts'
import { inOrder, select, type Selection } from './kill-log-query.ts'
import { readRevision } from './kill-log-revision.ts'
import { chunksOf, eachChunk, readColumns, readRecords, recordColumns } from './kill-log-reading.ts'
import { timestamp } from './kill-log-staging.ts'
import type {
  CollectionEnd,
  ObtainedWindow,
  StoredKillRecord,
  StoredWindow,
} from './kill-log-types.ts'
import { storeWindow } from './kill-log-window.ts'

/** So many records from the top need not wait until all are sorted. */
const topmost = 1000

/**
 * The kill logs of one project: the union of all windows ever collected, with where each record is
 * from. `instanceId` is always the one that was asked for. Errors are AuditDeskError `file`.
 */
export class KillLogStore {
  readonly #database: Database
  readonly #collections: KillCollections
  readonly #positions: Positions

  constructor(database: Database) {
    this.#database = database
    this.#collections = new KillCollections(database)
    this.#positions = new Positions(database)
  }

  /** Does what stores many windows. */
  async whileFilling<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.whileFilling(work)
  }

  /** Stores a window in one transaction: once this returns, it is on the disk. */
  async storeWindow(window: ObtainedWindow): Promise<StoredWindow> {
    return storeWindow(this.#database, window)
  }

  /**
   * What the archive has of a range.
   * @param failed windows that could not be obtained just now, to be told of where nothing covers them
   */
  async coverage(
    instanceId: DdmInstanceId,
    range: Bounds,
    failed: readonly FailedWindow[] = [],
  ): Promise<Coverage> {
    const { condition, parameters } = select(instanceId, range, '')
    return this.#database.snapshot(async (session) => {
      const windows = await readWindows(session, instanceId, range)
      const counted = await session.rows(count(condition), parameters)
      return judge(range, windows, failed, Number(counted[0]?.['total']))
    })
  }

  /** The parts of a range that no complete window covers, oldest first. */
  async gaps(instanceId: DdmInstanceId, range: Bounds): Promise<Bounds[]> {
    return this.#database.read(async (session) => {
      const windows = await readWindows(session, instanceId, range)
      return gapsOf(windows, toSpan(range)).map(toBounds)
    })
  }

  /** Changes whenever the log of the instance does; 0 while there is none. */
  async revision(instanceId: DdmInstanceId): Promise<number> {
    return this.#database.read((session) => readRevision(session, instanceId))
  }

  /** When the log was last asked for with success, milliseconds since the epoch. */
  async lastCollected(instanceId: DdmInstanceId): Promise<number | null> {
    const [row] = await this.#database.rows(
      `SELECT max(collected_at) AS last FROM kill_window
      WHERE asked_instance_id = $instanceId AND missing IS NULL`,
      { instanceId },
    )
    const last = row?.['last']
    return last instanceof Date ? last.getTime() : null
  }

  /**
   * Some rows of what matches, in the order asked for, and how many match, both of one revision. The
   * first come at once; all others once the whole is sorted, which is done once for each question and
   * revision.
   */
  async page(
    instanceId: DdmInstanceId,
    range: Bounds,
    query: KillLogQuery,
    offset: number,
    limit: number,
  ): Promise<Omit<KillLogPage, 'accountId'>> {
    const question = { instanceId, range, query, revision: await this.revision(instanceId) }
    const isTop = offset + limit <= topmost
    const known = this.#positions.at(question)
    if (known === null && isTop) return this.#top(question, offset, limit)
    const { ids, revision } = known ?? (await this.#positions.get(question))
    const sql = ofIds(ids.slice(offset, limit))
    const columns = await this.#database.read((session) => this.#columns(session, sql, {}))
    return { ...columns, total: ids.length, offset, revision }
  }

  /**
   * Counts over what matches.
   * @param timeZone IANA zone of weekdays and hours
   */
  async facets(
    instanceId: DdmInstanceId,
    range: Bounds,
    looked: Looked,
    timeZone: string,
  ): Promise<Omit<KillLogFacets, 'accountId'>> {
    return this.#database.snapshot(async (session) => ({
      ...(await countFacets(this.#database, session, instanceId, range, looked, timeZone)),
      revision: await readRevision(session, instanceId),
    }))
  }

  /** All that matches, in the order asked for, in parts of at most 2048 as they are taken. */
  records(
    instanceId: DdmInstanceId,
    range: Bounds,
    query: KillLogQuery,
  ): AsyncIterable<StoredKillRecord[]> {
    const selection = select(instanceId, range, query.filter, query.only)
    const sql = inOrder(selection, query.sort, recordColumns)
    return chunksOf(this.#database, sql, selection.parameters, readRecords)
  }

  /** A record and the answer of the API that brought it; `null` when there is none of this id. */
  async origin(recordId: number): Promise<RecordOrigin | null> {
    return readOrigin(this.#database, recordId)
  }

  /** The windows that lie about a record, newest first. */
  async nearWindows(record: Pick<RecordOrigin, 'instanceId' | 'within'>): Promise<NearWindow[]> {
    return readNearWindows(this.#database, record)
  }

  /** The answers of a window as received, in the order in which they came. */
  windowAnswers(windowId: number): AsyncIterable<Uint8Array> {
    return readWindowAnswers(this.#database, windowId)
  }

  /** Notes that a collection runs; `end` must follow. */
  async begin(collection: BegunCollection): Promise<void> {
    await this.#collections.begin(collection)
  }

  async end(id: CollectionId, state: CollectionEnd, reason: string | null): Promise<void> {
    await this.#collections.end(id, state, reason)
  }

  /** The collections that may be resumed, newest first. */
  async unfinished(): Promise<UnfinishedCollection[]> {
    return this.#collections.unfinished()
  }

  async dismiss(id: CollectionId): Promise<void> {
    await this.#collections.dismiss(id)
  }

  /** Rows from the top, while all are being sorted. */
  async #top(
    question: SortedQuestion,
    offset: number,
    limit: number,
  ): Promise<Omit<KillLogPage, 'accountId'>> {
    const { instanceId, range, query } = question
    const selection = select(instanceId, range, query.filter, query.only)
    const { condition, parameters } = selection
    const sql = `${inOrder(selection, query.sort, recordColumns)} LIMIT ${limit} OFFSET ${offset}`
    const countAll = async (session: Session): Promise<number> => {
      const [row] = await session.rows(count(condition), parameters)
      return Number(row?.['total'])
    }
    const readSome = (session: Session) => this.#columns(session, sql, parameters)

    let [counted, read] = await Promise.all([
      this.#atRevision(instanceId, countAll),
      this.#atRevision(instanceId, readSome),
    ])
    if (counted.revision !== read.revision) {
      // Something was stored in between: once more, one after the other, out of the same data.
      const { revision, found } = await this.#atRevision(instanceId, async (session) => ({
        total: await countAll(session),
        columns: await readSome(session),
      }))
      counted = { revision, found: found.total }
      read = { revision, found: found.columns }
    }
    const { found: total, revision } = counted
    if (total > topmost) this.#positions.prepare({ ...question, revision })
    return { ...read.found, total, offset, revision }
  }

  async #atRevision<T>(
    instanceId: DdmInstanceId,
    find: (session: Session) => Promise<T>,
  ): Promise<{ revision: number; found: T }> {
    return this.#database.snapshot(async (session) => ({
      revision: await readRevision(session, instanceId),
      found: await find(session),
    }))
  }

  async #columns(
    session: Session,
    sql: string,
    parameters: Selection['parameters'],
  ): Promise<Pick<KillLogPage, 'length' | 'columns' | 'ids'>> {
    const ids: KillLogPage['ids'] = []
    const columns: KillLogPage['columns'] = {
      instanceId: [],
      instanceName: [],
      processId: [],
      operator: [],
      rawTime: [],
      at: [],
    }
    await eachChunk(this.#database, session, sql, parameters, (chunk) => {
      const read = readColumns(chunk)
      ids.push(...(read.id as KillRecordId[]))
      for (const name of Object.keys(columns) as (keyof typeof columns)[]) {
        columns[name].push(...read[name])
      }
    })
    return { length: columns.at.length, columns, ids }
  }
}

function count(condition: string): string {
  return `SELECT count(*) AS total FROM kill_record r WHERE ${condition}`
}

/** The records of these ids, in this order. */
function ofIds(ids: readonly number[]): string {
  const list = `[${ids.join(',')}]::BIGINT[]`
  return `SELECT ${recordColumns}
    FROM (SELECT unnest(${list}) AS id, generate_subscripts(${list}, 1) AS place) p
    JOIN kill_record r ON r.id = p.id ORDER BY p.place`
}

async function readWindows(
  session: Session,
  instanceId: DdmInstanceId,
  range: Bounds,
): Promise<KeptWindow[]> {
  const { from, to } = toSpan(range)
  const rows = await session.rows(
    `SELECT * FROM kill_window WHERE asked_instance_id = $instanceId
      AND from_time <= $to AND covered_to >= $from AND covered_to > from_time`,
    { instanceId, from: timestamp(from), to: timestamp(to) },
  )
  return rows.map(readWindow)
}

function readWindow(row: Row): KeptWindow {
  return {
    id: Number(row['id']),
    covered: {
      from: Date.parse(isoOf(row['from_time'])),
      to: Date.parse(isoOf(row['covered_to'])),
    },
    expected: row['expected'] === null ? null : Number(row['expected']),
    obtained: Number(row['obtained']),
    missing: textOf(row['missing']),
    collectedAt: isoOf(row['collected_at']),
  }
}
