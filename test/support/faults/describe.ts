import type { Ending } from './judge.ts'
import { everywhere } from './plan.ts'
import { asked } from './questions.ts'
import type { Endings } from './run.ts'

/** The size of a matrix of faults, and how its questions ended, in one line. */
export function describeMatrix(endings: Endings, ways: number, moments: number): string {
  const count = (ending: Ending) => endings.filter((one) => one.ending === ending).length
  const size = `${everywhere.length} faults and those of single fields × ${asked.length} endpoints × ${moments} timings × ${ways} ways to sign in = ${endings.length} combinations`
  const ended = `${count('complete')} complete, ${count('incomplete')} incomplete and saying so, ${count('error')} one clear error`
  return `fault matrix: ${size}: ${ended}\n`
}
