import { createHmac } from 'node:crypto'

const step = 30_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Reads Base32 (RFC 4648) without padding, as authenticator apps show secrets. */
function decodeBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const character of text) {
    value = (value << 5) | alphabet.indexOf(character)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >>> bits) & 0xff)
  }
  return Buffer.from(bytes)
}

/**
 * The one-time password of an instant: RFC 6238 with SHA-1, 30 seconds and six digits.
 * @param secret Base32
 * @param at milliseconds since the epoch
 */
export function oneTimePassword(secret: string, at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / step)))
  const digest = createHmac('sha1', decodeBase32(secret)).update(counter).digest()
  const offset = (digest[digest.length - 1] ?? 0) & 0xf
  const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000
  return String(number).padStart(6, '0')
}

/** Whether a password is that of now or of the 30 seconds before or after. */
export function isOneTimePassword(secret: string, passcode: string, now: number): boolean {
  return [-step, 0, step].some((skew) => oneTimePassword(secret, now + skew) === passcode)
}
