import type { Json } from '../json.ts'
import { hash, Random } from '../random.ts'
import { historyHours, Series, workload } from '../series.ts'
import { day, formatDbssTime, hour, minute, second, type Range } from '../time.ts'
import type { AuditInstance, DatabaseRow, Poll, TrendAnswer } from './model.ts'
import { trendNames, trendPoints, trends, type Counting, type TrendName } from './trends.ts'

export interface AuditInstanceRecipe {
  seed: string
  name: string
  status: string
  version: string
  /** Where its data ends, milliseconds since the epoch. */
  end: number
  /** Minutes east of UTC of the people who work with its databases. */
  zone: number
  databases: { row: DatabaseRow; users: readonly string[] }[]
  /** Sessions a day of the busiest database user. */
  sessionsPerDay: number
  /** Risky operations in a busy hour. */
  risksPerHour: number
  /** Days before the end of two hours with far more risky operations than any other. */
  spikesDaysAgo: readonly [number, number]
}

const types = ['RISK', 'SESSION', 'SQL', 'COUNT', 'INJECTION', 'OPERATION'] as const
const pollsWhileRunning = 2

interface Share {
  database: DatabaseRow
  user: string
  perHour: number
  phase: number
}

/** An audit instance whose counts follow from its recipe, whatever range is asked. */
export class GeneratedAuditInstance implements AuditInstance {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly version: string
  readonly timeZone = 'UTC'
  readonly databases: DatabaseRow[]
  readonly #recipe: AuditInstanceRecipe
  readonly #shares: Share[]
  readonly #weights = new Map<string | null, number>()
  /** When each analysis was made, by `type database`; `OPERATION ` is that of all databases. */
  readonly #analyses = new Map<string, number>()
  readonly #running = new Map<string, number>()
  #work: Series | undefined
  #risks: Series | undefined

  constructor(recipe: AuditInstanceRecipe) {
    const random = new Random(recipe.seed)
    this.#recipe = recipe
    this.id = random.hex(32)
    this.name = recipe.name
    this.status = recipe.status
    this.version = recipe.version
    this.databases = recipe.databases.map(({ row }) => row)
    this.#shares = recipe.databases.flatMap(({ row, users }) =>
      users.map((user) => ({ database: row, user, perHour: 0, phase: random.next() })),
    )
    // A long tail over all users of the instance, in an order that has nothing to do with names.
    const places = new Map(this.#shares.map((share) => [share, random.next()]))
    const ranked = this.#shares.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
    for (const [rank, share] of ranked.entries()) {
      share.perHour = (recipe.sessionsPerDay * (0.7 + 0.6 * random.next())) / 9 / (rank + 1) ** 1.25
    }
    this.#weights.set(null, 1)
    const weights = this.databases.map(({ id }) => ({ id, weight: 0.05 + random.next() ** 2 }))
    const sum = weights.reduce((total, { weight }) => total + weight, 0)
    for (const { id, weight } of weights) this.#weights.set(id, weight / sum)
    this.#makeAnalyses(random)
  }

  sessions(range: Range, databaseIds: readonly string[] | null): Json[] {
    return this.#shares
      .filter(({ database }) => databaseIds === null || databaseIds.includes(database.id))
      .map((share) => ({
        db_id: share.database.id,
        db_user: share.user,
        session_num: this.#workSeries().count(range, share.perHour, share.phase),
        db_name: share.database.name,
        db_ip: share.database.ip,
      }))
      .filter(({ session_num }) => session_num > 0)
  }

