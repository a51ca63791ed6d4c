import type { RiskPoint, RiskTrend } from '../../shared/model/risk-trend.ts'
import type { Asker, Checked } from '../huawei/client.ts'
import { getRiskTrend, regenerateRiskTrend, type RiskTrendQuestion } from '../huawei/dbss.ts'
import { sleep } from '../huawei/sleep.ts'
import { parseDbssTime } from '../huawei/time.ts'
import type { WireRiskTrend } from '../huawei/wire.ts'
import { toCount, type Collected } from './collected.ts'

/** The stored trend of risky operations of one audit instance. */
export async function collectRiskTrend(
  client: Asker,
  question: RiskTrendQuestion,
  signal: AbortSignal,
): Promise<Collected<WireRiskTrend, RiskTrend>> {
  return read(await getRiskTrend(client, question, signal), question.timeZone)
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

/**
 * Has the trend computed anew (`regenerate` 1, sent once) and looks, with `regenerate` 0, until it is
 * finished. Finished means that the service says so and that the time of generation is another than
 * before: an old answer proves nothing.
 * @returns the new trend; or, when the patience is at an end, the last one seen, with what is missing
 * @throws AuditDeskError
 */
export async function renewRiskTrend(
  client: Asker,
  question: RiskTrendQuestion,
  signal: AbortSignal,
  patience: AnalysisPatience = defaultAnalysisPatience,
): Promise<Collected<WireRiskTrend, RiskTrend>> {
  return renew(client, question, signal, delaysOf(patience))
}

/**
 * As `renewRiskTrend`, of one that answers what it answered before.
 * @param looks how often it was looked after asking for the new trend; there is no waiting between
 */
export async function repeatRenewal(
  client: Asker,
  question: RiskTrendQuestion,
  signal: AbortSignal,
  looks: number,
): Promise<Collected<WireRiskTrend, RiskTrend>> {
  return renew(client, question, signal, Array.from({ length: looks }, () => 0).values())
}

async function renew(
  client: Asker,
  question: RiskTrendQuestion,
  signal: AbortSignal,
  delays: Iterator<number, unknown>,
): Promise<Collected<WireRiskTrend, RiskTrend>> {
  const before = await getRiskTrend(client, question, signal)
  let latest = await regenerateRiskTrend(client, question, signal)
  for (;;) {
    const collected = read(latest, question.timeZone)
    const isNew = latest.body.generate_time !== before.body.generate_time
    if (collected.data.status === 'finished' && isNew) return collected
    const delay = delays.next()
    if (delay.done === true) {
      const missing = 'The service did not finish the new analysis in time; this is the last one.'
      return { ...collected, missing: [missing] }
    }
    await sleep(delay.value, signal)
    latest = await getRiskTrend(client, question, signal)
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
  { body, source }: Checked<WireRiskTrend>,
  timeZone: string,
): Collected<WireRiskTrend, RiskTrend> {
  const status = readStatus(body.status)
  return {
    wire: body,
    data: {
      status,
      rawGeneratedAt: body.generate_time ?? null,
      generatedAt: parseDbssTime(body.generate_time, timeZone),
      points: (body.operation_statistics ?? [])
        .map((point) => ({
          rawPeriod: point.period ?? '',
          at: parseDbssTime(point.period, timeZone),
          riskyOperations: toCount(point.risk_operation_num),
        }))
        .sort(byTime),
    },
    sources: [source],
    missing: missingOf(body, status),
  }
}

function missingOf(body: WireRiskTrend, status: RiskTrend['status']): string[] {
  if (status === 'running') return ['The service is still computing this trend; it may change.']
  const hasPoints = Array.isArray(body.operation_statistics)
  return hasPoints ? [] : ['The service sent no list of points.']
}

function readStatus(raw: string | null | undefined): RiskTrend['status'] {
  switch (raw?.toUpperCase()) {
    case 'FINISHED':
      return 'finished'
    case 'RUNNING':
      return 'running'
    default:
      return 'unknown'
  }
}

function byTime(a: RiskPoint, b: RiskPoint): number {
  if (a.at === null || b.at === null) return Number(a.at === null) - Number(b.at === null)
  return Date.parse(a.at) - Date.parse(b.at)
}
