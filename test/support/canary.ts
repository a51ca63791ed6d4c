import { copyFile, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { openPromise } from 'yauzl'

/**
 * Secrets that are recognised wherever they turn up, whatever they were encoded as: raw, in JSON, in
 * a URL and in HTML their core stays as it is; for Base64 and hexadecimal the core's own form is
 * looked for, at each of the three places it can have in a group of Base64.
 */
export class Canaries {
  readonly #forms = new Map<string, string>()

  /**
   * @param name what to call it when it is found
   * @param core the part of the secret that needs no encoding: letters and digits
   */
  add(name: string, core: string): void {
    this.#forms.set(core, name)
    this.#forms.set(Buffer.from(core).toString('hex'), `${name}, in hexadecimal`)
    for (const before of ['', 'x', 'xx']) {
      const text = Buffer.from(before + core)
        .toString('base64')
        .replace(/=+$/, '')
      // The ends also depend on what stands beside the core.
      const inner = text.slice(before === '' ? 0 : 4, -2)
      this.#forms.set(inner, `${name}, in Base64`)
    }
  }

  /** What of them stands in the text. */
  findIn(text: string): string[] {
    const found = [...this.#forms].flatMap(([form, name]) => (text.includes(form) ? [name] : []))
    return [...new Set(found)]
  }
}

/** Every file below a folder, with its path. */
export async function readFolder(folder: string): Promise<{ path: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return { path, text: await readFile(path, 'latin1') }
      }),
  )
}

/** What is in the files below a folder that are packed: zips, workbooks, Parquet files and archives. */
export async function readPacked(folder: string): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = []
  for (const { path } of await readFolder(folder)) {
    const kind = extname(path)
    if (kind === '.zip' || kind === '.xlsx') found.push(...(await readZip(path)))
    if (kind === '.parquet') found.push(...(await readParquet(path)))
    if (kind === '.duckdb') found.push(...(await readArchive(path)))
  }
  return found
}

async function readZip(path: string): Promise<{ path: string; text: string }[]> {
  const zip = await openPromise(path)
  const found: { path: string; text: string }[] = []
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('latin1')
    found.push({ path: `${path}!${entry.fileName}`, text })
  }
  return found
}

async function readParquet(path: string): Promise<{ path: string; text: string }[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const text = await rowsAsText(connection, `read_parquet('${path.replaceAll("'", "''")}')`)
  connection.closeSync()
  instance.closeSync()
  return [{ path, text }]
}

/** A copy, because the archive itself is open. Answers are unpacked. */
async function readArchive(path: string): Promise<{ path: string; text: string }[]> {
  const folder = await mkdtemp(join(tmpdir(), 'canary-'))
  const copy = join(folder, basename(path))
  await copyFile(path, copy)
  if (existsSync(`${path}.wal`)) await copyFile(`${path}.wal`, `${copy}.wal`)
  const instance = await DuckDBInstance.create(copy)
  const connection = await instance.connect()
  const found: { path: string; text: string }[] = []
  const tables = await connection.runAndReadAll('SELECT table_name FROM duckdb_tables()')
  for (const [table] of tables.getRowsJS()) {
    const name = table as string
    found.push({ path: `${path}!${name}`, text: await rowsAsText(connection, `"${name}"`) })
  }
  const packed = await connection.runAndReadAll('SELECT gzipped FROM raw_answer')
  for (const [gzipped] of packed.getRowsJS()) {
    const text = gunzipSync(gzipped as Uint8Array).toString('latin1')
    found.push({ path: `${path}!raw answer`, text })
  }
  connection.closeSync()
  instance.closeSync()
  await rm(folder, { recursive: true })
  return found
}

async function rowsAsText(connection: DuckDBConnection, from: string): Promise<string> {
  const reader = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM ${from}`)
  return JSON.stringify(reader.getRowsJS(), null, 1)
}

/** The command lines of all processes of this machine, where it shows them. */
export function readCommandLines(): string {
  if (!existsSync('/proc')) return ''
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
      } catch {
        // It has ended meanwhile.
        return ''
      }
    })
    .join('\n')
}
