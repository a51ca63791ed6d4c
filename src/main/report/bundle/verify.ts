import { stat } from 'node:fs/promises'
import type {
  BundleDescription,
  BundleKey,
  BundleVerdict,
  VerifyProgress,
} from '../../../shared/model/evidence.ts'
import { isFileError } from '../../file-error.ts'
import type { BundleReader } from './bundle-reader.ts'
import { fault, Findings, note } from './findings.ts'
import { readFolder } from './folder-reader.ts'
import { ioError } from './io-error.ts'
import { isKnown, type KnownKey } from './known-keys.ts'
import type { Manifest } from './manifest.ts'
import { manifestFile, shown } from './paths.ts'
import { isSuccessor } from './signing-keys.ts'
import { verifyFiles } from './verify-files.ts'
import { readManifest } from './verify-manifest.ts'
import { readSmallFile } from './read-small-file.ts'
import { digestOf } from './digest.ts'
import { readKey, verifySignatures } from './verify-signatures.ts'
import { readZip } from './zip-reader.ts'

export interface VerifyOptions {
  knownKeys: readonly KnownKey[]
  signal: AbortSignal
  onProgress: (progress: VerifyProgress) => void
}

const maxManifest = 64 * 2 ** 20

/**
 * Verifies a bundle, folder or zip: every file, the signatures, the manifest, and whether the key is
 * known for its accounts. Writes nothing. Whatever the bundle holds becomes a finding.
 * @throws AuditDeskError `file` when there is nothing at that path or it can't be listed; `cancelled`
 */
export async function verifyBundle(path: string, options: VerifyOptions): Promise<BundleVerdict> {
  const reader = await openBundle(path, options.signal)
  try {
    return await verify(path, reader, options)
  } finally {
    await reader.close()
  }
}

async function openBundle(path: string, signal: AbortSignal): Promise<BundleReader> {
  try {
    const there = await stat(path)
    return there.isDirectory()
      ? await readFolder(path, signal)
      : await readZip(path, there.size, signal)
  } catch (error) {
    throw isFileError(error) ? ioError(path, 'read', error) : error
  }
}

async function verify(
  path: string,
  reader: BundleReader,
  { knownKeys, signal, onProgress }: VerifyOptions,
): Promise<BundleVerdict> {
  const findings = new Findings()
  findings.add(...reader.findings)
  const bytes = reader.files.has(manifestFile)
    ? await readSmallFile(reader, manifestFile, maxManifest, findings)
    : null
  if (bytes === null && !reader.files.has(manifestFile)) {
    findings.add(
      fault(
        'not-a-bundle',
        manifestFile,
        `There is no ${manifestFile}: this isn’t a bundle, or it was taken away.`,
      ),
    )
  }
  const manifest = bytes === null ? null : readManifest(bytes, findings)
  const publicKey = await readKey(reader, findings)
  await verifySignatures(reader, publicKey, bytes, manifest, findings)
  const compared =
    manifest === null
      ? { files: 0, bytes: 0 }
      : await verifyFiles(reader, manifest, findings, signal, onProgress)

  const isIntact = findings.faults === 0
  const key =
    publicKey === null
      ? null
      : {
          fingerprint: publicKey.fingerprint,
          trust: trustOf(publicKey.fingerprint, manifest, knownKeys),
        }
  if (key !== null) addTrust(key, manifest, knownKeys, findings)
  if (manifest?.complete === false) {
    findings.add(...manifest.reasons.map((reason) => note('incomplete', shown(reason))))
  }
  return {
    path,
    kind: reader.kind,
    ok: isIntact && key !== null && key.trust !== 'unknown',
    intact: isIntact,
    digest: bytes === null ? null : digestOf(bytes).sha256,
    bundle: manifest === null ? null : describe(manifest),
    key,
    ...compared,
    findings: findings.list(),
    further: findings.further,
  }
}

/** A key is for the accounts it is known for: that of one customer proves nothing about another. */
function trustOf(
  fingerprint: string,
  manifest: Manifest | null,
  knownKeys: readonly KnownKey[],
): BundleKey['trust'] {
  if (manifest === null) return 'unknown'
  const isFor = (key: string): boolean =>
    manifest.accounts.every((account) => isKnown(knownKeys, projectOf(account), key))
  if (isFor(fingerprint)) return 'known'
  const { history } = manifest.signing_key
  const isLast = history.at(-1)?.fingerprint === fingerprint
  return isLast && isSuccessor(history, isFor) ? 'successor' : 'unknown'
}

function addTrust(
  { fingerprint, trust }: BundleKey,
  manifest: Manifest | null,
  knownKeys: readonly KnownKey[],
  findings: Findings,
): void {
  if (trust === 'known') return
  if (trust === 'successor') {
    findings.add(
      note(
        'successor-key',
        `It is signed with a new key, ${fingerprint}; the key that is known for these accounts has signed for it.`,
      ),
    )
    return
  }
  const others = (manifest?.accounts ?? []).filter((account) =>
    knownKeys.some((key) => key.region === account.region && key.project_id === account.project_id),
  )
  const labels = others.map(({ label }) => shown(label)).join(', ')
  findings.add(
    fault(
      'unknown-key',
      null,
      others.length === 0
        ? `The key ${fingerprint} isn’t known here: compare it with what the author told you in another way than with this bundle, and trust it if they are the same.`
        : `The key ${fingerprint} isn’t the one known for ${labels}: somebody else may have signed this bundle. Trust it only if the author confirms it in another way than with this bundle.`,
    ),
  )
}

function projectOf({ region, project_id }: Manifest['accounts'][number]): {
  region: string
  projectId: string
} {
  return { region, projectId: project_id }
}

function describe(manifest: Manifest): BundleDescription {
  return {
    createdAt: manifest.created.at,
    author: shown(manifest.created.author),
    appVersion: shown(manifest.app.version),
    accounts: manifest.accounts.map((account) => ({
      label: shown(account.label),
      region: account.region,
      projectId: account.project_id,
      demo: account.demo,
    })),
    range: manifest.range,
    complete: manifest.complete,
    reasons: manifest.reasons.map(shown),
  }
}
