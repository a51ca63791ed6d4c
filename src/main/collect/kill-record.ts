import { setImmediate } from 'node:timers/promises'
import type { KillRecordDetail, WindowOfRecord } from '../../shared/contract/kill-log.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import { SharedTexts } from '../archive/kill-log-batch.ts'
import type { NearWindow, RecordOrigin } from '../archive/kill-log-origin.ts'
import type { KillLogStore } from '../archive/kill-log.ts'
import type { ObtainedRow, StoredKillRecord } from '../archive/kill-log-types.ts'
import { parseJson } from '../huawei/json.ts'
import { WireKillLog } from '../huawei/wire.ts'
import { elementText } from './json-element.ts'
import { allRows, readKillPage } from './kill-page.ts'
import { areCompatible, keyOf } from './overlap.ts'

/** Through how many windows' answers a record is looked for; the newest of them. */
const mostWindows = 20

/**
 * Everything the archive knows of a record: the piece of the answer it was read from, and which of
 * the windows that lie about it hold it.
 * @throws AuditDeskError `not-found`; `file` when an answer is not the one that was stored
 */
export async function describeKillRecord(
  log: KillLogStore,
  id: KillRecordDetail['id'],
): Promise<Omit<KillRecordDetail, 'accountId'>> {
  const origin = await log.origin(id)
  if (origin === null) throw notThere(id)
  const raw = elementText(new TextDecoder().decode(origin.body), 'process_audit_logs', origin.row)
  if (raw === null) throw notThere(id)
  const { record, instanceId, within, source, sha256, body, row } = origin
  const { id: _, processIdIsText: __, ...fields } = record
  const near = await log.nearWindows(origin)
  const candidates = near.filter(
    ({ id: window }, index) => index < mostWindows || window === origin.windowId,
  )
  const windows: WindowOfRecord[] = []
  for (const window of candidates) {
    const brought = window.id === origin.windowId
    const holds = brought ? 'alike' : await search(log, window, origin)
    if (holds === 'not' && !tells(window, origin)) continue
    const { collectedAt, missing } = window
    windows.push({ window: window.window, collectedAt, missing, holds, brought })
  }
  const lacking = lackingOf(record)
  const holding = windows.filter(({ holds }) => holds !== 'not')
  return {
    ...{ id, record: fields, instanceId, raw, source, sha256, size: body.length, row, within },
    lacking,
    doubtful:
      holding.some(({ holds }) => holds === 'compatible') ||
      (lacking.length > 0 && holding.length > 1),
    windows,
    unread: near.length - candidates.length,
  }
}

function notThere(id: number): AuditDeskError {
  return new AuditDeskError({
    code: 'not-found',
    message: `The archive has no kill record ${id}.`,
    retryable: false,
    hint: 'Look again: the archive may have been replaced or deleted meanwhile.',
  })
}

/** Whether it says something that a window does not hold a record: it would, had it been there. */
function tells({ window, coveredTo, missing }: NearWindow, { within }: RecordOrigin): boolean {
  return (
    missing === null &&
    Date.parse(window.from) <= Date.parse(within.from) &&
    Date.parse(coveredTo) >= Date.parse(within.to)
  )
}

async function search(
  log: KillLogStore,
  { id }: NearWindow,
  { record }: RecordOrigin,
): Promise<WindowOfRecord['holds']> {
  const sought = asRead(record)
  const key = keyOf(sought)
  let holds: WindowOfRecord['holds'] = 'not'
  for await (const body of log.windowAnswers(id)) {
    await setImmediate()
    const answer = WireKillLog.parse(parseJson(new TextDecoder().decode(body)))
    for (const row of allRows([readKillPage(answer, 0, new SharedTexts())])) {
      if (keyOf(row) === key) return 'alike'
      if (areCompatible(row, sought)) holds = 'compatible'
    }
  }
  return holds
}

function asRead({ at, id: _, ...record }: StoredKillRecord): ObtainedRow {
  return { ...record, at: at === null ? null : Date.parse(at), answer: 0, row: 0 }
}

/** The fields without which records that are two can look like one. */
function lackingOf(record: KillRecord): (keyof KillRecord)[] {
  const names = ['processId', 'operator', 'instanceName', 'instanceId'] as const
  const isTimeless = record.at === null && (record.rawTime ?? '') === ''
  return [...(isTimeless ? ['rawTime' as const] : []), ...names.filter((n) => record[n] === null)]
}
