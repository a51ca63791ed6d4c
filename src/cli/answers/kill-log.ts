import {
  collectKillLog,
  readKillRecord,
  type KillLogProgress,
} from '../../main/collect/kill-log.ts'
import { csvOf } from '../../main/report/csv.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Connection } from '../connection.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { formatInstant } from '../output/text.ts'
import type { AskedRange } from '../range.ts'
import type { Answer } from './answer.ts'
import { rangeParameter } from './parameters.ts'

const csvColumns = fieldColumns(
  'instance_id',
  'instance_name',
  'process_id',
  'execute_user_name',
  'execute_time',
)

export interface KillLogAnswer extends Answer {
  records: KillRecord[]
}

/** Who killed which session, when: all rows of a range of any length. */
export async function killLogAnswer(
  connection: Connection,
  instance: DdmInstanceId,
  asked: AskedRange,
  signal: AbortSignal,
  onProgress?: (progress: KillLogProgress) => void,
): Promise<KillLogAnswer> {
  const { client } = connection
  const log = await collectKillLog(client, instance, asked.bounds, signal, onProgress)
  const { rows, coverage, sources } = log
  const { outcome } = coverage
  const records = rows.map(readKillRecord)
  return {
    service: 'ddm',
    parameters: { instance, range: rangeParameter(asked) },
    timeZone: {
      zone: 'UTC',
      source: 'start_time and end_time are sent in it; each execute_time carries its own offset',
    },
    data: { total_count: rows.length, process_audit_logs: rows },
    sources,
    coverage: {
      complete: outcome.kind === 'complete',
      reasons: outcome.kind === 'complete' ? [] : outcome.reasons,
      windows: coverage.windows.map(({ window, ...rest }) => ({ ...window, ...rest })),
    },
    records,
    csv: () => csvOf(csvColumns, rows),
    tables: () => [
      tableOf(
        'Killed sessions',
        [
          { heading: 'Time (as sent)', cell: (record) => record.rawTime },
          { heading: 'Time (UTC)', cell: (record) => formatInstant(record.at) },
          { heading: 'Process id', align: 'right', cell: (record) => record.processId },
          { heading: 'Operator', cell: (record) => record.operator },
          { heading: 'Instance', cell: (record) => record.instanceName },
        ],
        [...records].sort(newestFirst),
      ),
    ],
  }
}

/** Rows whose time can't be read stand at the end. */
function newestFirst(a: KillRecord, b: KillRecord): number {
  return (b.at ?? '').localeCompare(a.at ?? '')
}
