import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { csvOf } from '../../../../src/main/report/csv.ts'
import { writeCsv } from '../../../../src/main/report/formats/csv.ts'
import type { FileProgress } from '../../../../src/main/report/formats/job.ts'
import type { Section } from '../../../../src/main/report/section.ts'
import { hostileText, hostileTexts } from '../../../support/report/hostile-texts.ts'
import { columnsOf, connect, stageQuery, stageRows } from '../../../support/report/staging.ts'

let folder: string
let duck: DuckDBConnection
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "a [report]* of O'Brien "))
  duck = await connect()
})
afterEach(async () => {
  duck.closeSync()
  await rm(folder, { recursive: true })
})

const job = (...sections: Section[]) => ({
  sections,
  folder,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  bom: false,
})
const text = () => readFile(join(folder, 'csv', 'kill_log.csv'), 'utf8')

/** What the file for the window's own exports holds; an empty text is told apart there. */
function byTheOtherWriter(texts: readonly string[]): string {
  const columns = [
    { header: 'a', value: ([cell]: [string]) => cell },
    { header: 'b', value: () => 'x' },
  ]
  return csvOf(
    columns,
    texts.map((cell): [string] => [cell]),
  ).replaceAll(/(?<=\n),x\r\n/g, '"",x\r\n')
}

describe('CSV of a section', () => {
  it('has a header of keys, CRLF after every line, and each type in its one form', async () => {
    const columns = columnsOf({ t: 'text', i: 'integer', n: 'number', b: 'boolean', at: 'instant' })
    const section = await stageRows(duck, folder, columns, [
      ['a', -5n, 0.1, true, 1_750_000_000_000_000n],
      ['', 10n ** 37n, -1e300, false, 1_750_000_000_123_000n],
      [null, null, null, null, null],
      ['é', 9_223_372_036_854_775_808n, 3, true, -1n],
    ])
    expect(await writeCsv(duck, job(section))).toEqual([
      { path: 'csv/kill_log.csv', section: 'kill_log', rows: 4, notes: [] },
    ])
    expect(await text()).toBe(
      [
        't,i,n,b,at',
        'a,-5,0.1,true,2025-06-15T15:06:40.000Z',
        `"",1${'0'.repeat(37)},-1e+300,false,2025-06-15T15:06:40.123Z`,
        ',,,,',
        'é,9223372036854775808,3.0,true,1969-12-31T23:59:59.999999Z',
        '',
      ].join('\r\n'),
    )
  })

  it('starts with a byte order mark on request, also without any row', async () => {
    const section = await stageRows(duck, folder, columnsOf({ a: 'text', b: 'text' }), [])
    await writeCsv(duck, { ...job(section), bom: true })
    expect(await readFile(join(folder, 'csv', 'kill_log.csv'))).toEqual(
      Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from('a,b\r\n')]),
    )
  })

  it('neutralises and quotes just like the exports of the window, and counts what it neutralised', async () => {
    const section = await stageRows(
      duck,
      folder,
      columnsOf({ a: 'text', b: 'text' }),
      hostileTexts.map((cell) => [cell, 'x']),
    )
    const [file] = await writeCsv(duck, job(section))
    expect(await text()).toBe(byTheOtherWriter(hostileTexts))
    expect(file?.notes).toEqual([
      '15 cells that a spreadsheet would run as a formula start with an apostrophe that is not part of the value',
    ])
  })

  it('does so for whatever text there is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileText, { minLength: 200, maxLength: 400 }), async (texts) => {
        const columns = columnsOf({ a: 'text', b: 'text' })
        const section = await stageRows(
          duck,
          folder,
          columns,
          texts.map((cell) => [cell, 'x']),
        )
        await writeCsv(duck, job(section))
        expect(await text()).toBe(byTheOtherWriter(texts))
      }),
      { numRuns: 20 },
    )
  })

  it('knows every character of Unicode before a formula as the other does', async () => {
    const texts: string[] = []
    for (let point = 1; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      // Letters and digits in bulk are no case of their own.
      const char = String.fromCodePoint(point)
      if (!/[\p{L}\p{N}]/u.test(char) && !/\p{Cn}|\p{Co}/u.test(char)) texts.push(char, `${char}=`)
    }
    const section = await stageRows(
      duck,
      folder,
      columnsOf({ a: 'text', b: 'text' }),
      texts.map((cell) => [cell, 'x']),
    )
    await writeCsv(duck, job(section))
    expect((await text()) === byTheOtherWriter(texts)).toBe(true)
  })

  it('keeps the order of rows over many groups and threads, the same bytes each time', async () => {
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ i: 'integer', t: 'text' }),
      `SELECT i::BIGINT AS i, 'row ' || i AS t FROM range(400000) r(i)`,
    )
    const seen: FileProgress[] = []
    await writeCsv(duck, { ...job(section), onProgress: (progress) => seen.push(progress) })
    const first = await text()
    const lines = first.split('\r\n')
    expect(lines).toHaveLength(400_002)
    expect(lines.slice(1, -1).every((line, i) => line === `${i},row ${i}`)).toBe(true)
    expect(seen.at(-1)).toEqual({ file: 'csv/kill_log.csv', rows: 400_000, bytes: first.length })
    const other = await connect(4)
    await writeCsv(other, job(section))
    other.closeSync()
    expect((await text()) === first).toBe(true)
  })

  it('stops soon and leaves no file', async () => {
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ t: 'text' }),
      `SELECT repeat('text ', 20) || i AS t FROM range(2000000) r(i)`,
    )
    const stop = new AbortController()
    let stopped = 0
    const onProgress = () => {
      stopped ||= performance.now()
      stop.abort()
    }
    await expect(
      writeCsv(duck, { ...job(section), signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - stopped).toBeLessThan(1000)
    expect(await readdir(join(folder, 'csv'))).toEqual([])
  })

  it('names the file that cannot be written, and what to do', async () => {
    const section = await stageRows(duck, folder, columnsOf({ a: 'text' }), [['x']])
    const path = join(folder, 'csv', 'kill_log.csv')
    await mkdir(join(path, 'x'), { recursive: true })
    await expect(writeCsv(duck, job(section))).rejects.toMatchObject({
      code: 'file',
      message: `${path} could not be written (EISDIR).`,
      hint: 'It is a folder. Choose another name.',
    })
  })

  it('refuses what was staged otherwise than its section says', async () => {
    const columns = columnsOf({ i: 'integer' })
    const inexact = await stageQuery(duck, folder, columns, 'SELECT 1::DOUBLE AS i')
    await expect(writeCsv(duck, job(inexact))).rejects.toMatchObject({
      code: 'internal',
      message:
        'The section kill_log was not made ready as it should be: its column i is DOUBLE, not integer.',
    })
    const short = await stageQuery(duck, folder, columns, 'SELECT 1 AS i')
    await expect(writeCsv(duck, job({ ...short, rows: 2 }))).rejects.toThrow('it has 1 rows, not 2')
  })
})
