import { AuditDeskError, errorCodes } from '../../../src/shared/errors.ts'
import type { NamedFault } from './plan.ts'
import type { Row, Told } from './questions.ts'

export type Ending = 'complete' | 'incomplete' | 'error'

/**
 * How a question ended under a fault, judged by what it gives without one.
 * @throws Error when it ended in none of the three allowed ways
 */
export function judge(
  told: Told | { error: unknown },
  truth: readonly Row[],
  { loses }: NamedFault,
): Ending {
  if ('error' in told) {
    checkError(told.error)
    return 'error'
  }
  const expected = countRows(truth, loses)
  const got = countRows(told.rows, loses)
  for (const [row, count] of got) {
    const real = expected.get(row) ?? 0
    if (count > real) throw new Error(`${real === 0 ? 'not a real row' : 'a doubled row'}: ${row}`)
  }
  checkLost(told.rows, truth, loses)
  if (told.missing.length > 0) return 'incomplete'
  const lost = truth.length - told.rows.length
  if (lost > 0) throw new Error(`${lost} rows lost, and nothing said`)
  return 'complete'
}

function checkError(error: unknown): void {
  if (!(error instanceof AuditDeskError)) throw error
  const { code, message, hint = '' } = error
  const isClear = errorCodes.includes(code) && code !== 'internal' && message !== '' && hint !== ''
  if (!isClear) throw new Error(`not a clear error: ${JSON.stringify(error.toReport())}`)
}

/** What a fault took is unknown, never something else. */
function checkLost(rows: readonly Row[], truth: readonly Row[], loses: readonly string[]): void {
  for (const field of loses) {
    const known = new Set(truth.map((row) => row[field]))
    for (const row of rows) {
      const value = row[field]
      const isUnknown = value === null || value === undefined || value === '' || value === 'unknown'
      // A name that is missing is stood in for by the id.
      const standsIn = field === 'name' && value === row['id']
      if (!isUnknown && !standsIn && !known.has(value) && field !== 'enabled') {
        throw new Error(`${field} was lost and is ${JSON.stringify(value)}`)
      }
    }
  }
}

function countRows(rows: readonly Row[], loses: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const key = keyOf(row, loses)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** As the fault `big-counts` has it. */
const beyond = 9_007_199_254_740_993n

function keyOf(row: Row, loses: readonly string[]): string {
  const fields = Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
    if (loses.includes(name)) return []
    if (typeof value === 'bigint') return [[name, String(value >= beyond ? value - beyond : value)]]
    return [[name, name === 'status' ? String(value).toLowerCase() : value]]
  })
  return JSON.stringify(fields)
}
