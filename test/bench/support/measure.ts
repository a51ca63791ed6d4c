import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import process from 'node:process'

/** What one run of one side took. */
export interface Run {
  seconds: number
  /** The longest time, in milliseconds, that the event loop answered to nothing; garbage collection included. */
  stall: number
  /**
   * The most processor time, in milliseconds, that its thread used between two turns of the loop: what
   * remains of a stall when nothing else on the machine has the processor meanwhile.
   */
  busy: number
}

/** How long some work takes, in seconds; watching the event loop too would disturb it. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Times some work and watches the event loop meanwhile. */
export async function timed(work: () => Promise<unknown>): Promise<Run> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  let busy = 0
  let used = threadTime()
  const ticker = setInterval(() => {
    const now = threadTime()
    busy = Math.max(busy, now - used)
    used = now
  }, 1)
  delay.enable()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  // A stall at the very end is noted by the timer that comes late because of it.
  await new Promise((resolve) => setTimeout(resolve, 5))
  delay.disable()
  clearInterval(ticker)
  return { seconds, stall: delay.max / 1e6, busy }
}

/** Processor time of this thread, in milliseconds. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * Runs the sides in turns (A B A B …), so that whatever the machine does besides strikes all of them,
 * after rounds that aren't counted.
 * @returns the runs of each side; those of one place in the lists were neighbours
 */
export async function alternate<K extends string, R>(
  sides: Readonly<Record<K, () => Promise<R>>>,
  rounds: number,
  warming = 1,
): Promise<Record<K, R[]>> {
  const names = Object.keys(sides) as K[]
  const runs = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, R[]>
  for (let round = -warming; round < rounds; round++) {
    for (const name of names) {
      collectGarbage()
      const run = await sides[name]()
      if (round >= 0) runs[name].push(run)
    }
  }
  return runs
}

/** What the runs before left behind is not for the next one to clear away. */
export function collectGarbage(): void {
  globalThis.gc?.()
}

/** The value below which a share of all values lies, such as 0.5 or 0.95. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const position = Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)
  return sorted[Math.max(0, position)] ?? Number.NaN
}

export interface Spread {
  median: number
  least: number
  most: number
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    least: Math.min(...values),
    most: Math.max(...values),
  }
}

/** The first list divided by the second, run by run. */
export function ratios(numerators: readonly number[], denominators: readonly number[]): Spread {
  return spreadOf(
    numerators.map((numerator, index) => numerator / (denominators[index] ?? Number.NaN)),
  )
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
