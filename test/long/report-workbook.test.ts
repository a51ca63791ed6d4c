import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeXlsx } from '../../src/main/report/formats/xlsx.ts'
import type { Section } from '../../src/main/report/section.ts'
import { whyWithout } from '../support/programs.ts'
import { sheetsByLibreOffice } from '../support/report/foreign-readers.ts'
import { hostileText, hostileTexts } from '../support/report/hostile-texts.ts'
import { columnsOf, connect, stageQuery, stageRows, type Cell } from '../support/report/staging.ts'

const obstacle = whyWithout('soffice')

let folder: string
let duck: DuckDBConnection
beforeEach(async ({ skip }) => {
  skip(obstacle !== null, obstacle ?? '')
  folder = await mkdtemp(join(tmpdir(), 'workbook-'))
  duck = await connect()
})
afterEach(async () => {
  if (obstacle !== null) return
  duck.closeSync()
  await rm(folder, { recursive: true })
})

async function write(...sections: Section[]): Promise<string> {
  await writeXlsx(duck, {
    sections,
    folder,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    title: 'Evidence',
    creator: 'An auditor',
  })
  return join(folder, 'report.xlsx')
}

/** LibreOffice makes one line break of CR LF and of LF CR alike; the unit tests look closer. */
const asLines = (text: string) => text.replaceAll(/[\r\n]+/g, '\n')

describe('a workbook, read by LibreOffice', () => {
  it('holds every text as it was, none of them run', async () => {
    const random = fc.sample(hostileText, { seed: 5, numRuns: 3000 })
    const texts = [...hostileTexts, ...random]
    const section = await stageRows(
      duck,
      folder,
      columnsOf({ text: 'text', end: 'text' }),
      texts.map((text) => [text, 'x']),
    )
    const sheets = await sheetsByLibreOffice(await write(section), { asShown: true })
    expect([...sheets.keys()]).toEqual(['Kill log'])
    const [heading, ...rows] = sheets.get('Kill log') ?? []
    expect(heading).toEqual(['The text', 'The end'])
    expect(rows.map(([text]) => asLines(text ?? ''))).toEqual(texts.map(asLines))
  })

  it('holds integers and instants with what belongs to them', async () => {
    const at = (text: string) => BigInt(Date.parse(text)) * 1000n
    const rows: Cell[][] = [
      [0n, at('2026-05-01T00:00:00Z'), true],
      [-1n, at('2024-02-29T23:59:59Z'), false],
      [999_999_999_999_999n, at('1970-01-01T00:00:00.001Z'), null],
      [-999_999_999_999_999n, at('2026-12-31T23:59:59.999Z'), null],
      [10n ** 15n, at('1900-03-01T00:00:00Z'), null],
      [9_007_199_254_740_993n, at('9999-12-31T23:59:59Z'), null],
      [-(10n ** 37n), at('1899-12-31T00:00:00Z'), null],
      [null, null, null],
      [7n, null, null],
    ]
    const columns = columnsOf({ i: 'integer', at: 'instant', b: 'boolean' })
    const path = await write(await stageRows(duck, folder, columns, rows))
    const sheets = await sheetsByLibreOffice(path, { asShown: true })
    expect(sheets.get('Kill log')?.slice(1)).toEqual([
      ['0', '2026-05-01 00:00:00', 'TRUE'],
      ['-1', '2024-02-29 23:59:59', 'FALSE'],
      ['999999999999999', '1970-01-01 00:00:00.001', ''],
      ['-999999999999999', '2026-12-31 23:59:59.999', ''],
      ['1000000000000000', '1900-03-01 00:00:00', ''],
      ['9007199254740993', '9999-12-31 23:59:59', ''],
      [`-1${'0'.repeat(37)}`, '1899-12-31T00:00:00.000Z', ''],
      ['', '', ''],
      ['7', '', ''],
    ])
  })

  it('goes on with another sheet where one is full, and loses no row', async () => {
    const rows = 1_048_575 + 10
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ i: 'integer', t: 'text' }),
      `SELECT i::BIGINT AS i, 'row ' || i AS t FROM range(${rows}) r(i)`,
    )
    const sheets = await sheetsByLibreOffice(await write(section), { asShown: true })
    expect([...sheets.keys()].sort()).toEqual(['Kill log', 'Kill log 2'])
    const all = ['Kill log', 'Kill log 2'].flatMap((name) => {
      const [heading, ...data] = sheets.get(name) ?? []
      expect(heading).toEqual(['The i', 'The t'])
      return data
    })
    expect(all).toHaveLength(rows)
    expect(all.every(([i, t], index) => i === String(index) && t === `row ${index}`)).toBe(true)
  })
})
