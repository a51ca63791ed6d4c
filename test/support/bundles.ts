import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  finishBundle,
  type BundleFile,
  type FinishedBundle,
  type FinishJob,
} from '../../src/main/report/bundle/finish.ts'
import { KnownKeys, type KnownKey } from '../../src/main/report/bundle/known-keys.ts'
import {
  Manifest,
  manifestBytes,
  type ManifestFacts,
} from '../../src/main/report/bundle/manifest.ts'
import { comparePaths, controlFiles } from '../../src/main/report/bundle/paths.ts'
import {
  SigningKeys,
  type KeyStore,
  type SigningKey,
} from '../../src/main/report/bundle/signing-keys.ts'
import { sumsText } from '../../src/main/report/bundle/sums.ts'
import { verifyBundle } from '../../src/main/report/bundle/verify.ts'
import type { BundleVerdict } from '../../src/shared/model/evidence.ts'

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-desk-bundle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export function storeInMemory(kind: 'keychain' | 'memory' = 'keychain'): KeyStore & {
  value: string | null
} {
  return {
    value: null,
    backend: () =>
      Promise.resolve(kind === 'keychain' ? { kind } : { kind, reason: 'There is no keychain.' }),
    get() {
      return Promise.resolve(this.value)
    },
    set(value) {
      this.value = value
      return Promise.resolve()
    },
  }
}

export const noon = Date.parse('2026-11-21T12:00:00Z')

export function signingKeysIn(folder: string, store: KeyStore, now = noon): SigningKeys {
  return new SigningKeys({
    store,
    path: join(folder, 'signing-keys.json'),
    now: () => now,
    tell: (notice) => {
      throw new Error(notice)
    },
  })
}

/** A key that nobody has seen before. */
export async function newKey(): Promise<SigningKey> {
  return signingKeysIn(await temporaryFolder(), storeInMemory()).current()
}

export const account: ManifestFacts['accounts'][number] = {
  label: 'Head office',
  region: 'cn-north-4',
  project_id: '0123456789abcdef0123456789abcdef',
  project_name: 'cn-north-4',
  endpoints: {
    dbss: 'https://dbss.cn-north-4.myhuaweicloud.com',
    ddm: 'https://ddm.cn-north-4.myhuaweicloud.com',
  },
  demo: false,
  instances: [{ service: 'dbss', id: 'audit-1', name: '审计一' }],
}

const range = { from: '2026-05-01T00:00:00.000Z', to: '2026-07-01T00:00:00.000Z' }

export const facts: ManifestFacts = {
  app: { name: 'Audit Desk', version: '0.1.0' },
  created: {
    at: '2026-11-21T12:00:00.000Z',
    time_zone: 'Asia/Shanghai',
    author: 'Li Lei',
    language: 'en',
  },
  accounts: [account],
  range,
  sections: ['sessions', 'kill-log'],
  formats: ['csv'],
  questions: [
    {
      account: 0,
      section: 'sessions',
      kind: 'sessions',
      parameters: [{ name: 'instance_id', value: 'audit-1' }],
      requests: [
        {
          method: 'POST',
          url: 'https://dbss.cn-north-4.myhuaweicloud.com/v1/0123456789abcdef0123456789abcdef/audit-1/session?limit=100',
          body: '{"time":{"time_range":"MONTH"}}',
          request_id: '5b1e5e8c5f5c4f0e',
          server_date: '2026-11-21T11:59:58Z',
          fetched_at: '2026-11-21T11:59:58.500Z',
          raw: 'raw/1.json',
        },
      ],
      rows_obtained: 2,
      total_count: 2,
      complete: true,
      missing: [],
    },
  ],
  coverage: [
    {
      account: 0,
      instance_id: 'ddm-1',
      range,
      rows: 1,
      complete: true,
      reasons: [],
      windows: [
        {
          ...range,
          total_count: 1,
          rows_obtained: 1,
          missing: null,
          collected_at: '2026-11-21T11:00:00Z',
        },
      ],
    },
  ],
  assumptions: [
    { account: 0, subject: 'dbss_time_zone', value: 'Asia/Shanghai', source: 'the instance' },
  ],
  notes: [{ file: 'csv/sessions.csv', text: '1 cell starts with an apostrophe.' }],
  reviewer_note: 'Looked at with Han Meimei.\nTwice.',
}

