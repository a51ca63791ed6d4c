import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { KillLogQuery } from '../../shared/contract/kill-log.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Database } from './database.ts'
import { Ids } from './kill-log-ids.ts'
import { readRevision } from './kill-log-revision.ts'
import { inOrder, select } from './kill-log-query.ts'
import { eachChunk } from './kill-log-reading.ts'

/** What is asked of the log, which has this revision or a later one. */
export interface SortedQuestion {
  instanceId: DdmInstanceId
  range: Bounds
  query: KillLogQuery
  revision: number
}

/** The ids that match, in order, and the revision of the log that they are of. */
export interface Sorted {
  ids: Ids
  revision: number
}

/** How many questions are remembered: the latest, and one to come back to. */
const remembered = 2

interface Entry {
  key: string
  sorted: Promise<Sorted>
  /** Set once they are there. */
  known: Sorted | null
  stop: AbortController
  waiting: number
}

/**
 * The ids of the records that match a question, in its order: what makes any page as quick as the
 * first. Four bytes a record, for the latest questions only; the more, the sooner V8 looks for garbage.
 */
export class Positions {
  readonly #database: Database
  #entries: Entry[] = []

  constructor(database: Database) {
    this.#database = database
  }

  /** The ids if they are there already. */
  at(question: SortedQuestion): Sorted | null {
    return this.#entries.find(({ key }) => key === keyOf(question))?.known ?? null
  }

  /** Begins to sort, unless it is done or under way. What nobody waits for any more is stopped. */
  prepare(question: SortedQuestion): void {
    this.#entry(question)
  }

  /** The ids, sorted once for all who ask at the same time. */
  async get(question: SortedQuestion): Promise<Sorted> {
    const entry = this.#entry(question)
    entry.waiting++
    try {
      return await entry.sorted
    } finally {
      entry.waiting--
    }
  }

  #entry(question: SortedQuestion): Entry {
    const key = keyOf(question)
    const known = this.#entries.find((entry) => entry.key === key)
    if (known !== undefined) return known
    this.#forget(question)
    const entry = this.#sort(key, question)
    this.#entries.push(entry)
    return entry
  }

  /** Makes room: for an older revision nobody asks again, and what nobody waits for is superseded. */
  #forget({ instanceId, revision }: SortedQuestion): void {
    const stale = this.#entries.filter(({ key, known }, index) => {
      const [ofInstance, ofRevision] = JSON.parse(key) as [string, number]
      const isOutdated = ofInstance === instanceId && ofRevision !== revision
      return isOutdated || known === null || index <= this.#entries.length - remembered
    })
    for (const { waiting, stop } of stale) if (waiting === 0) stop.abort()
    this.#entries = this.#entries.filter((entry) => !stale.includes(entry))
  }

  #sort(key: string, { instanceId, range, query }: SortedQuestion): Entry {
    const stop = new AbortController()
    const sorted = this.#database.snapshot(async (session): Promise<Sorted> => {
      const revision = await readRevision(session, instanceId)
      const selection = select(instanceId, range, query.filter, query.only)
      const ids = new Ids()
      const sql = inOrder(selection, query.sort, 'r.id::UINTEGER')
      await eachChunk(this.#database, session, sql, selection.parameters, (chunk) => {
        // One by one: a list of them would be garbage for the loop to clear away.
        chunk.visitColumnValues(0, (id) => {
          ids.append(id as number)
        })
      })
      return { ids, revision }
    }, stop.signal)
    const entry: Entry = { key, sorted, known: null, stop, waiting: 0 }
    sorted.then(
      (known) => {
        entry.known = known
      },
      () => {
        this.#entries = this.#entries.filter((other) => other !== entry)
      },
    )
    return entry
  }
}

function keyOf({ instanceId, revision, range, query }: SortedQuestion): string {
  const { filter, only, sort } = query
  return JSON.stringify([
    instanceId,
    revision,
    Date.parse(range.from),
    Date.parse(range.to),
    filter.trim(),
    only ?? null,
    sort.column,
    sort.descending,
  ])
}
