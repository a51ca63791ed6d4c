import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { CsvColumn } from './csv.ts'

/** The kill log's columns under the service's own names (seed-4, Table 4), and the time in UTC. */
export const killLogColumns: readonly CsvColumn<KillRecord>[] = [
  { header: 'execute_time', value: (record) => record.rawTime },
  { header: 'execute_time_utc', value: (record) => record.at },
  { header: 'process_id', value: (record) => record.processId },
  { header: 'execute_user_name', value: (record) => record.operator },
  { header: 'instance_id', value: (record) => record.instanceId },
  { header: 'instance_name', value: (record) => record.instanceName },
]

/** What Windows, macOS or Linux refuse in a name, white space, and what can't be seen. */
const unsafe = /[<>:"/\\|?*\s\p{C}]+/gu
/** File names may have 255 bytes; two of these, the dates and what a browser of files adds fit. */
const longestPart = 80

/**
 * A name for a kill log's file that every system takes:
 * `kill-log_<account>_<instance>_<first day>_<last day>.csv`, days in UTC. A range that ends at
 * midnight has the day before as its last.
 */
export function proposedFileName(account: string, instance: string, { from, to }: Bounds): string {
  const first = day(Date.parse(from))
  const last = day(Date.parse(to) - 1)
  return `kill-log_${safePart(account)}_${safePart(instance)}_${first}_${last}.csv`
}

function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10)
}

function safePart(text: string): string {
  const safe = shorten(text.normalize('NFC').replace(unsafe, '-')).replace(/^[-.]+|[-.]+$/g, '')
  return safe === '' ? 'unnamed' : safe
}

/** Cuts between characters, never inside one. */
function shorten(text: string): string {
  let bytes = 0
  let kept = ''
  for (const char of text) {
    bytes += Buffer.byteLength(char)
    if (bytes > longestPart) break
    kept += char
  }
  return kept
}
