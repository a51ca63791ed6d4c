import { AuditDeskError, type ErrorCode } from '../../shared/errors.ts'
import type { Source } from '../../shared/model/answer.ts'
import type { Coverage, WindowCoverage } from '../../shared/model/coverage.ts'
import type { DdmInstanceId } from '../../shared/model/ids.ts'
import type { KillRecord } from '../../shared/model/kill-record.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { HuaweiClient, Wait } from '../huawei/client.ts'
import { parseDdmTime } from '../huawei/time.ts'
import type { WireKillRecord } from '../huawei/wire.ts'
import { toText } from './collected.ts'
import { doubt, WindowReader } from './kill-window.ts'
import { Joiner } from './overlap.ts'
import { splitIntoWindows, toBounds, type Window } from './windows.ts'

export interface KillLogProgress {
  windowsDone: number
  windowsTotal: number
  /** Distinct rows obtained so far. */
  rows: number
  /** Why it stands still, and for how long; `null` while it runs. */
  waiting: Pick<Wait, 'reason' | 'milliseconds'> | null
}

export interface CollectedKillLog {
  /** Oldest window first; within a window in the service's order. */
  rows: WireKillRecord[]
  coverage: Coverage
  sources: Source[]
}

/**
 * Errors after which the other windows would only fail the same way. A network that was gone for the
 * whole patience of one window would cost each of the others as much.
 */
const endsAll: readonly ErrorCode[] = [
  'credentials',
  'no-secret',
  'permission',
  'not-found',
  'network',
  'tls',
  'proxy',
  'clock',
  'cancelled',
]

/**
 * The kill log of one instance over any range: split into windows of at most 7 days, each read to
 * its end, joined without doubling what neighbours share.
 *
 * @param range explicit bounds; widened to whole seconds
 * @param signal stops after the page under way; what was obtained is kept and the coverage says so
 * @returns rows and a coverage that says whether they are all
 * @throws AuditDeskError when not one window was obtained
 */
export async function collectKillLog(
  client: HuaweiClient,
  instanceId: DdmInstanceId,
  range: Bounds,
  signal: AbortSignal,
  onProgress: (progress: KillLogProgress) => void = () => undefined,
): Promise<CollectedKillLog> {
  const windows = splitIntoWindows(range)
  const reader = new WindowReader(client, instanceId, signal)
  const joiner = new Joiner()
  const rows: WireKillRecord[] = []
  const sources: Source[] = []
  const covered: WindowCoverage[] = []
  let failure: AuditDeskError | null = null
  let isOver = false

  const tell = (waiting: KillLogProgress['waiting']): void => {
    const windowsDone = covered.length
    onProgress({ windowsDone, windowsTotal: windows.length, rows: rows.length, waiting })
  }
  const endWatch = client.watchWaits(({ service, reason, milliseconds }) => {
    if (service === 'ddm') tell({ reason, milliseconds })
  })
  for (const window of windows) {
    if (isOver) {
      covered.push(notObtained(window, 'not asked for'))
      continue
    }
    try {
      const part = await reader.read(window)
      const { fresh, doubtful } = joiner.next(part.rows)
      rows.push(...fresh)
      sources.push(...part.sources)
      covered.push({
        window: toBounds(window),
        expected: part.expected,
        obtained: part.rows.length,
        missing: part.missing ?? doubt(doubtful),
      })
    } catch (error) {
      if (!(error instanceof AuditDeskError)) throw error
      failure ??= error
      isOver = endsAll.includes(error.code)
      covered.push(notObtained(window, error.message))
    }
    tell(null)
  }
  endWatch()
  if (failure !== null && sources.length === 0) throw failure
  return { rows, sources, coverage: judge(range, covered, rows.length) }
}

/** A row as the app shows it. */
export function readKillRecord(row: WireKillRecord): KillRecord {
  return {
    instanceId: row.instance_id ?? null,
    instanceName: row.instance_name ?? null,
    processId: toText(row.process_id),
    operator: row.execute_user_name ?? null,
    rawTime: row.execute_time ?? null,
    at: parseDdmTime(row.execute_time),
  }
}

function notObtained(window: Window, missing: string): WindowCoverage {
  return { window: toBounds(window), expected: null, obtained: 0, missing }
}

function judge(range: Bounds, windows: WindowCoverage[], rows: number): Coverage {
  const reasons = windows.flatMap(({ window, missing }) =>
    missing === null ? [] : [`${window.from} to ${window.to}: ${missing}`],
  )
  return {
    range,
    windows,
    rows,
    outcome: reasons.length === 0 ? { kind: 'complete' } : { kind: 'incomplete', reasons },
  }
}
