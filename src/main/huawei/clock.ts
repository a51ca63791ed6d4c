/** More than this, in milliseconds, and the service refuses signatures (15 minutes). */
const tolerance = 15 * 60_000

/** The service's idea of now, learned from the `Date` of its answers. */
export class ServiceClock {
  #skew = 0

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#skew
  }

  /** How far the service is ahead of this machine, in milliseconds; negative if behind. */
  get skew(): number {
    return this.#skew
  }

  /** Whether this machine's clock is so wrong that a signature made by it would be refused. */
  get isFarOff(): boolean {
    return Math.abs(this.#skew) > tolerance
  }

  /**
   * @param serverDate the `Date` header of an answer, ISO 8601; `null` teaches nothing
   * @returns whether what was believed before was so wrong that a signature was refused for it
   */
  learn(serverDate: string | null): boolean {
    if (serverDate === null) return false
    const skew = Date.parse(serverDate) - Date.now()
    const wasFarOff = Math.abs(skew - this.#skew) > tolerance
    this.#skew = skew
    return wasFarOff
  }
}
