import type { Database, Row } from '../../main/archive/database.ts'
import { parseJson } from '../../main/huawei/json.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Bounds } from '../../shared/model/time-range.ts'

/**
 * The requests by which the archive knows a part of a kill log: those of all windows that meet it,
 * oldest window first.
 */
export async function killLogSources(
  database: Database,
  instance: DdmInstanceId,
  { from, to }: Bounds,
): Promise<Source[]> {
  const rows = await database.rows(
    `SELECT a.* EXCLUDE (gzipped)
    FROM raw_answer a JOIN kill_window w ON w.id = a.kill_window_id
    WHERE w.asked_instance_id = $instance
      AND w.from_time <= $to::TIMESTAMP AND w.covered_to >= $from::TIMESTAMP
    ORDER BY w.from_time, w.id, a.position`,
    { instance, from, to },
  )
  return rows.map(readSource)
}

function readSource(row: Row): Source {
  const text = (column: string): string | null => {
    const value = row[column]
    return typeof value === 'string' ? value : null
  }
  const instant = (column: string): string | null => {
    const value = row[column]
    return value instanceof Date ? value.toISOString() : null
  }
  const body = text('request_body')
  return {
    service: 'ddm',
    method: text('method') === 'POST' ? 'POST' : 'GET',
    url: text('url') ?? '',
    body: body === null ? null : parseJson(body),
    requestId: text('request_id'),
    serverDate: instant('server_date'),
    fetchedAt: instant('fetched_at') ?? '',
  }
}
