import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { CsvColumn } from './csv.ts'
import { daysOf, safePart } from './file-name.ts'

/** The kill log's columns under the service's own names (seed-4, Table 4), and the time in UTC. */
export const killLogColumns: readonly CsvColumn<KillRecord>[] = [
  { header: 'execute_time', value: (record) => record.rawTime },
  { header: 'execute_time_utc', value: (record) => record.at },
  { header: 'process_id', value: (record) => record.processId },
  { header: 'execute_user_name', value: (record) => record.operator },
  { header: 'instance_id', value: (record) => record.instanceId },
  { header: 'instance_name', value: (record) => record.instanceName },
]

/** The same for a demo tenant: every row says that it is no evidence. */
export const demoColumns: readonly CsvColumn<KillRecord>[] = [
  ...killLogColumns,
  { header: 'demo', value: () => 'demo data, not evidence' },
]

/** Whose kill log it is. */
export interface LogOwner {
  name: string
  demo: boolean
}

/**
 * A name for a kill log's file that every system takes:
 * `kill-log_<account>_<instance>_<first day>_<last day>.csv`, in front of it `demo_` where the data is
 * a demo's; days in UTC. A range that ends at midnight has the day before as its last.
 */
export function proposedFileName(
  { name, demo }: LogOwner,
  instance: string,
  range: Bounds,
): string {
  const parts = ['kill-log', safePart(name), safePart(instance), ...daysOf(range)]
  return `${[...(demo ? ['demo'] : []), ...parts].join('_')}.csv`
}
