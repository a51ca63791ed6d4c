/** A 32-bit hash of all parts; the same parts always give the same number. */
export function hash(...parts: readonly (string | number)[]): number {
  let state = 0x811c9dc5
  for (const part of parts) {
    const text = `${part}\u0000`
    for (let index = 0; index < text.length; index += 1) {
      state = Math.imul(state ^ text.charCodeAt(index), 0x01000193)
    }
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return (state ^ (state >>> 16)) >>> 0
}

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A seeded stream of numbers (mulberry32). Two made of the same parts give the same numbers. */
export class Random {
  #state: number

  constructor(...parts: readonly (string | number)[]) {
    this.#state = hash(...parts)
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number in [min, max]. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  /** One of the choices, the first ones far more often than the last. */
  pickLongTailed<T>(choices: readonly [T, ...T[]]): T {
    const rank = Math.floor(choices.length * this.next() ** 2.2)
    return choices[rank] ?? choices[0]
  }

  hex(length: number): string {
    let text = ''
    while (text.length < length) text += this.integer(0, 15).toString(16)
    return text
  }

  base32(length: number): string {
    let text = ''
    while (text.length < length)
      text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(this.integer(0, 31))
    return text
  }

  /** Letters and digits. */
  text(length: number): string {
    let text = ''
    while (text.length < length)
      text += lettersAndDigits.charAt(this.integer(0, lettersAndDigits.length - 1))
    return text
  }
}
