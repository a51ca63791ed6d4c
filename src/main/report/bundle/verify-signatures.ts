import type { KeyObject } from 'node:crypto'
import type { BundleReader } from './bundle-reader.ts'
import { digestOf } from './digest.ts'
import { fault, type Findings } from './findings.ts'
import type { Manifest } from './manifest.ts'
import {
  comparePaths,
  guideFile,
  keyFile,
  manifestFile,
  manifestSignatureFile,
  shown,
  sumsFile,
  sumsSignatureFile,
} from './paths.ts'
import { readSmallFile } from './read-small-file.ts'
import { fingerprintOf, isSignedBy, readPublicKeyPem } from './signature.ts'
import { readSums, sumsText, type Sum } from './sums.ts'

const maxSums = 64 * 2 ** 20
const maxSmall = 64 * 2 ** 10

interface BundleKeyFile {
  fingerprint: string
  key: KeyObject
  bytes: Buffer
}

/** The key that came with the bundle; `null` when there is none, which is a finding then. */
export async function readKey(
  reader: BundleReader,
  findings: Findings,
): Promise<BundleKeyFile | null> {
  const bytes = await readSmallFile(reader, keyFile, maxSmall, findings)
  if (bytes === null) return null
  const key = readPublicKeyPem(bytes.toString('utf8'))
  if (key !== null) return { key, bytes, fingerprint: fingerprintOf(key) }
  findings.add(fault('forged', keyFile, `${keyFile} isn’t an Ed25519 public key.`))
  return null
}

/**
 * Whether manifest and sums are signed by the bundle's key and say the same.
 * @param publicKey `null` when there is none: then only what the sums say is compared
 */
export async function verifySignatures(
  reader: BundleReader,
  publicKey: BundleKeyFile | null,
  manifestContent: Buffer | null,
  manifest: Manifest | null,
  findings: Findings,
): Promise<void> {
  const signature = await readSmallFile(reader, manifestSignatureFile, maxSmall, findings)
  if (manifestContent !== null && signature !== null && publicKey !== null) {
    verifyOne(manifestFile, manifestContent, signature, publicKey.key, findings)
  }
  if (manifest !== null && publicKey !== null) {
    const named = manifest.signing_key.fingerprint
    if (named !== publicKey.fingerprint) {
      findings.add(fault('forged', keyFile, `${keyFile} isn’t the key that ${manifestFile} names.`))
    }
  }
  const sums = await readSmallFile(reader, sumsFile, maxSums, findings)
  const sumsSignature = await readSmallFile(reader, sumsSignatureFile, maxSmall, findings)
  const guide = await readSmallFile(reader, guideFile, maxSmall, findings)
  if (sums === null) return
  if (sumsSignature !== null && publicKey !== null) {
    verifyOne(sumsFile, sums, sumsSignature, publicKey.key, findings)
  }
  if (manifest === null) return
  const control = [
    [manifestFile, manifestContent],
    [manifestSignatureFile, signature],
    [keyFile, publicKey?.bytes ?? null],
    [guideFile, guide],
  ] as const
  compareSums(sums.toString('utf8'), manifest, control, findings)
}

function verifyOne(
  file: string,
  bytes: Buffer,
  signature: Buffer,
  key: KeyObject,
  findings: Findings,
): void {
  if (isSignedBy(key, bytes, signature)) return
  findings.add(
    fault(
      'forged',
      file,
      `The signature of ${file} doesn’t fit: it or ${file} was changed, or ${keyFile} was swapped.`,
    ),
  )
}

/** A file that is missing, or can't be read, is a finding already: here its sum may be anything. */
function compareSums(
  text: string,
  { files }: Manifest,
  control: readonly (readonly [string, Buffer | null])[],
  findings: Findings,
): void {
  const said = readSums(text)
  const expected: Sum[] = [
    ...files,
    ...control.map(([path, bytes]) => ({
      path,
      sha256: bytes === null ? (said.get(path) ?? '') : digestOf(bytes).sha256,
    })),
  ].sort((a, b) => comparePaths(a.path, b.path))
  if (sumsText(expected) === text) return

  const before = findings.faults
  for (const { path, sha256 } of expected) {
    const sum = said.get(path)
    if (sum === undefined || sum === null) {
      findings.add(fault('sums', path, `${sumsFile} doesn’t list ${shown(path)}.`))
    } else if (sum !== sha256) {
      const isListed = files.some((file) => file.path === path)
      findings.add(
        isListed
          ? fault(
              'sums',
              path,
              `${sumsFile} says something else of ${shown(path)} than ${manifestFile}.`,
            )
          : fault('changed', path, `${shown(path)} was changed: ${sumsFile} says something else.`),
      )
    }
    said.delete(path)
  }
  for (const path of said.keys()) {
    findings.add(
      fault('sums', null, `${sumsFile} has a line that isn’t in ${manifestFile}: ${shown(path)}`),
    )
  }
  if (findings.faults === before) {
    findings.add(fault('sums', sumsFile, `${sumsFile} isn’t written as Audit Desk writes it.`))
  }
}
