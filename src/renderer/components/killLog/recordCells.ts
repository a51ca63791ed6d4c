import type { KillRecord } from '../../../shared/model/kill-record.ts'
import { formatInstant } from '../../i18n/format.ts'
import type { MessageKey } from '../../i18n/index.ts'
import type { KillColumn } from '../../stores/killColumns.ts'

/** The heading of each column. */
export const columnLabels: Readonly<Record<KillColumn, MessageKey>> = {
  at: 'killLog.time',
  rawTime: 'killLog.rawTime',
  processId: 'killLog.processId',
  operator: 'killLog.operator',
  instanceName: 'killLog.instance',
  instanceId: 'killLog.instanceId',
}

/** The width of each column, as a track of a CSS grid. */
export const columnWidths: Readonly<Record<KillColumn, string>> = {
  at: 'minmax(13rem,1fr)',
  rawTime: 'minmax(13rem,1fr)',
  processId: 'minmax(7rem,0.6fr)',
  operator: 'minmax(9rem,1fr)',
  instanceName: 'minmax(9rem,1fr)',
  instanceId: 'minmax(18rem,1.2fr)',
}

/** What a cell says, for copying: times as they are shown; `null` when nothing was sent. */
export function cellText(record: KillRecord, column: KillColumn): string | null {
  if (column !== 'at') return record[column]
  return record.at === null ? record.rawTime : formatInstant(record.at)
}
