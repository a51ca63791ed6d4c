import type { Trend, TrendCounts, TrendPoint, TrendType } from '../../shared/model/trend.ts'
import type { Asker, Checked } from '../huawei/client.ts'
import { getTrend, regenerateTrend, type AskedTrend } from '../huawei/dbss.ts'
import { sleep } from '../huawei/sleep.ts'
import { parseDbssTime } from '../huawei/time.ts'
import {
  trendFields,
  wireCount,
  wirePoints,
  type WireTrend,
  type WireTrendPoint,
} from '../huawei/trend-wire.ts'
import { toCount, type Collected } from './collected.ts'

/** A stored trend of one audit instance. */
export async function collectTrend(
  client: Asker,
  question: AskedTrend,
  signal: AbortSignal,
): Promise<Collected<WireTrend, Trend>> {
  return read(await getTrend(client, question, signal), question)
}

/** How long to wait between two looks at a running analysis, and in all, in milliseconds. */
export interface AnalysisPatience {
  firstDelay: number
  longestDelay: number
  budget: number
}

export const defaultAnalysisPatience: AnalysisPatience = {
  firstDelay: 2_000,
  longestDelay: 30_000,
  budget: 600_000,
}

/** What a new analysis lacks that the service did not finish in time. */
export const unfinishedAnalysis =
  'The service did not finish the new analysis in time; this is the last one.'

/**
 * Has the trend computed anew (`regenerate` 1, sent once) and looks, with `regenerate` 0, until it is
 * finished. Finished means that the service says so and that the time of generation is another than
 * before: an old answer proves nothing.
 * @returns the new trend; or, when the patience is at an end, the last one seen, with what is missing
 * @throws AuditDeskError
 */
export async function renewTrend(
  client: Asker,
  question: AskedTrend,
  signal: AbortSignal,
  patience: AnalysisPatience = defaultAnalysisPatience,
): Promise<Collected<WireTrend, Trend>> {
  return renew(client, question, signal, delaysOf(patience))
}

/**
 * As `renewTrend`, of one that answers what it answered before.
 * @param looks how often it was looked after asking for the new trend; there is no waiting between
 */
export async function repeatRenewal(
  client: Asker,
  question: AskedTrend,
  signal: AbortSignal,
  looks: number,
): Promise<Collected<WireTrend, Trend>> {
  return renew(client, question, signal, Array.from({ length: looks }, () => 0).values())
}

async function renew(
  client: Asker,
  question: AskedTrend,
  signal: AbortSignal,
  delays: Iterator<number, unknown>,
): Promise<Collected<WireTrend, Trend>> {
  const before = await getTrend(client, question, signal)
  let latest = await regenerateTrend(client, question, signal)
  for (;;) {
    const collected = read(latest, question)
    const isNew = latest.body.generate_time !== before.body.generate_time
    if (collected.data.status === 'finished' && isNew) return collected
    const delay = delays.next()
    if (delay.done === true) {
      return { ...collected, missing: [unfinishedAnalysis] }
    }
    await sleep(delay.value, signal)
    latest = await getTrend(client, question, signal)
  }
}

/** Each twice as long as the one before; ends with the budget, which runs from the first on. */
function* delaysOf({ firstDelay, longestDelay, budget }: AnalysisPatience): Generator<number> {
  const started = Date.now()
  for (
    let delay = firstDelay;
    Date.now() - started + delay <= budget;
    delay = Math.min(delay * 2, longestDelay)
  ) {
    yield delay
  }
}

function read(
  { body, source }: Checked<WireTrend>,
  { type, timeZone }: AskedTrend,
): Collected<WireTrend, Trend> {
  const status = readStatus(body.status)
  const points = wirePoints(type, body)
  return {
    wire: body,
    data: {
      status,
      rawGeneratedAt: body.generate_time ?? null,
      generatedAt: parseDbssTime(body.generate_time, timeZone),
      points: (points ?? [])
        .map((point) => ({
          rawPeriod: point.period ?? '',
          at: parseDbssTime(point.period, timeZone),
          counts: readCounts(type, point),
        }))
        .sort(byTime),
    },
    sources: [source],
    missing: missingOf(status, points !== null),
  }
}

function readCounts(type: TrendType, point: WireTrendPoint): TrendCounts {
  const fields = Object.entries(trendFields[type].counts)
  return Object.fromEntries(
    fields.map(([series, field]) => [series, toCount(wireCount(point, field))]),
  )
}

function missingOf(status: Trend['status'], hasPoints: boolean): string[] {
  if (status === 'running') return ['The service is still computing this trend; it may change.']
  return hasPoints ? [] : ['The service sent no list of points.']
}

function readStatus(raw: string | null | undefined): Trend['status'] {
  switch (raw?.toUpperCase()) {
    case 'FINISHED':
      return 'finished'
    case 'RUNNING':
      return 'running'
    default:
      return 'unknown'
  }
}

function byTime(a: TrendPoint, b: TrendPoint): number {
  if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null)
  return Date.parse(a.at) - Date.parse(b.at)
}
