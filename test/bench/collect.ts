import { fork, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { collectInto, openArchive } from './support/archive.ts'
import { nextMessage } from './support/children.ts'
import { startCloud, type Cloud, type Endpoints } from './support/cloud.ts'
import { alternate, collectGarbage, ratios, secondsOf, spreadOf } from './support/measure.ts'
import { rawLoop, vendorSdk } from './support/peers.ts'
import { finish, note, side, target, title } from './support/report.ts'

const rows = 100_000
const rounds = { warming: 3, counted: 7 }

/** Each takes the whole log and tells how long that took, in seconds. */
const sides = {
  raw: (cloud: Cloud, endpoints: Endpoints) => secondsOf(() => rawLoop(cloud, endpoints)),
  sdk: (cloud: Cloud, endpoints: Endpoints) => secondsOf(() => vendorSdk(cloud, endpoints)),
  ours: async (cloud: Cloud, endpoints: Endpoints) => {
    const open = await openArchive(cloud)
    try {
      return await secondsOf(() => collectInto(open, cloud, endpoints))
    } finally {
      await open.remove()
    }
  },
}

type Side = keyof typeof sides
const names = Object.keys(sides) as Side[]

/** What goes to a side's process: one run for each. */
interface Turn {
  cloud: Cloud
  endpoints: Endpoints
}

interface Taken {
  seconds: number
  /** Processor time of the cloud's process meanwhile. */
  cloudSeconds: number
}

function takeTurns(name: Side): void {
  process.on('message', ({ cloud, endpoints }: Turn) => {
    collectGarbage()
    void sides[name](cloud, endpoints).then((seconds) => process.send?.(seconds))
  })
  process.on('disconnect', () => process.exit())
}

async function measured(cloud: Cloud, endpoints: Endpoints, child: ChildProcess): Promise<Taken> {
  const { cpuSeconds, close: _close, ...plain } = cloud
  const before = await cpuSeconds()
  child.send({ cloud: plain, endpoints })
  const seconds = (await nextMessage(child)) as number
  return { seconds, cloudSeconds: (await cpuSeconds()) - before }
}

/**
 * Each side has a process of its own, which is warm before anything is counted. In one process each
 * would have to clear up in the memory that the others have made V8 want.
 */
async function compare(cloud: Cloud, endpoints: Endpoints): Promise<Record<Side, Taken[]>> {
  const children = names.map((name) =>
    fork(fileURLToPath(import.meta.url), [name], { execArgv: ['--expose-gc'] }),
  )
  try {
    const turns = children.map((child, index) => [
      names[index],
      () => measured(cloud, endpoints, child),
    ])
    const runs = Object.fromEntries(turns) as Record<Side, () => Promise<Taken>>
    return await alternate(runs, rounds.counted, rounds.warming)
  } finally {
    for (const child of children) child.kill()
  }
}

const seconds = (runs: readonly Taken[]) => runs.map((run) => run.seconds)

function describe(name: string, runs: readonly Taken[]): void {
  const spread = spreadOf(seconds(runs))
  const rate = Math.round(rows / spread.median).toLocaleString('en')
  const cloudSeconds = spreadOf(runs.map((run) => run.cloudSeconds)).median.toFixed(2)
  side(name, spread, 's', `${rate} rows/s; the cloud's process ${cloudSeconds} s of CPU`)
}

async function compareAll(): Promise<void> {
  title(`Collecting ${rows.toLocaleString('en')} kill rows into an archive on disk`)
  const cloud = await startCloud(rows)
  try {
    note('from the simulator, no pace, no latency; it and each side in a process of its own:')
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
}

const name = names.find((known) => known === process.argv[2])
if (name === undefined) await compareAll()
else takeTurns(name)
