import { collectInto, openArchive } from './support/archive.ts'
import { startCloud, type Cloud, type Endpoints } from './support/cloud.ts'
import { alternate, ratios, secondsOf, spreadOf } from './support/measure.ts'
import { rawLoop, vendorSdk } from './support/peers.ts'
import { finish, note, side, target, title } from './support/report.ts'

const rows = 100_000
const rounds = 5

interface Taken {
  seconds: number
  /** Processor time of the cloud's process meanwhile. */
  cloudSeconds: number
}

async function ours(cloud: Cloud, endpoints: Endpoints): Promise<number> {
  const open = await openArchive(cloud)
  try {
    return await secondsOf(() => collectInto(open, cloud, endpoints))
  } finally {
    await open.remove()
  }
}

async function measured(cloud: Cloud, work: () => Promise<number>): Promise<Taken> {
  const before = await cloud.cpuSeconds()
  const seconds = await work()
  return { seconds, cloudSeconds: (await cloud.cpuSeconds()) - before }
}

function compare(
  cloud: Cloud,
  endpoints: Endpoints,
): Promise<Record<'raw' | 'sdk' | 'ours', Taken[]>> {
  return alternate(
    {
      raw: () => measured(cloud, () => secondsOf(() => rawLoop(cloud, endpoints))),
      sdk: () => measured(cloud, () => secondsOf(() => vendorSdk(cloud, endpoints))),
      ours: () => measured(cloud, () => ours(cloud, endpoints)),
    },
    rounds,
  )
}

const seconds = (runs: readonly Taken[]) => runs.map((run) => run.seconds)

function describe(name: string, runs: readonly Taken[]): void {
  const spread = spreadOf(seconds(runs))
  const rate = Math.round(rows / spread.median).toLocaleString('en')
  const cloudSeconds = spreadOf(runs.map((run) => run.cloudSeconds)).median.toFixed(2)
  side(name, spread, 's', `${rate} rows/s; the cloud's process ${cloudSeconds} s of CPU`)
}

title(`Collecting ${rows.toLocaleString('en')} kill rows into an archive on disk`)
const cloud = await startCloud(rows)
try {
  note('from the simulator in a process of its own, no pace, no latency:')
  const simulated = await compare(cloud, cloud.simulator)
  describe('raw loop: undici + JSON.parse, nothing stored', simulated.raw)
  describe("vendor's SDK core client, nothing stored", simulated.sdk)
  describe('Audit Desk: checked, stored', simulated.ours)
  const toRaw = ratios(seconds(simulated.raw), seconds(simulated.ours))
  const toSdk = ratios(seconds(simulated.sdk), seconds(simulated.ours))
  target({
    what: 'throughput, of the raw loop’s',
    value: toRaw.median,
    spread: toRaw,
    unit: '×',
    atLeast: 0.6,
  })
  target({
    what: 'throughput, of the SDK’s',
    value: toSdk.median,
    spread: toSdk,
    unit: '×',
    atLeast: 2,
  })

  note('the same answers from memory, so that making them up hides nothing (no target):')
  const canned = await compare(cloud, cloud.canned)
  describe('raw loop: undici + JSON.parse, nothing stored', canned.raw)
  describe("vendor's SDK core client, nothing stored", canned.sdk)
  describe('Audit Desk: checked, stored', canned.ours)
  const cannedToRaw = ratios(seconds(canned.raw), seconds(canned.ours)).median.toFixed(2)
  const cannedToSdk = ratios(seconds(canned.sdk), seconds(canned.ours)).median.toFixed(2)
  note(`throughput ${cannedToRaw} × the raw loop’s, ${cannedToSdk} × the SDK’s`)
} finally {
  await cloud.close()
}
finish()