/** What the files of the report hold, by their path. */
export const reportFiles: Readonly<Record<string, string>> = {
  'csv/kill-log.csv': 'at,operator\r\n2026-05-02T00:00:00Z,root\r\n',
  'csv/sessions.csv': 'user,sessions\r\nroot,7\r\n应用,12\r\n',
  'raw/1.json': '{"total":2}',
  'raw/名称 1’s.json': '{}',
  'report.html': '<!doctype html><title>报告</title>',
}

export function described(path: string): BundleFile {
  if (path.startsWith('raw/')) return { path, role: 'raw', section: null, rows: null }
  if (path.startsWith('csv/')) return { path, role: 'data', section: path.slice(4, -4), rows: 1 }
  return { path, role: 'report', section: null, rows: null }
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

/** A job over a staging folder with `reportFiles` in a folder of its own. */
export async function finishJob(change: Partial<FinishJob> = {}): Promise<FinishJob> {
  const folder = await temporaryFolder()
  const staging = join(folder, '.staging')
  await writeFiles(staging, reportFiles)
  return {
    staging,
    final: join(folder, 'report'),
    zip: false,
    files: Object.keys(reportFiles).map(described),
    facts,
    reasons: [],
    signer: change.signer ?? (await newKey()),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...change,
  }
}

export interface MadeBundle extends FinishedBundle {
  key: SigningKey
}

export async function makeBundle(change: Partial<FinishJob> = {}): Promise<MadeBundle> {
  const key = await newKey()
  return { ...(await finishBundle(await finishJob({ signer: key, ...change }))), key }
}

/** As the app knows a key that has signed a bundle about the account here. */
export function knownFor(fingerprint: string): KnownKey[] {
  return [
    {
      region: account.region,
      project_id: account.project_id,
      fingerprint,
      since: '2026-11-21T12:00:00.000Z',
      how: 'made-here',
    },
  ]
}

export function verify(path: string, knownKeys: readonly KnownKey[]): Promise<BundleVerdict> {
  const signal = new AbortController().signal
  return verifyBundle(path, { knownKeys, signal, onProgress: () => undefined })
}

export function verifyKnown(bundle: MadeBundle, path = bundle.folder): Promise<BundleVerdict> {
  return verify(path, knownFor(bundle.key.fingerprint))
}

export async function knownKeysIn(folder: string): Promise<KnownKeys> {
  await mkdir(folder, { recursive: true })
  return new KnownKeys(join(folder, 'known-keys.json'), (notice) => {
    throw new Error(notice)
  })
}

export async function readManifestOf(folder: string): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
}

/**
 * What a forger with a key does: writes manifest, sums and signatures anew, as if they were right.
 * @param manifest an object, or text as it is to stand in the file
 */
export async function forge(
  folder: string,
  manifest: object | string,
  key: SigningKey,
): Promise<void> {
  const bytes =
    typeof manifest === 'string' ? Buffer.from(manifest) : manifestBytes(manifest as Manifest)
  await writeFile(join(folder, 'manifest.json'), bytes)
  await writeFile(join(folder, 'manifest.json.sig'), key.sign(bytes))
  await writeFile(join(folder, 'signing-key.pem'), key.publicPem)
  const { files = [] } = (typeof manifest === 'string' ? {} : manifest) as Partial<Manifest>
  const control = controlFiles.filter((path) => !path.startsWith('SHA256SUMS'))
  const sums = [
    ...files,
    ...(await Promise.all(
      control.map(async (path) => ({
        path,
        sha256: sha256(await readFile(join(folder, path))),
      })),
    )),
  ].sort((a, b) => comparePaths(a.path, b.path))
  await writeFile(join(folder, 'SHA256SUMS'), sumsText(sums))
  await writeFile(join(folder, 'SHA256SUMS.sig'), key.sign(Buffer.from(sumsText(sums))))
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
