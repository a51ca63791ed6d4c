import type { StoredKillRecord } from './kill-log-types.ts'

/** A kill record under the service's own names and with its types (seed-4, Table 4). */
export interface WireRow {
  instance_id: string | null
  instance_name: string | null
  /** As it was sent: text, a number, or a bigint where a number would lose digits. */
  process_id: string | number | bigint | null
  execute_user_name: string | null
  execute_time: string | null
}

/** The row as the service sent it; a field that was not sent is `null`. */
export function wireRow(record: StoredKillRecord): WireRow {
  return {
    instance_id: record.instanceId,
    instance_name: record.instanceName,
    process_id: processId(record),
    execute_user_name: record.operator,
    execute_time: record.rawTime,
  }
}

function processId({ processId: text, processIdIsText }: StoredKillRecord): WireRow['process_id'] {
  if (text === null || processIdIsText) return text
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
