import type { KillLogFacets, KillLogQuery } from '../../shared/contract/kill-log.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Database, Session } from './database.ts'
import { select } from './kill-log-query.ts'
import { eachChunk } from './kill-log-reading.ts'
import { slotOf, weekOf } from './kill-log-week.ts'

export type Facets = Omit<KillLogFacets, 'accountId' | 'revision'>

/** What of a log is counted. */
export type Looked = Pick<KillLogQuery, 'filter' | 'only'>

/**
 * Counts of what matches, in one pass over the records.
 * @param timeZone IANA zone of weekdays and hours
 */
export async function countFacets(
  database: Database,
  session: Session,
  instanceId: string,
  range: Bounds,
  { filter, only }: Looked,
  timeZone: string,
): Promise<Facets> {
  const { condition, parameters } = select(instanceId, range, filter, only)
  const counts = { total: 0, operators: [], instances: [], hours: [], withoutTime: 0 }
  const facets: Facets = { ...counts, timeZone }
  const sql = `
    WITH counted AS (
      SELECT operator, instance_name, slot, grouping(operator, instance_name, slot) AS kind,
        count(*) AS kills
      FROM (SELECT r.operator, r.instance_name, ${slotOf('r')} AS slot
        FROM kill_record r WHERE ${condition})
      GROUP BY GROUPING SETS ((operator), (instance_name), (slot))
    ), local AS (
      SELECT ${weekOf('slot', '$timeZone')} AS at, kills
      FROM counted WHERE kind = 6 AND slot IS NOT NULL
    )
    SELECT 'operator' AS kind, operator AS name, 0 AS weekday, 0 AS hour, kills::DOUBLE AS kills
    FROM counted WHERE kind = 3
    UNION ALL
    SELECT 'instance', instance_name, 0, 0, kills::DOUBLE FROM counted WHERE kind = 5
    UNION ALL
    SELECT 'withoutTime', NULL, 0, 0, kills::DOUBLE FROM counted WHERE kind = 6 AND slot IS NULL
    UNION ALL
    SELECT 'hour', NULL, isodow("at") - 1, hour("at"), sum(kills)::DOUBLE
    FROM local GROUP BY ALL
    ORDER BY kind, weekday, hour, kills DESC, name`
  await eachChunk(database, session, sql, { ...parameters, timeZone }, (chunk) => {
    for (const [kind, name, weekday, hour, kills] of chunk.getRows() as FacetRow[]) {
      if (kind === 'operator') facets.operators.push({ operator: name, kills })
      if (kind === 'instance') facets.instances.push({ instanceName: name, kills })
      if (kind === 'hour')
        facets.hours.push({ weekday: Number(weekday), hour: Number(hour), kills })
      if (kind === 'withoutTime') facets.withoutTime = kills
      if (kind === 'operator') facets.total += kills
    }
  })
  return facets
}

type FacetRow = [
  kind: 'operator' | 'instance' | 'hour' | 'withoutTime',
  name: string | null,
  weekday: number | bigint,
  hour: number | bigint,
  kills: number,
]
