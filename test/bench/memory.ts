import { fork } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { collectInto, openArchive } from './support/archive.ts'
import { nextMessage } from './support/children.ts'
import { startCloud, type Cloud } from './support/cloud.ts'
import { ratios, spreadOf } from './support/measure.ts'
import { finish, side, target, title } from './support/report.ts'

const sizes = { few: 100_000, many: 1_000_000 }
const rounds = 2

/** Collects in this process, which does nothing else, and tells its greatest resident size. */
async function collectHere(cloud: Cloud): Promise<void> {
  const open = await openArchive(cloud)
  const { rows } = await collectInto(open, cloud, cloud.simulator)
  // Kilobytes, on every system.
  const megabytes = process.resourceUsage().maxRSS / 1024
  await open.remove()
  process.send?.({ megabytes, rows })
}

/** Collects in a process of its own. */
async function collectApart(cloud: Cloud): Promise<{ megabytes: number; rows: number }> {
  const { cpuSeconds: _cpu, close: _close, ...plain } = cloud
  const child = fork(fileURLToPath(import.meta.url), ['collect'], { execArgv: [] })
  const ended = once(child, 'exit')
  child.send(plain)
  const told = (await nextMessage(child)) as { megabytes: number; rows: number }
  child.disconnect()
  await ended
  return told
}

async function compare(): Promise<void> {
  title(
    `Peak resident memory while ${sizes.many.toLocaleString('en')} kill rows of the simulator are collected into an archive, against ${sizes.few.toLocaleString('en')}, each in a fresh process`,
  )
  const [few, many] = await Promise.all([startCloud(sizes.few), startCloud(sizes.many)])
  const peaks = { few: [] as number[], many: [] as number[] }
  let rows = 0
  try {
    for (let round = 0; round < rounds; round++) {
      peaks.few.push((await collectApart(few)).megabytes)
      const big = await collectApart(many)
      peaks.many.push(big.megabytes)
      rows = big.rows
    }
  } finally {
    await Promise.all([few.close(), many.close()])
  }
  side(`${sizes.few.toLocaleString('en')} rows`, spreadOf(peaks.few), 'MB')
  side(`${rows.toLocaleString('en')} rows`, spreadOf(peaks.many), 'MB')
  const growth = ratios(peaks.many, peaks.few)
  target({ what: 'growth', value: growth.median, spread: growth, unit: '×', atMost: 1.3 })
  finish()
}

if (process.argv[2] === 'collect') {
  const [cloud] = (await once(process, 'message')) as [Cloud]
  await collectHere(cloud)
} else {
  await compare()
}
