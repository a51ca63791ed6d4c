import { csvOf } from '../../main/report/csv.ts'
import type { DatabaseId } from '../../shared/model/ids.ts'
import type { SessionShare } from '../../shared/model/session-share.ts'
import type { Connection } from '../connection.ts'
import type { ChosenAuditInstance } from '../instance.ts'
import { fieldColumns } from '../output/fields.ts'
import { tableOf } from '../output/table.ts'
import { formatCount } from '../output/text.ts'
import type { AskedRange } from '../range.ts'
import { common, type Answer } from './answer.ts'
import { databasesParameter, rangeParameter } from './parameters.ts'

const csvColumns = fieldColumns('db_id', 'db_ip', 'db_name', 'db_user', 'session_num')

/** Who holds the sessions of an audit instance; the table has the most sessions first. */
export async function sessionsAnswer(
  connection: Connection,
  { id, timeZone: zone }: ChosenAuditInstance,
  databases: readonly DatabaseId[],
  asked: AskedRange,
  signal: AbortSignal,
): Promise<Answer> {
  const { range } = asked
  const question = { kind: 'sessions' as const, instanceId: id, range, databaseIds: [...databases] }
  const told = await connection.ask<'sessions'>(question, zone, signal)
  const { wire, data } = told
  return {
    service: 'dbss',
    parameters: {
      instance: id,
      databases: databasesParameter(databases),
      range: rangeParameter(asked, connection.origin, told.sources),
    },
    ...common(told),
    csv: () => [csvOf(csvColumns, wire)],
    tables: () => [
      tableOf(
        'Sessions per database user',
        [
          { heading: 'Database', cell: (row) => row.databaseName },
          { heading: 'Address', cell: (row) => row.databaseIp },
          { heading: 'Database user', cell: (row) => row.databaseUser },
          { heading: 'Sessions', align: 'right', cell: (row) => formatCount(row.sessions) },
          { heading: 'Database id', cell: (row) => row.databaseId },
        ],
        [...data].sort(mostFirst),
      ),
    ],
  }
}

/** Rows without a count stand at the end. */
function mostFirst(a: SessionShare, b: SessionShare): number {
  const [ofA, ofB] = [a.sessions ?? -1n, b.sessions ?? -1n]
  return ofA < ofB ? 1 : ofA > ofB ? -1 : 0
}
