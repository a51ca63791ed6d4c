import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'

/** What names a key: SHA-256 of its public half as SPKI DER, hex. */
export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256').update(spkiDer(publicKey)).digest('hex')
}

export function spkiDer(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' })
}

export function spkiPem(publicKey: KeyObject): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString()
}

/** An Ed25519 public key from SPKI PEM, `null` when the text is anything else or more than that. */
export function readPublicKeyPem(pem: string): KeyObject | null {
  const key = readEd25519(() => createPublicKey(pem))
  // Node also reads certificates and private keys; a bundle holds neither.
  return key !== null && spkiPem(key) === pem ? key : null
}

/** An Ed25519 public key from SPKI DER, `null` when the bytes are anything else. */
export function readPublicKeyDer(der: Buffer): KeyObject | null {
  return readEd25519(() => createPublicKey({ key: der, format: 'der', type: 'spki' }))
}

function readEd25519(read: () => KeyObject): KeyObject | null {
  try {
    const key = read()
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}

export function isSignedBy(
  publicKey: KeyObject,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  return signature.length === 64 && verify(null, bytes, publicKey, signature)
}
