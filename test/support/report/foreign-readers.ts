import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const room = { maxBuffer: 2 ** 30 }

async function python(script: string, path: string): Promise<unknown> {
  const { stdout } = await run('python3', ['-c', script, path], room)
  return JSON.parse(stdout)
}

/** Records of a CSV file as Python's csv module reads them. */
export async function csvByPython(path: string): Promise<string[][]> {
  const script = `
import csv, json, sys
csv.field_size_limit(2 ** 31 - 1)
with open(sys.argv[1], newline='', encoding='utf-8-sig') as file:
    json.dump(list(csv.reader(file, strict=True)), sys.stdout)`
  return (await python(script, path)) as string[][]
}

/** Objects of a JSON Lines file as Python reads them, each as pairs, numbers as Python writes them. */
export async function jsonLinesByPython(
  path: string,
): Promise<[string, string | boolean | null][][]> {
  const script = `
import json, sys
number = lambda text: str(int(text)) if text.lstrip('-').isdigit() else repr(float(text))
with open(sys.argv[1], encoding='utf-8', newline='\\n') as file:
    json.dump([json.loads(line, object_pairs_hook=list, parse_int=number, parse_float=number) for line in file], sys.stdout)`
  return (await python(script, path)) as [string, string | boolean | null][][]
}

/** The cells of a workbook's sheets as its XML has them, `_xHHHH_` decoded as ECMA-376 says. */
export async function workbookByPython(path: string): Promise<(string | null)[][][]> {
  const script = `
import json, re, sys, zipfile
from xml.etree import ElementTree
main = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
decode = lambda text: re.sub('_x([0-9A-Fa-f]{4})_', lambda match: chr(int(match[1], 16)), text)
def value(cell):
    text = cell.find(main + 'is/' + main + 't')
    return cell.findtext(main + 'v') if text is None else decode(text.text or '')
def rows(sheet):
    for row in ElementTree.fromstring(sheet).iter(main + 'row'):
        cells = {cell.get('r'): value(cell) for cell in row}
        assert all(name.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ') == row.get('r') for name in cells)
        yield [cells.get(chr(65 + column) + row.get('r')) for column in range(26)]
with zipfile.ZipFile(sys.argv[1]) as file:
    assert file.testzip() is None
    sheets = sorted(name for name in file.namelist() if name.startswith('xl/worksheets/'))
    json.dump([list(rows(file.read(name))) for name in sheets], sys.stdout)`
  return (await python(script, path)) as (string | null)[][][]
}

/**
 * The sheets of a workbook as LibreOffice shows them, by name.
 * @param asShown false for numbers as they are, whatever their format
 */
export async function sheetsByLibreOffice(
  path: string,
  { asShown }: { asShown: boolean },
): Promise<Map<string, string[][]>> {
  const folder = await mkdtemp(join(tmpdir(), 'libreoffice-'))
  try {
    // Separator, quote, UTF-8, from the first line; …; every sheet into a file of its own.
    const filter = `csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,${asShown},false,false,false,-1`
    await run('soffice', [
      // Runs side by side with the one that somebody works with, and with other tests'.
      `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
      ...['--headless', '--convert-to', filter, '--outdir', folder, path],
    ])
    const sheets = new Map<string, string[][]>()
    const start = `${basename(path, '.xlsx')}-`
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.csv'))) {
      sheets.set(name.slice(start.length, -'.csv'.length), await csvByPython(join(folder, name)))
    }
    return sheets
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
