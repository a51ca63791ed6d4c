import { access } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { writeCsvFile } from '../main/report/csv.ts'
import { demoColumns, proposedFileName } from '../main/report/kill-log-csv.ts'
import { AuditDeskError } from '../shared/errors.ts'
import type { Preset } from '../shared/model/time-range.ts'
import { analysesAnswer } from './answers/analyses.ts'
import type { Answer } from './answers/answer.ts'
import { killLogAnswer } from './answers/kill-log.ts'
import { riskAnswer } from './answers/risk.ts'
import { sessionsAnswer } from './answers/sessions.ts'
import { summaryAnswer } from './answers/summary.ts'
import type { Connection } from './connection.ts'
import type { Pieces } from './output/table.ts'
import { visible } from './output/text.ts'
import { readRange } from './range.ts'
import type { Words } from './words.ts'
import { zoneOf } from './zone.ts'

/** Longer tables are cut, and say so: this is for reading at a glance. */
const longestTable = 12

/**
 * The five answers of the demo tenant as tables, and its kill log as a CSV file.
 * @param folder where the file goes
 * @param print takes text for stdout
 * @param words takes what is said on stderr
 * @returns what is missing of the answers, one sentence each
 * @throws AuditDeskError
 */
export async function runTour(
  connection: Connection,
  folder: string,
  print: (pieces: Pieces) => Promise<void>,
  words: Words,
  signal: AbortSignal,
): Promise<string[]> {
  const { account, accountName } = connection
  const audits = await connection.ask<'audit-instances'>({ kind: 'audit-instances' }, null, signal)
  const ddms = await connection.ask<'ddm-instances'>({ kind: 'ddm-instances' }, null, signal)
  const [[audit], [ddm]] = [audits.data, ddms.data]
  if (audit === undefined || ddm === undefined) throw new RangeError('the demo has no instance')
  const chosen = { id: audit.id, timeZone: zoneOf(null, audit) }
  const last = (preset: Preset) => readRange({ last: preset }, Date.now())
  const missing: string[] = []
  const show = async (where: string, answer: Answer): Promise<void> => {
    for (const table of answer.tables()) await print(drawn(where, table))
    missing.push(...answer.coverage.reasons)
  }

  await print([
    `DEMO DATA of a simulated cloud: account ${visible(accountName)}, region ${account.region}.\n`,
  ])
  await show('', await summaryAnswer(connection, signal))
  const onAudit = `, ${audit.name}`
  await show(
    `${onAudit}, last DAY`,
    await sessionsAnswer(connection, chosen, [], last('DAY'), signal),
  )
  await show(
    `${onAudit}, last DAY`,
    await riskAnswer(connection, chosen, null, last('DAY'), signal),
  )
  await show(onAudit, await analysesAnswer(connection, chosen, signal))
  const week = last('WEEK')
  const killLog = await killLogAnswer(connection, ddm.id, week, words, signal)
  await show(`, ${ddm.name}, last WEEK`, killLog)

  const name = proposedFileName({ name: accountName, demo: true }, ddm.name, week.bounds)
  const path = await unusedPath(join(folder, name))
  await writeCsvFile(path, demoColumns, eachOf(killLog.records()), { bom: true })
  await print([`\nThe kill log, ${killLog.rows} rows, is saved as ${visible(path)}\n`])
  return missing
}

async function* drawn(
  where: string,
  table: ReturnType<Answer['tables']>[number],
): AsyncGenerator<string> {
  const { title, rowCount } = table
  yield `\n${title}${visible(where)}\n`
  yield* table.draw(longestTable)
  if (rowCount > longestTable) yield `(the first ${longestTable} of ${rowCount} rows)\n`
}

async function* eachOf<T>(chunks: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const chunk of chunks) yield* chunk
}

/** The path, or where that is taken the same with `-2`, `-3`, … */
async function unusedPath(path: string): Promise<string> {
  const { dir, name, ext } = parse(path)
  for (let number = 2, candidate = path; ; number++) {
    if (!(await exists(candidate))) return candidate
    candidate = join(dir, `${name}-${number}${ext}`)
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw new AuditDeskError(
      {
        code: 'file',
        message: `${path} can’t be looked at.`,
        retryable: true,
        hint: 'Choose a folder you may write in.',
      },
      { cause: error },
    )
  }
}
