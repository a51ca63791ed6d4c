import { hash, Random } from './random.ts'
import { workload, Series } from './series.ts'
import { day, hour, second, type Range } from './time.ts'

export interface KillEntry {
  /** Milliseconds since the epoch, a whole second. */
  at: number
  processId: number
  operator: string
  /** What `execute_time` says, where it isn't simply `at`. */
  sentTime?: string
}

/** A kill log, newest record first. Both ends of a range belong to it. */
export interface KillLog {
  count(range: Range): number
  /** At most `limit` records of the range, from the `offset`th on. */
  records(range: Range, offset: number, limit: number): KillEntry[]
}

export interface KillLogRecipe {
  seed: string
  /** Where the log ends, milliseconds since the epoch. */
  end: number
  /** Records over the 90 days. */
  records: number
  /** Minutes east of UTC of the people who kill sessions. */
  zone: number
  /** Most active first. */
  operators: readonly [string, ...string[]]
  /** Days before the end of one hour in which far more is killed than in any other. */
  burstDaysAgo: number
  /** Records of that hour that share one second, as when a script kills in bulk. */
  inOneSecond: number
}

const days = 90
const quietWeek = { fromDaysAgo: 47, toDaysAgo: 40 }
const burstShare = 0.07
const keptHours = 12

/**
 * A kill log of any size that is never held as a whole: how many records an hour has follows from
 * the recipe, and the records of an hour are made when somebody looks at it.
 */
export class GeneratedKillLog implements KillLog {
  readonly #recipe: KillLogRecipe
  readonly #seed: number
  readonly #first: number
  readonly #burst: number
  #counted: Float64Array | undefined
  readonly #made = new Map<number, KillEntry[]>()

  constructor(recipe: KillLogRecipe) {
    this.#recipe = recipe
    this.#seed = hash(recipe.seed)
    this.#first = Math.floor((recipe.end - days * day) / hour) * hour
    this.#burst = Math.floor((recipe.end - recipe.burstDaysAgo * day - this.#first) / hour)
  }

  count(range: Range): number {
    return Math.max(0, this.#rank(range.to + second) - this.#rank(range.from))
  }

  records(range: Range, offset: number, limit: number): KillEntry[] {
    const end = this.#rank(range.to + second)
    const first = this.#rank(range.from)
    const found: KillEntry[] = []
    for (let index = end - 1 - offset; index >= first && found.length < limit; index -= 1) {
      const record = this.#record(index)
      if (record !== undefined) found.push(record)
    }
    return found
  }

  /** How many records come before each hour; the last entry is all of them. */
  get #starts(): Float64Array {
    this.#counted ??= this.#countHours()
    return this.#counted
  }

  #countHours(): Float64Array {
    const hours = Math.floor((this.#recipe.end - this.#first) / hour) + 1
    const weights = new Series(this.#first, hours, (at, index) => this.#weight(at, index))
    const burst = (weights.total * burstShare) / (1 - burstShare)
    const starts = new Float64Array(hours + 1)
    for (let index = 1; index <= hours; index += 1) {
      const weight = weights.before(index) + (index > this.#burst ? burst : 0)
      starts[index] = Math.round((this.#recipe.records * weight) / (weights.total + burst))
    }
    return starts
  }

  #weight(at: number, index: number): number {
    const ago = (this.#recipe.end - at) / day
    if (ago > quietWeek.toDaysAgo && ago <= quietWeek.fromDaysAgo) return 0
    // The last hour may have only just begun.
    const part = Math.min(1, (this.#recipe.end - at) / hour)
    const mood = 0.4 + 1.2 * (hash(this.#seed, index) / 2 ** 32)
    return (workload(at, this.#recipe.zone) + 0.02) * mood * part
  }

  /** How many records are older than that instant. */
  #rank(at: number): number {
    const position = Math.floor((at - this.#first) / hour)
    if (position < 0) return 0
    if (position >= this.#starts.length - 1) return this.#starts[this.#starts.length - 1] ?? 0
    const records = this.#hour(position)
    let low = 0
    let high = records.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((records[middle]?.at ?? 0) < at) low = middle + 1
      else high = middle
    }
    return (this.#starts[position] ?? 0) + low
  }

  /** The record of that index, oldest first. */
  #record(index: number): KillEntry | undefined {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#starts[middle] ?? 0) <= index) low = middle
      else high = middle - 1
    }
    return this.#hour(low)[index - (this.#starts[low] ?? 0)]
  }

  #hour(position: number): KillEntry[] {
    const known = this.#made.get(position)
    if (known !== undefined) return known
    const made = this.#make(position)
    this.#made.set(position, made)
    const [oldest] = this.#made.keys()
    if (this.#made.size > keptHours && oldest !== undefined) this.#made.delete(oldest)
    return made
  }

  #make(position: number): KillEntry[] {
    const { end, operators, inOneSecond } = this.#recipe
    const start = this.#first + position * hour
    const seconds = Math.max(1, Math.min(hour, end - start) / second)
    const length = (this.#starts[position + 1] ?? 0) - (this.#starts[position] ?? 0)
    const random = new Random(this.#seed, 'records', position)
    const burst = position === this.#burst
    const bulk = start + Math.floor(seconds / 3) * second
    const records: KillEntry[] = []
    for (let index = 0; index < length; index += 1) {
      const last = records[records.length - 1]
      const chance = random.next()
      if (last !== undefined && (chance < 0.012 || (burst && index === 1))) {
        // The same session killed twice within a second leaves the same five fields twice.
        records.push({ ...last })
        continue
      }
      const together = last !== undefined && chance < 0.15
      const at = together ? last.at : start + Math.floor(random.next() * seconds) * second
      const same = last !== undefined && (together || burst)
      records.push({
        at: burst && index < inOneSecond ? bulk : at,
        processId: random.integer(1_000, burst ? 48_000_000 : 9_900_000),
        operator: same ? last.operator : random.pickLongTailed(operators),
      })
    }
    return records.sort((a, b) => a.at - b.at)
  }
}

/** A kill log of given records, newest first. */
export class FixedKillLog implements KillLog {
  readonly #records: readonly KillEntry[]

  constructor(records: readonly KillEntry[]) {
    this.#records = records
  }

  count(range: Range): number {
    return this.#within(range).length
  }

  records(range: Range, offset: number, limit: number): KillEntry[] {
    return this.#within(range).slice(offset, offset + limit)
  }

  #within(range: Range): KillEntry[] {
    return this.#records.filter(({ at }) => at >= range.from && at <= range.to)
  }
}
