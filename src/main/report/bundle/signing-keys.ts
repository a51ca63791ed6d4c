import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import { z } from 'zod'
import type { SecretsBackend } from '../../../shared/contract/app.ts'
import { AuditDeskError } from '../../../shared/errors.ts'
import { readJsonFile, writeFileAtomically } from '../../accounts/atomic-file.ts'
import { canonicalJson } from './canonical.ts'
import { withLock } from './lock.ts'
import { KeyRecord } from './manifest.ts'
import { fingerprintOf, isSignedBy, readPublicKeyDer, spkiDer, spkiPem } from './signature.ts'

/** One place for one secret: 64 characters of text. */
export interface KeyStore {
  /** Whether what is set is still there in the next run. */
  backend(): Promise<SecretsBackend>
  get(): Promise<string | null>
  set(value: string): Promise<void>
}

/** The key that signs. Its private half is reachable only through `sign`. */
export interface SigningKey {
  /** SHA-256 of the public key as SPKI DER, hex. */
  fingerprint: string
  /** SPKI PEM, for `signing-key.pem`. */
  publicPem: string
  kept: 'keychain' | 'memory'
  /** The key and those it replaced, oldest first. */
  history: KeyRecord[]
  /** @returns the 64 bytes of an Ed25519 signature */
  sign(bytes: Uint8Array): Uint8Array
}

const History = z.array(KeyRecord)

/**
 * The Ed25519 key of this profile: made on first use, its private half kept where secrets are kept,
 * its public half and those of its predecessors in a file. Where there is no keychain there is a new
 * key for each run, which the file doesn't note.
 */
export class SigningKeys {
  readonly #store: KeyStore
  readonly #path: string
  readonly #now: () => number
  readonly #tell: (notice: string) => void
  #inMemory: KeyRecord[] = []

  /**
   * @param path of the history file, JSON
   * @param tell what the user must be told, such as a damaged history that was set aside
   */
  constructor(options: {
    store: KeyStore
    path: string
    now: () => number
    tell: (notice: string) => void
  }) {
    this.#store = options.store
    this.#path = options.path
    this.#now = options.now
    this.#tell = options.tell
  }

