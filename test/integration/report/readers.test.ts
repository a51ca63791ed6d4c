import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeCsv } from '../../../src/main/report/formats/csv.ts'
import { writeJsonLines } from '../../../src/main/report/formats/jsonl.ts'
import { writeXlsx } from '../../../src/main/report/formats/xlsx.ts'
import { whyWithout } from '../../support/programs.ts'
import {
  csvByPython,
  jsonLinesByPython,
  workbookByPython,
} from '../../support/report/foreign-readers.ts'
import { hostileText, hostileTexts } from '../../support/report/hostile-texts.ts'
import { columnsOf, connect, stageRows, type Cell } from '../../support/report/staging.ts'

const obstacle = whyWithout('python3')

let folder: string
let duck: DuckDBConnection
beforeEach(async ({ skip }) => {
  skip(obstacle !== null, obstacle ?? '')
  folder = await mkdtemp(join(tmpdir(), 'readers-'))
  duck = await connect()
})
afterEach(async () => {
  if (obstacle !== null) return
  duck.closeSync()
  await rm(folder, { recursive: true })
})

const texts = [...hostileTexts, ...fc.sample(hostileText, { seed: 7, numRuns: 3000 })]
const columns = columnsOf({ t: 'text', i: 'integer', n: 'number', b: 'boolean', at: 'instant' })
const rows = texts.map((text, index): Cell[] => [
  text,
  BigInt(index) * 10n ** 20n - 7n,
  index / 7,
  index % 2 === 0,
  1_750_000_000_000_000n + BigInt(index) * 1_000n,
])
const missing: Cell[] = [null, null, null, null, null]
const instant = (index: number) => new Date(1_750_000_000_000 + index).toISOString()

const job = async (given: Cell[][]) => ({
  sections: [await stageRows(duck, folder, columns, given)],
  folder,
  signal: new AbortController().signal,
  onProgress: () => undefined,
})

/** What the rule of CSV files puts in front of what a spreadsheet would run. */
const formulaLike = /^(?:[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[\t\r\n])/u
const marked = (text: string) => (formulaLike.test(text) ? `'${text}` : text)

describe('files of a report, read by Python', () => {
  it('give every cell of a CSV file', async () => {
    await writeCsv(duck, { ...(await job([...rows, missing])), bom: true })
    const [heading, ...records] = await csvByPython(join(folder, 'csv', 'kill_log.csv'))
    expect(heading).toEqual(['t', 'i', 'n', 'b', 'at'])
    expect(records.at(-1)).toEqual(['', '', '', '', ''])
    expect(records.slice(0, -1).map(([t, i, n, b, at]) => [t, i, Number(n), b, at])).toEqual(
      rows.map(([t, i, n, b], index) => [
        marked(t as string),
        String(i),
        n,
        String(b),
        instant(index),
      ]),
    )
  })

  it('give every value of a JSON Lines file, keys in order', async () => {
    await writeJsonLines(duck, await job([...rows, missing]))
    const objects = await jsonLinesByPython(join(folder, 'jsonl', 'kill_log.jsonl'))
    const keys = columns.map(({ key }) => key)
    expect(objects.every((pairs) => pairs.map(([key]) => key).join() === keys.join())).toBe(true)
    const values = objects.map((pairs) => pairs.map(([, value]) => value))
    expect(values.at(-1)).toEqual(missing)
    expect(values.slice(0, -1).map(([t, i, n, b, at]) => [t, i, Number(n), b, at])).toEqual(
      rows.map(([t, i, n, b], index) => [t, String(i), n, b, instant(index)]),
    )
  })

  it('give every cell of a workbook, numbers with all their digits', async () => {
    const given = await job([...rows, missing])
    await writeXlsx(duck, { ...given, title: 'Evidence', creator: 'An auditor' })
    const [sheet] = await workbookByPython(join(folder, 'report.xlsx'))
    const cells = (sheet ?? []).slice(1).map((row) => row.slice(0, 5))
    expect(cells.at(-1)).toEqual(missing)
    expect(
      cells.slice(0, -1).map(([t, i, n, b, at]) => [t, i, Number(n), b, serialMilliseconds(at)]),
    ).toEqual(
      rows.map(([t, i, n, b], index) => [
        t,
        String(i),
        n,
        b === true ? '1' : '0',
        1_750_000_000_000 + index,
      ]),
    )
  })
})

/** From days since the last day of 1899 to milliseconds since 1970. */
function serialMilliseconds(days: string | null | undefined): number {
  return Math.round((Number(days) - 25_569) * 86_400_000)
}
