import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text as textOf } from 'node:stream/consumers'
import type { DuckDBConnection } from '@duckdb/node-api'
import { openPromise } from 'yauzl'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileProgress } from '../../../../src/main/report/formats/job.ts'
import { writeXlsx } from '../../../../src/main/report/formats/xlsx.ts'
import type { Section } from '../../../../src/main/report/section.ts'
import { columnsOf, connect, stageQuery, stageRows } from '../../../support/report/staging.ts'

let folder: string
let duck: DuckDBConnection
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlsx-'))
  duck = await connect()
})
afterEach(async () => {
  duck.closeSync()
  await rm(folder, { recursive: true })
})

const path = () => join(folder, 'report.xlsx')

const job = (...sections: Section[]) => ({
  sections,
  folder,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  title: 'Evidence <1>',
  creator: 'Ann & "Bob"',
})

async function parts(): Promise<Map<string, string>> {
  const zip = await openPromise(path())
  const found = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    found.set(entry.fileName, await textOf(await zip.openReadStreamPromise(entry)))
  }
  return found
}

/** Cells of the first sheet, without the headings. */
async function cells(section: Section): Promise<string[]> {
  await writeXlsx(duck, job(section))
  const sheet = (await parts()).get('xl/worksheets/sheet1.xml') ?? ''
  return [...sheet.matchAll(/<c r="[A-Z]+(?!1")\d+".*?<\/c>/gs)].map(([cell]) => cell)
}

describe('a workbook', () => {
  it('has a sheet per section with a bold heading that stays, a filter and widths', async () => {
    const section = await stageRows(duck, folder, columnsOf({ text: 'text', at: 'instant' }), [
      ['x'.repeat(30), 0n],
    ])
    await writeXlsx(duck, job(section, { ...section, key: 'risk', title: 'R&D' }))
    const found = await parts()
    expect([...found.keys()]).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'docProps/core.xml',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
    ])
    const workbook = found.get('xl/workbook.xml') ?? ''
    expect(workbook).toContain('<sheet name="Kill log" sheetId="1" r:id="rId1"/>')
    expect(workbook).toContain('<sheet name="R&amp;D" sheetId="2" r:id="rId2"/>')
    expect(workbook).toContain(`>'R&amp;D'!$A$1:$B$2</definedName>`)
    const sheet = found.get('xl/worksheets/sheet1.xml') ?? ''
    expect(sheet).toContain(
      '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>',
    )
    expect(sheet).toContain('<autoFilter ref="A1:B2"/>')
    expect(sheet).toContain('<col min="1" max="1" width="31" customWidth="1"/>')
    expect(sheet).toContain(
      '<c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">The text</t></is></c>',
    )
    expect(found.get('xl/styles.xml')).toContain('<xf numFmtId="49" fontId="1"')
  })

  it('says what it is and who made it, and no time', async () => {
    await writeXlsx(duck, job(await stageRows(duck, folder, columnsOf({ a: 'text' }), [])))
    const found = await parts()
    expect(found.get('docProps/core.xml')).toMatch(
      /<dc:title>Evidence &lt;1&gt;<\/dc:title><dc:creator>Ann &amp; &quot;Bob&quot;<\/dc:creator><\/cp:coreProperties>$/,
    )
    const everything = [...found.values()].join('')
    expect(everything).not.toContain(String(new Date().getFullYear()))
  })

  it('never has a formula, and text cells that stay text when edited', async () => {
    const section = await stageRows(duck, folder, columnsOf({ a: 'text' }), [['=1+1'], ['00123']])
    expect(await cells(section)).toEqual([
      '<c r="A2" s="4" t="inlineStr"><is><t>=1+1</t></is></c>',
      '<c r="A3" s="4" t="inlineStr"><is><t>00123</t></is></c>',
    ])
  })

  it('has real dates, to the millisecond where there are any', async () => {
    const section = await stageRows(duck, folder, columnsOf({ at: 'instant' }), [
      [1_767_225_600_000_000n],
      [1_767_268_800_500_000n],
      [-5_000_000_000_000_000n],
    ])
    expect(await cells(section)).toEqual([
      '<c r="A2" s="2"><v>46023.0</v></c>',
      '<c r="A3" s="3"><v>46023.500005787035</v></c>',
      '<c r="A4" s="4" t="inlineStr"><is><t>1811-07-23T15:06:40.000Z</t></is></c>',
    ])
  })

  it('escapes what XML cannot hold and what would be taken for such an escape', async () => {
    const texts = ['\u0001', '\ufffe', 'a\rb', '_x000D_', '_x0041_x0042_', ']]>', '\0', ' a']
    const section = await stageRows(
      duck,
      folder,
      columnsOf({ a: 'text' }),
      texts.map((text) => [text]),
    )
    const elements = (await cells(section)).map((cell) => />([^<>]*)<\/t>/.exec(cell)?.[1])
    expect(elements).toEqual([
      '_x0001_',
      '_xFFFE_',
      'a_x000D_b',
      '_x005F_x000D_',
      '_x005F_x0041_x005F_x0042_',
      ']]&gt;',
      '_x0000_',
      ' a',
    ])
  })

  it('notes what is not written as it is', async () => {
    const columns = columnsOf({ t: 'text', i: 'integer', at: 'instant' })
    const section = await stageRows(duck, folder, columns, [
      ['\u0001', 10n ** 15n, -5_000_000_000_000_000n],
      ['\u001f\r', -(10n ** 15n), 0n],
      ['x'.repeat(32_768), 10n ** 15n - 1n, 0n],
      ['x'.repeat(32_767), null, null],
      ['🕵'.repeat(16_384), null, null],
    ])
    const [file] = await writeXlsx(duck, job(section))
    expect(file).toEqual({
      path: 'report.xlsx',
      section: null,
      rows: null,
      notes: [
        'kill_log: 2 integers of more than 15 digits written as text, because a spreadsheet shows no more',
        'kill_log: 1 instant that a spreadsheet has no date for written as text',
        'kill_log: 2 cells with control characters, written as _xHHHH_ as Office Open XML does',
        "kill_log: 2 cells cut after the 32767 characters a spreadsheet's cell holds, and marked […]",
      ],
    })
    const texts = (await cells(section)).map((cell) => />([^<>]*)<\/t>/.exec(cell)?.[1] ?? '')
    const cut = texts.filter((text) => text.endsWith(' […]'))
    expect(cut.map((text) => text.length)).toEqual([32_767, 32_766])
  })

  it('keeps every row in order, the same bytes whatever the threads and the zone', async () => {
    const rows = 200_000
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ i: 'integer', t: 'text' }),
      `SELECT i::BIGINT AS i, 'row ' || i AS t FROM range(${rows}) r(i)`,
    )
    const seen: FileProgress[] = []
    await writeXlsx(duck, { ...job(section), onProgress: (progress) => seen.push(progress) })
    expect(seen.map((progress) => progress.rows)).toEqual([61_440, 122_880, 184_320, rows])
    const sheet = (await parts()).get('xl/worksheets/sheet1.xml') ?? ''
    const found = [...sheet.matchAll(/<row r="(\d+)">.*?<v>(\d+)<\/v>.*?<t>row (\d+)</g)]
    expect(found).toHaveLength(rows)
    expect(
      found.every(([, line, i, t], index) =>
        [line, i, t].every((part, k) => part === String(k === 0 ? index + 2 : index)),
      ),
    ).toBe(true)
    const first = await readFile(path())
    const zone = process.env['TZ']
    try {
      for (const [threads, other] of [
        [1, 'Asia/Tokyo'],
        [4, 'America/St_Johns'],
      ] as const) {
        process.env['TZ'] = other
        const elsewhere = await connect(threads)
        await writeXlsx(elsewhere, job(section))
        elsewhere.closeSync()
        expect(first.equals(await readFile(path()))).toBe(true)
      }
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
    expect(await readdir(folder)).toEqual(['report.xlsx', 'staging.parquet'])
  })

  it('stops soon and leaves nothing behind', async () => {
    const section = await stageQuery(
      duck,
      folder,
      columnsOf({ t: 'text' }),
      `SELECT repeat('text ', 50) || i AS t FROM range(1000000) r(i)`,
    )
    const stop = new AbortController()
    let stopped = 0
    const onProgress = () => {
      stopped ||= performance.now()
      stop.abort()
    }
    await expect(
      writeXlsx(duck, { ...job(section), signal: stop.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - stopped).toBeLessThan(1000)
    expect(await readdir(folder)).toEqual(['staging.parquet'])
    // The connection is of use again.
    expect((await duck.runAndReadAll('SELECT 1')).getRowsJS()).toEqual([[1]])
  })

  it('names the file when the folder is gone', async () => {
    const section = await stageRows(duck, folder, columnsOf({ a: 'text' }), [['x']])
    const nowhere = join(folder, 'nowhere')
    await expect(writeXlsx(duck, { ...job(section), folder: nowhere })).rejects.toMatchObject({
      code: 'file',
      message: `${join(nowhere, 'report.xlsx')} could not be written (ENOENT).`,
    })
  })
})