  /** @throws AuditDeskError `keychain`; `file` for the history */
  current(): Promise<SigningKey> {
    return withLock(this.#path, async () => {
      const kept = await this.#kept()
      const text = await this.#store.get()
      if (text === null) return this.#replace(null, await this.#read(kept), kept)
      const key = readPrivateKey(text)
      if (key === null) throw damagedKeyError()
      const history = await this.#read(kept)
      const aligned = this.#align(history, key)
      if (canonicalJson(aligned) !== canonicalJson(history)) await this.#write(aligned, kept)
      return signingKey(key, aligned, kept)
    })
  }

  /**
   * Replaces the key; the old one signs for the new one. Also the way out when the keychain holds
   * something else than a key: then nothing signs for the new one, and the history shows that.
   * @throws AuditDeskError `keychain`; `file` for the history
   */
  rotate(): Promise<SigningKey> {
    return withLock(this.#path, async () => {
      const kept = await this.#kept()
      const old = readPrivateKey((await this.#store.get()) ?? '')
      const history = await this.#read(kept)
      return this.#replace(old, old === null ? history : this.#align(history, old), kept)
    })
  }

  async #kept(): Promise<SigningKey['kept']> {
    return (await this.#store.backend()).kind
  }

  async #read(kept: SigningKey['kept']): Promise<KeyRecord[]> {
    if (kept === 'memory') return this.#inMemory
    const { value, notice } = await readJsonFile(this.#path, History, 'history of signing keys')
    if (notice !== null) this.#tell(notice)
    return value ?? []
  }

  async #write(history: KeyRecord[], kept: SigningKey['kept']): Promise<void> {
    if (kept === 'memory') this.#inMemory = history
    else await writeFileAtomically(this.#path, canonicalJson(history))
  }

  /** The history with the key that there is at its end. */
  #align(history: readonly KeyRecord[], key: KeyObject): KeyRecord[] {
    const fingerprint = fingerprintOf(createPublicKey(key))
    const position = history.findIndex((record) => record.fingerprint === fingerprint)
    const record = history[position]
    // A history is written before its key is kept: what a crash left after it was never used.
    return record === undefined
      ? [...ended(history, this.#instant()), this.#record(key, null)]
      : [...history.slice(0, position), { ...record, to: null }]
  }

  async #replace(
    old: KeyObject | null,
    history: KeyRecord[],
    kept: SigningKey['kept'],
  ): Promise<SigningKey> {
    const { privateKey } = generateKeyPairSync('ed25519')
    const next = [...ended(history, this.#instant()), this.#record(privateKey, old)]
    await this.#write(next, kept)
    await this.#store.set(privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'))
    return signingKey(privateKey, next, kept)
  }

  #record(key: KeyObject, old: KeyObject | null): KeyRecord {
    const publicKey = createPublicKey(key)
    const record = {
      fingerprint: fingerprintOf(publicKey),
      public_key: spkiDer(publicKey).toString('base64'),
      from: this.#instant(),
      to: null,
      previous: old === null ? null : fingerprintOf(createPublicKey(old)),
    }
    const succession = old === null ? null : sign(null, successionStatement(record), old)
    return { ...record, succession: succession?.toString('base64') ?? null }
  }

  #instant(): string {
    return new Date(this.#now()).toISOString()
  }
}

/** Whether a key that is known leads to the last one of a history, each signed for by the one before. */
export function isSuccessor(
  history: readonly KeyRecord[],
  isKnown: (key: string) => boolean,
): boolean {
  let isVouchedFor = false
  let before: KeyRecord | null = null
  for (const record of history) {
    const publicKey = readPublicKeyDer(Buffer.from(record.public_key, 'base64'))
    if (publicKey === null || fingerprintOf(publicKey) !== record.fingerprint) return false
    isVouchedFor =
      isKnown(record.fingerprint) || (isVouchedFor && before !== null && follows(record, before))
    before = record
  }
  return isVouchedFor
}

function follows(record: KeyRecord, before: KeyRecord): boolean {
  const key = readPublicKeyDer(Buffer.from(before.public_key, 'base64'))
  return (
    key !== null &&
    record.previous === before.fingerprint &&
    record.succession !== null &&
    isSignedBy(key, successionStatement(record), Buffer.from(record.succession, 'base64'))
  )
}

function successionStatement(record: Pick<KeyRecord, 'fingerprint' | 'previous' | 'from'>): Buffer {
  const { previous, fingerprint, from } = record
  return Buffer.from(`audit-desk-key-succession\n${previous ?? ''}\n${fingerprint}\n${from}\n`)
}

function ended(history: readonly KeyRecord[], at: string): KeyRecord[] {
  return history.map((record) => ({ ...record, to: record.to ?? at }))
}

function signingKey(
  privateKey: KeyObject,
  history: KeyRecord[],
  kept: SigningKey['kept'],
): SigningKey {
  const publicKey = createPublicKey(privateKey)
  return {
    fingerprint: fingerprintOf(publicKey),
    publicPem: spkiPem(publicKey),
    kept,
    history,
    sign: (bytes) => sign(null, bytes, privateKey),
  }
}

function readPrivateKey(text: string): KeyObject | null {
  try {
    const key = createPrivateKey({
      key: Buffer.from(text, 'base64'),
      format: 'der',
      type: 'pkcs8',
    })
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

function damagedKeyError(): AuditDeskError {
  return new AuditDeskError({
    code: 'keychain',
    message: 'What the keychain holds as the signing key is not a key.',
    retryable: false,
    hint: 'Put the keychain’s entry back from a backup, or make a new key; verifiers will be told that no old key signed for it.',
  })
}
