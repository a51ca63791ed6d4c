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

/** How wide each column is at least, in rem, and its share of what is left. */
const columnWidths: Readonly<Record<KillColumn, readonly [least: number, share: number]>> = {
  at: [13, 1],
  rawTime: [13, 1],
  processId: [7, 0.6],
  operator: [9, 1],
  instanceName: [9, 1],
  instanceId: [18, 1.2],
}
/** The column of the button, and what stands at both ends of a row, in rem. */
const buttonWidth = 2.25
const ends = 1

/** The columns as tracks of a CSS grid, and the least width of a row. */
export function rowLayout(columns: readonly KillColumn[]): {
  gridTemplateColumns: string
  minWidth: string
} {
  const widths = columns.map((column) => columnWidths[column])
  const tracks = widths.map(([least, share]) => `minmax(${least}rem,${share}fr)`)
  const least = widths.reduce((sum, [width]) => sum + width, buttonWidth + ends)
  return {
    gridTemplateColumns: `${tracks.join(' ')} ${buttonWidth}rem`,
    minWidth: `${least}rem`,
  }
}

/** What a cell says, for copying: times as they are shown; `null` when nothing was sent. */
export function cellText(record: KillRecord, column: KillColumn): string | null {
  if (column !== 'at') return record[column]
  return record.at === null ? record.rawTime : formatInstant(record.at)
}
