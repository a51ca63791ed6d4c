import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os'
import process from 'node:process'
import type { Spread } from './measure.ts'

let missed = 0

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** What is measured, and on what. */
export function title(what: string): void {
  const duckdb = JSON.parse(
    readFileSync(
      new URL('../../../node_modules/@duckdb/node-api/package.json', import.meta.url),
      'utf8',
    ),
  ) as { version: string }
  const memory = Math.round(totalmem() / 2 ** 30)
  say(what)
  say(
    `  on ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, ${platform()} ${arch()}, Node ${process.versions.node}, @duckdb/node-api ${duckdb.version}, ${new Date().toISOString().slice(0, 10)}, load before ${(loadavg()[0] ?? 0).toFixed(1)}`,
  )
}

/** One side's values, such as seconds. */
export function side(name: string, { median, least, most }: Spread, unit: string, more = ''): void {
  const digits = unit === 'ms' || unit === 'MB' ? 1 : 2
  const range = `${least.toFixed(digits)} to ${most.toFixed(digits)}`
  say(
    `  ${name.padEnd(44)} ${median.toFixed(digits).padStart(8)} ${unit} (${range})${more && `; ${more}`}`,
  )
}

/** Something that is no target but explains the figures. */
export function note(line: string): void {
  say(`  ${line}`)
}

export interface Target {
  what: string
  value: number
  /** `×` or `ms`. */
  unit: string
  atLeast?: number
  atMost?: number
  spread?: Spread
}

/** Says whether a target is met, and remembers when it is not. */
export function target({ what, value, unit, atLeast, atMost, spread }: Target): void {
  const passed =
    (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
  if (!passed) missed++
  const limit = atLeast === undefined ? `at most ${atMost ?? 0}` : `at least ${atLeast}`
  const range =
    spread === undefined ? '' : ` (${spread.least.toFixed(2)} to ${spread.most.toFixed(2)})`
  say(
    `  ${passed ? 'pass' : 'MISS'}  ${what}: ${value.toFixed(2)} ${unit}${range}, target ${limit} ${unit}`,
  )
}

/** With `--check` a target that was missed is an error of the command. */
export function finish(): void {
  if (missed > 0 && process.argv.includes('--check')) process.exitCode = 1
}
