import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Row } from '../../archive/database.ts'
import { literal } from '../../archive/sql.ts'
import type { Workbench } from '../../archive/workbench.ts'
import { chosenFileError, isFileError } from '../../file-error.ts'
import type { BundleFile } from '../bundle/finish.ts'
import type { Manifest } from '../bundle/manifest.ts'
import { foldPath } from '../bundle/paths.ts'
import { safePart } from '../file-name.ts'
import { cancelled } from './failure.ts'
import type { AccountFact, Extract } from './facts.ts'

export type RawRequest = Manifest['questions'][number]['requests'][number]

/** The raw answers of a report. */
export interface RawAnswers {
  files: BundleFile[]
  /** The requests of one answer, in order. */
  requests(account: number, owner: string): readonly RawRequest[]
  /** What became of answers that can't be used, one sentence each. */
  damaged(account: number, owner: string): readonly string[]
}

const unpack = promisify(gunzip)

/**
 * Writes the answers of the API that a report is made from, as they were received:
 * `raw/<region>_<project>/<section>[/<instance>]/000001.json`, in the order in which they were asked
 * for.
 * @throws AuditDeskError `file`, naming the file; `cancelled`
 */
export async function writeRaw(
  workbench: Workbench,
  extract: Extract,
  bundle: string,
  signal: AbortSignal,
  onWritten: (file: string, bytes: number) => void,
): Promise<RawAnswers> {
  const folders = foldersOf(extract)
  const files: BundleFile[] = []
  const requests = new Map<string, RawRequest[]>()
  const damaged = new Map<string, string[]>()
  for (const { account, path: part } of extract.raw) {
    for await (const rows of workbench.each(
      `SELECT owner, method, url, request_body, request_id, epoch_ms(server_date)::DOUBLE AS server_date,
        epoch_ms(fetched_at)::DOUBLE AS fetched_at, sha256, gzipped FROM read_parquet(${literal(part)})`,
    )) {
      for (const row of rows) {
        if (signal.aborted) throw cancelled()
        const key = keyOf(account, String(row['owner']))
        const before = listIn(requests, key)
        const number = String(before.length + 1).padStart(6, '0')
        const body = await bodyOf(row)
        if (body === null) {
          before.push(requestOf(row, null))
          listIn(damaged, key).push(
            `Raw answer ${number} is damaged in the archive: it is not what its SHA-256 was taken of.`,
          )
          continue
        }
        const path = `${folders.get(key) ?? 'raw'}/${number}.json`
        await write(join(bundle, path), body)
        before.push(requestOf(row, path))
        files.push({ path, role: 'raw', section: null, rows: null })
        onWritten(path, body.length)
      }
    }
  }
  return {
    files,
    requests: (account, owner) => requests.get(keyOf(account, owner)) ?? [],
    damaged: (account, owner) => damaged.get(keyOf(account, owner)) ?? [],
  }
}

/** A folder for each answer, apart even where case and letters of accounts and ids don't tell. */
function foldersOf({ accounts, answers }: Extract): Map<string, string> {
  const taken = new Set<string>()
  const unique = (path: string): string => {
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? path : `${path}-${number}`
      if (taken.has(foldPath(candidate))) continue
      taken.add(foldPath(candidate))
      return candidate
    }
  }
  const ofAccounts = accounts.map((account) => unique(`raw/${accountFolder(account)}`))
  return new Map(
    answers
      .filter(({ owner }) => owner !== '')
      .map(({ account, owner, folder }) => [
        keyOf(account, owner),
        unique(`${ofAccounts[account] ?? 'raw'}/${folder}`),
      ]),
  )
}

function accountFolder({ region, projectId }: AccountFact): string {
  return `${safePart(region)}_${safePart(projectId)}`
}

function keyOf(account: number, owner: string): string {
  return `${account} ${owner}`
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? []
  lists.set(key, list)
  return list
}

/** @returns `null` when it isn't what was received */
async function bodyOf(row: Row): Promise<Uint8Array | null> {
  const body = await unpack(row['gzipped'] as Uint8Array).catch(() => null)
  if (body === null) return null
  return createHash('sha256').update(body).digest('hex') === row['sha256'] ? body : null
}

function requestOf(row: Row, raw: string | null): RawRequest {
  return {
    method: row['method'] === 'POST' ? 'POST' : 'GET',
    url: String(row['url']),
    body: (row['request_body'] as string | null) ?? null,
    request_id: (row['request_id'] as string | null) ?? null,
    server_date: instant(row['server_date']),
    fetched_at: instant(row['fetched_at']) ?? '',
    raw,
  }
}

function instant(milliseconds: unknown): string | null {
  return typeof milliseconds === 'number' ? new Date(milliseconds).toISOString() : null
}

async function write(path: string, body: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, body, { flag: 'wx' })
  } catch (error) {
    throw isFileError(error) ? chosenFileError(path, error) : error
  }
}
