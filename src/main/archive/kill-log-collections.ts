import { CollectionId, type UnfinishedCollection } from '../../shared/contract/kill-log.ts'
import { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Database, Row } from './database.ts'
import { toSpan } from './kill-log-coverage.ts'
import { timestamp } from './kill-log-staging.ts'
import type { CollectionEnd } from './kill-log-types.ts'

export interface BegunCollection {
  id: CollectionId
  instanceId: DdmInstanceId
  range: Bounds
  inBackground: boolean
}

/** The runs of collecting: which are under way, and which came to no end. */
export class KillCollections {
  readonly #database: Database
  /** Those that run in this process; any other that is said to run was cut off. */
  readonly #running = new Set<CollectionId>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Notes that a collection runs. An unfinished one of the same range or less is continued by it. */
  async begin({ id, instanceId, range, inBackground }: BegunCollection): Promise<void> {
    this.#running.add(id)
    const { from, to } = toSpan(range)
    const parameters = { id, instanceId, from: timestamp(from), to: timestamp(to) }
    await this.#database.write(async (session) => {
      const others = [...this.#running].filter((other) => other !== id)
      await session.run(
        `UPDATE kill_collection SET state = 'cancelled', reason = 'continued by a later one'
        WHERE state IN ('running', 'paused', 'failed') AND asked_instance_id = $instanceId
          AND from_time >= $from AND to_time <= $to AND id <> $id
          AND id NOT IN (SELECT unnest(string_split($others, ' ')))`,
        { ...parameters, others: others.join(' ') },
      )
      await session.run('DELETE FROM kill_collection WHERE id = $id', { id })
      await session.run(
        `INSERT INTO kill_collection VALUES
          ($id, $instanceId, $from, $to, 'running', NULL, $inBackground, $now, $now)`,
        { ...parameters, inBackground, now: timestamp(Date.now()) },
      )
    })
  }

  /** @param reason why it ended, in words; `null` when nothing went wrong */
  async end(id: CollectionId, state: CollectionEnd, reason: string | null): Promise<void> {
    try {
      await this.#database.write((session) =>
        session.run(
          'UPDATE kill_collection SET state = $state, reason = $reason, updated_at = $now WHERE id = $id',
          { id, state, reason, now: timestamp(Date.now()) },
        ),
      )
    } finally {
      this.#running.delete(id)
    }
  }

  /** Those the user began that may be resumed, newest first. */
  async unfinished(): Promise<UnfinishedCollection[]> {
    const rows = await this.#database.rows(
      `SELECT * FROM kill_collection WHERE state IN ('running', 'paused', 'failed') AND NOT in_background
      ORDER BY updated_at DESC, started_at DESC`,
    )
    return rows.map(readCollection).filter(({ id }) => !this.#running.has(id))
  }

  /** Forgets that a collection was not finished; does nothing for one that runs or isn't known. */
  async dismiss(id: CollectionId): Promise<void> {
    if (this.#running.has(id)) return
    await this.#database.write((session) =>
      session.run(
        `UPDATE kill_collection SET state = 'cancelled'
        WHERE id = $id AND state IN ('running', 'paused', 'failed')`,
        { id },
      ),
    )
  }
}

function readCollection(row: Row): UnfinishedCollection {
  const state = row['state']
  return {
    id: CollectionId.parse(row['id']),
    instanceId: DdmInstanceId.parse(row['asked_instance_id']),
    range: { from: isoOf(row['from_time']), to: isoOf(row['to_time']) },
    state: state === 'paused' || state === 'failed' ? state : 'interrupted',
    updatedAt: isoOf(row['updated_at']),
    reason: textOf(row['reason']),
  }
}

/** A TIMESTAMP of a row as ISO 8601 in UTC. */
export function isoOf(value: unknown): string {
  if (!(value instanceof Date)) throw new TypeError(`not a timestamp: ${String(value)}`)
  return value.toISOString()
}

/** A VARCHAR of a row. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