  /** Sessions of the whole instance. */
  countSessions(range: Range): number {
    const counts = this.#shares.map(({ perHour, phase }) =>
      this.#workSeries().count(range, perHour, phase),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** Risky operations of the whole instance. */
  countRisks(range: Range): number {
    return this.#riskSeries().count(range)
  }

  trend(
    name: TrendName,
    databaseId: string | null,
    range: Range,
    { now, quirks }: Poll,
  ): TrendAnswer {
    const { analysis } = trends[name]
    const key = keyOf(name, databaseId)
    const left = this.#running.get(key)
    if (left !== undefined && quirks.neverFinished) {
      this.#running.set(key, pollsWhileRunning)
    } else if (left !== undefined && left > 0) {
      this.#running.set(key, left - 1)
    } else if (left !== undefined) {
      this.#running.delete(key)
      const of = databaseId === null ? this.databases.map(({ id }) => id) : [databaseId]
      for (const id of of) this.#analyses.set(`${analysis} ${id}`, now)
      if (databaseId === null) this.#analyses.set(`${analysis} `, now)
    }
    const generatedAt = this.#analyses.get(key)
    return {
      status: this.#running.has(key) ? 'running' : 'finished',
      ...(generatedAt === undefined ? {} : { generate_time: formatDbssTime(generatedAt) }),
      points: generatedAt === undefined ? [] : this.#points(name, databaseId, range, generatedAt),
    }
  }

  analyse(name: TrendName, databaseId: string | null): void {
    const key = keyOf(name, databaseId)
    if (!this.#running.has(key)) this.#running.set(key, pollsWhileRunning + 1)
  }

  analyses(): Json[] {
    return this.databases.flatMap(({ id, name }) =>
      types.flatMap((type) => {
        const at = this.#analyses.get(`${type} ${id}`)
        return at === undefined
          ? []
          : [{ generate_time: formatDbssTime(at), db_id: id, db_name: name, statistics_type: type }]
      }),
    )
  }

  #points(name: TrendName, databaseId: string | null, range: Range, generatedAt: number): Json[] {
    const { seed, end, sessionsPerDay } = this.#recipe
    const counting: Counting = {
      risks: this.#riskSeries(),
      work: this.#workSeries(),
      weight: this.#weights.get(databaseId) ?? 0,
      phase: hash(seed, databaseId ?? '') / 2 ** 32,
      sessionsPerHour: sessionsPerDay / 9,
    }
    const known = { from: this.#firstHour(), to: Math.min(generatedAt, end) }
    return trendPoints(name, seed, counting, range, known)
  }

  #firstHour(): number {
    return Math.floor(this.#recipe.end / hour) * hour - (historyHours - 1) * hour
  }

  #workSeries(): Series {
    const { zone, end } = this.#recipe
    const seed = hash(this.#recipe.seed, 'work')
    this.#work ??= new Series(this.#firstHour(), historyHours, (at) => {
      const part = Math.min(1, Math.max(0, (end - at) / hour))
      return workload(at, zone) * (0.8 + (0.4 * hash(seed, at)) / 2 ** 32) * part
    })
    return this.#work
  }

  #riskSeries(): Series {
    const { zone, end, risksPerHour, spikesDaysAgo } = this.#recipe
    const seed = hash(this.#recipe.seed, 'risk')
    this.#risks ??= new Series(this.#firstHour(), historyHours, (at) => {
      const part = Math.min(1, Math.max(0, (end - at) / hour))
      const mood = (hash(seed, at) / 2 ** 32) ** 2
      const spike = spikesDaysAgo.findIndex(
        (ago) => Math.floor((end - ago * day - at) / hour) === 0,
      )
      const size = spike === 0 ? 11 : spike === 1 ? 17 : 0
      return risksPerHour * (workload(at, zone) * (0.25 + 1.5 * mood) + size) * part
    })
    return this.#risks
  }

  #makeAnalyses(random: Random): void {
    const { end } = this.#recipe
    this.#analyses.set(
      'OPERATION ',
      end - random.integer(3, 9) * minute - random.integer(0, 59) * second,
    )
    for (const name of trendNames) {
      if (name === 'risk-operation') continue
      const ago = hash(this.#recipe.seed, 'analysed', name) % (5 * hour)
      this.#analyses.set(keyOf(name, null), end - 10 * minute - Math.floor(ago / second) * second)
    }
    for (const [index, { id }] of this.databases.entries()) {
      for (const type of types) {
        const chance = random.next()
        const age = random.next()
        // The last database is new: nothing has been analysed yet.
        if (index > 0 && index === this.databases.length - 1) continue
        const usual = index === 0 && type === 'OPERATION'
        if (chance < 0.22 && !usual) continue
        const ago = chance < 0.6 || usual ? age * 20 * hour : age ** 2 * 62 * day
        this.#analyses.set(`${type} ${id}`, Math.floor((end - 12 * minute - ago) / second) * second)
      }
    }
  }
}

/** Names an analysis of one database, or, with nothing after the blank, of all. */
function keyOf(name: TrendName, databaseId: string | null): string {
  return `${trends[name].analysis} ${databaseId ?? ''}`
}
