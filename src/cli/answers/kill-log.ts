import type { StoredKillRecord } from '../../main/archive/kill-log-types.ts'
import { wireRow, type WireRow } from '../../main/archive/kill-log-wire.ts'
import { csvPieces } from '../../main/report/csv.ts'
import type { KillLogQuery } from '../../shared/contract/kill-log.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { Connection, OpenKillLog } from '../connection.ts'
import { fieldColumns } from '../output/fields.ts'
import { indentedList } from '../output/json.ts'
import { streamedTable } from '../output/table.ts'
import { formatCount, formatInstant } from '../output/text.ts'
import type { AskedRange } from '../range.ts'
import type { Words } from '../words.ts'
import type { Answer } from './answer.ts'
import { killLogSources } from './kill-log-sources.ts'
import { rangeParameter } from './parameters.ts'

const csvColumns = fieldColumns(
  'instance_id',
  'instance_name',
  'process_id',
  'execute_user_name',
  'execute_time',
)

const oldestFirst: KillLogQuery = { filter: '', sort: { column: 'at', descending: false } }
const newestFirst: KillLogQuery = { filter: '', sort: { column: 'at', descending: true } }

export interface KillLogAnswer extends Answer {
  /** Oldest first, those without a time at the end. */
  records(): AsyncIterable<KillRecord[]>
  rows: number
}

/** Who killed which session, when: all rows of a range of any length. */
export async function killLogAnswer(
  connection: Connection,
  instance: DdmInstanceId,
  asked: AskedRange,
  words: Words,
  signal: AbortSignal,
): Promise<KillLogAnswer> {
  const log = await connection.killLog(instance, asked, signal, ({ windowsDone, ...rest }) => {
    const { windowsTotal, rows } = rest
    words.progress(`window ${windowsDone} of ${windowsTotal}, ${formatCount(rows)} rows`)
  })
  const { archive, store, coverage, bounds, note } = log
  if (note !== null) words.say(`${note}.`)
  const { rows, outcome, windows } = coverage
  const inOrder = () => store.records(instance, bounds, oldestFirst)
  return {
    service: 'ddm',
    parameters: {
      instance,
      range:
        note === null
          ? rangeParameter({ ...asked, bounds }, 'service', [])
          : { asked: asked.asked, ...bounds, note },
    },
    timeZone: {
      zone: 'UTC',
      source: 'start_time and end_time are sent in it; each execute_time carries its own offset',
    },
    sources: await killLogSources(archive.database, instance, bounds),
    coverage: {
      complete: outcome.kind === 'complete',
      reasons: outcome.kind === 'complete' ? [] : outcome.reasons,
      windows: windows.map(({ window, ...rest }) => ({ ...window, ...rest })),
    },
    unkept: null,
    rows,
    records: inOrder,
    json: () => jsonOf(log, inOrder()),
    csv: () => csvPieces(csvColumns, inWire(inOrder())),
    tables: () => [
      streamedTable(
        'Killed sessions',
        [
          { heading: 'Time (as sent)', cell: (record) => record.rawTime },
          { heading: 'Time (UTC)', cell: (record) => formatInstant(record.at) },
          { heading: 'Process id', align: 'right', cell: (record) => record.processId },
          { heading: 'Operator', cell: (record) => record.operator },
          { heading: 'Instance', cell: (record) => record.instanceName },
        ],
        rows,
        () => store.records(instance, bounds, newestFirst),
      ),
    ],
  }
}

async function* jsonOf(
  { coverage }: OpenKillLog,
  records: AsyncIterable<StoredKillRecord[]>,
): AsyncGenerator<string> {
  const inner = '\n    '
  yield `{${inner}"total_count": ${coverage.rows},${inner}"process_audit_logs": `
  yield* indentedList(inWire(records), 2)
  yield '\n  }'
}

async function* inWire(records: AsyncIterable<StoredKillRecord[]>): AsyncGenerator<WireRow[]> {
  for await (const chunk of records) yield chunk.map(wireRow)
}
