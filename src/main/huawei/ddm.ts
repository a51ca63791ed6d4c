import type { DdmInstanceId } from '../../shared/model/ids.ts'
import { projectPath, type Asker, type Checked } from './client.ts'
import { allPages, type AllPages } from './paging.ts'
import { formatDdmTime } from './time.ts'
import { WireDdmInstances, WireKillLog, type WireDdmInstance } from './wire.ts'

/** The largest page both calls allow (seed-4, Table 2). */
export const ddmPageLimit = 128

type InstancesBody = (typeof WireDdmInstances)['_output']

/** All DDM instances (`GET /v1/{project_id}/instances`). */
export function getDdmInstances(
  client: Asker,
  signal: AbortSignal,
): Promise<AllPages<InstancesBody, WireDdmInstance>> {
  return allPages(
    (offset) =>
      client.ask(
        {
          service: 'ddm',
          method: 'GET',
          path: projectPath(client, 'v1', 'instances'),
          query: [
            ['offset', String(offset)],
            ['limit', String(ddmPageLimit)],
          ],
        },
        WireDdmInstances,
        'list of DDM instances',
        signal,
      ),
    (body) => ({ rows: body.instances ?? null, total: body.total_record ?? body.total ?? null }),
    ddmPageLimit,
  )
}

/** What one request of the kill log asks for. */
export interface KillLogRequest {
  instanceId: DdmInstanceId
  /** Milliseconds since the epoch, whole seconds; at most 7 days apart. */
  from: number
  to: number
  offset: number
}

/**
 * One page of the kill log
 * (`GET /v3/{project_id}/instances/{instance_id}/processes-audit-log`, seed-4), at most 128 rows.
 */
export function getKillLogPage(
  client: Asker,
  { instanceId, from, to, offset }: KillLogRequest,
  signal: AbortSignal,
): Promise<Checked<WireKillLog>> {
  return client.ask(
    {
      service: 'ddm',
      method: 'GET',
      path: projectPath(client, 'v3', 'instances', instanceId, 'processes-audit-log'),
      query: [
        ['start_time', formatDdmTime(from)],
        ['end_time', formatDdmTime(to)],
        ['offset', String(offset)],
        ['limit', String(ddmPageLimit)],
      ],
    },
    WireKillLog,
    'kill log',
    signal,
  )
}
