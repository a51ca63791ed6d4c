import { mkdtemp, readFile, readdir, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { csvOf, writeCsvFile, type CsvColumn, type CsvValue } from '../../../src/main/report/csv.ts'

const columns: CsvColumn<CsvValue[]>[] = [
  { header: 'a', value: (row) => row[0] ?? null },
  { header: 'b', value: (row) => row[1] ?? null },
]

/** The first cell's text, as it stands in the file. */
const cell = (value: CsvValue): string =>
  csvOf(columns, [[value, 'x']]).slice('a,b\r\n'.length, -',x\r\n'.length)

describe('CSV text', () => {
  it('has a header line and CRLF after every line, the last included', () => {
    expect(csvOf(columns, [['1', '2']])).toBe('a,b\r\n1,2\r\n')
  })

  it('has the header alone where there are no rows', () => {
    expect(csvOf(columns, [])).toBe('a,b\r\n')
  })

  it('quotes commas, quotes and line breaks of any kind, and doubles quotes', () => {
    expect(cell('a,b')).toBe('"a,b"')
    expect(cell('say "so"')).toBe('"say ""so"""')
    expect(cell('a\nb')).toBe('"a\nb"')
    expect(cell('a\rb')).toBe('"a\rb"')
  })

  it('leaves a cell empty for null', () => {
    expect(cell(null)).toBe('')
  })

  it('writes every digit of an integer beyond 2^53', () => {
    expect(cell(9_223_372_036_854_775_807n)).toBe('9223372036854775807')
  })

  it.each([
    '=1+1',
    '+SUM(A1)',
    '-2+3',
    '@x',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '  =1+1',
    '\u00a0=1+1',
    '\u200b=1+1',
    '\ufeff=1+1',
  ])('neutralises %j by an apostrophe', (text) => {
    expect(cell(text)).toBe(`'${text}`)
  })

  it('neutralises text that starts with a tab or a line break', () => {
    expect(cell('\tx')).toBe("'\tx")
    expect(cell('\rx')).toBe('"\'\rx"')
    expect(cell('\nx')).toBe('"\'\nx"')
  })

  it('neutralises and quotes what needs both', () => {
    expect(cell('=HYPERLINK("http://x","y")')).toBe('"\'=HYPERLINK(""http://x"",""y"")"')
  })

  it('keeps the sign of a number that is one', () => {
    expect(cell(-5)).toBe('-5')
    expect(cell(-5n)).toBe('-5')
  })

  it('leaves harmless text as it is', () => {
    for (const text of ['a=b', 'x-1', '王芳', 'מבקר', ' plain', "O'Brien", '2026-05-01'])
      expect(cell(text)).toBe(text)
  })
})

describe('a CSV file', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csv-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('holds the same as the text, in UTF-8, with a byte order mark on request', async () => {
    const rows = [['王芳', '=1']]
    await writeCsvFile(join(folder, 'plain.csv'), columns, rows, { bom: false })
    await writeCsvFile(join(folder, 'bom.csv'), columns, rows, { bom: true })
    expect(await readFile(join(folder, 'plain.csv'), 'utf8')).toBe(csvOf(columns, rows))
    const marked = await readFile(join(folder, 'bom.csv'))
    expect([...marked.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(marked.subarray(3).toString()).toBe(csvOf(columns, rows))
  })

  it('has its header, and the mark, without any row', async () => {
    await writeCsvFile(join(folder, 'empty.csv'), columns, [], { bom: true })
    expect(await readFile(join(folder, 'empty.csv'), 'utf8')).toBe('\ufeffa,b\r\n')
  })

  it('takes rows as they come, more than fit any buffer', async () => {
    async function* many(): AsyncGenerator<CsvValue[]> {
      for (let i = 0; i < 50_000; i++) {
        if (i % 10_000 === 0) await Promise.resolve()
        yield [i, 'x'.repeat(20)]
      }
    }
    await writeCsvFile(join(folder, 'many.csv'), columns, many(), { bom: false })
    const lines = (await readFile(join(folder, 'many.csv'), 'utf8')).split('\r\n')
    expect(lines).toHaveLength(50_002)
    expect(lines[50_000]).toBe(`49999,${'x'.repeat(20)}`)
  })

  it('replaces a file that is there', async () => {
    const path = join(folder, 'a.csv')
    await writeFile(path, 'old')
    await writeCsvFile(path, columns, [], { bom: false })
    expect(await readFile(path, 'utf8')).toBe('a,b\r\n')
    expect(await readdir(folder)).toEqual(['a.csv'])
  })

  it('leaves the old file and nothing else when the rows fail half-way', async () => {
    const path = join(folder, 'a.csv')
    await writeFile(path, 'old')
    function* failing(): Generator<CsvValue[]> {
      for (let i = 0; i < 5000; i++) yield [i, 'x']
      throw new Error('no more')
    }
    await expect(writeCsvFile(path, columns, failing(), { bom: false })).rejects.toThrow('no more')
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['a.csv'])
  })

  it('names the file and what to do when it cannot be written', async () => {
    const missing = join(folder, 'nowhere', 'a.csv')
    await expect(writeCsvFile(missing, columns, [], { bom: false })).rejects.toMatchObject({
      code: 'file',
      message: `${missing} could not be written (ENOENT).`,
      hint: 'The folder does not exist. Choose another one.',
    })
    await mkdir(join(folder, 'dir.csv', 'x'), { recursive: true })
    await expect(
      writeCsvFile(join(folder, 'dir.csv'), columns, [], { bom: false }),
    ).rejects.toMatchObject({ code: 'file' })
    expect(await readdir(folder)).toEqual(['dir.csv'])
  })
})
