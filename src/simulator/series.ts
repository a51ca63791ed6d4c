import { day, hour, type Range } from './time.ts'

/** How far back the tenants' counts reach, hours. */
export const historyHours = 180 * 24

/**
 * A count that grows over time, known for every hour. Whatever range is asked, the counts of its
 * parts add up to the count of the whole.
 */
export class Series {
  readonly #from: number
  readonly #sums: Float64Array

  /**
   * @param from the start of the first hour, milliseconds since the epoch
   * @param rate events in the hour that begins at `at`
   */
  constructor(from: number, hours: number, rate: (at: number, index: number) => number) {
    this.#from = from
    this.#sums = new Float64Array(hours + 1)
    for (let index = 0; index < hours; index += 1) {
      this.#sums[index + 1] = (this.#sums[index] ?? 0) + rate(from + index * hour, index)
    }
  }

  get total(): number {
    return this.#sums[this.#sums.length - 1] ?? 0
  }

  /** Events before the hour of that index. */
  before(index: number): number {
    return this.#sums[Math.min(Math.max(index, 0), this.#sums.length - 1)] ?? 0
  }

  #until(at: number): number {
    const position = Math.min(Math.max((at - this.#from) / hour, 0), this.#sums.length - 1)
    const whole = Math.floor(position)
    const before = this.before(whole)
    return before + (this.before(whole + 1) - before) * (position - whole)
  }

  /**
   * Whole events within the range.
   * @param share multiplies the rate; `phase` in [0, 1) decides where a fraction is rounded up
   */
  count(range: Range, share = 1, phase = 0): number {
    const until = (at: number) => Math.floor(this.#until(at) * share + phase)
    return Math.max(0, until(range.to) - until(range.from))
  }
}

/**
 * How busy people are: about 1 in working hours, little at night and at weekends.
 * @param zone minutes east of UTC
 */
export function workload(at: number, zone: number): number {
  const local = at + zone * 60_000
  const hourOfDay = (((local % day) + day) % day) / hour
  const weekday = (Math.floor(local / day) + 4) % 7
  const byHour =
    hourOfDay < 6 ? 0.04 : hourOfDay < 9 ? 0.35 : hourOfDay < 12 ? 1 : hourOfDay < 14 ? 0.65 : 0.95
  const evening = hourOfDay >= 22 ? 0.12 : hourOfDay >= 18 ? 0.35 : byHour
  return weekday === 0 || weekday === 6 ? evening * 0.25 : evening
}
