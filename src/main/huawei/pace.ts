import { sleep } from './sleep.ts'
import type { Service } from './endpoints.ts'

/** At most so many requests in any span of so many milliseconds. */
export interface PaceLimit {
  requests: number
  per: number
}

export type PaceLimits = Readonly<Partial<Record<Service, PaceLimit>>>

/**
 * What the services bear. DDM documents 60 requests a minute per user; DBSS documents none, so it is
 * asked gently: 2 a second on average, in small bursts, as a screen needs them.
 */
export const defaultPace: PaceLimits = {
  ddm: { requests: 60, per: 60_000 },
  dbss: { requests: 10, per: 5_000 },
}

/** Lets requests through no faster than a limit, in the order they came. */
export class Pace {
  readonly #limit: PaceLimit
  /** When each of the latest requests went or will go, milliseconds since the epoch. */
  #turns: number[] = []
  #closedUntil = 0

  constructor(limit: PaceLimit) {
    this.#limit = limit
  }

  /**
   * Waits for a turn.
   * @param onWait told how long it will take, in milliseconds, if it takes any time
   * @throws AuditDeskError `cancelled`
   */
  async turn(signal: AbortSignal, onWait: (milliseconds: number) => void): Promise<void> {
    const now = Date.now()
    const { requests, per } = this.#limit
    const first = this.#turns.at(-requests)
    const last = this.#turns.at(-1) ?? 0
    const at = Math.max(now, last, this.#closedUntil, first === undefined ? 0 : first + per)
    this.#turns = [...this.#turns.slice(1 - requests), at]
    if (at <= now) return
    onWait(at - now)
    try {
      await sleep(at - now, signal)
    } catch (error) {
      // Somebody else can have the turn of one who left.
      const place = this.#turns.lastIndexOf(at)
      if (place !== -1) this.#turns.splice(place, 1)
      throw error
    }
  }

  /** Lets nobody through for so many milliseconds: the service said that it was too much. */
  close(milliseconds: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, Date.now() + milliseconds)
  }
}

/** One pace per service and user, whoever asks: the service counts them together. */
export class Paces {
  readonly #limits: PaceLimits
  readonly #paces = new Map<string, Pace>()

  constructor(limits: PaceLimits = defaultPace) {
    this.#limits = limits
  }

  /** @param who tells users apart across accounts; holds no secret */
  of(service: Service, endpoint: string, who: string): Pace | null {
    const limit = this.#limits[service]
    if (limit === undefined) return null
    const key = JSON.stringify([service, endpoint, who])
    const pace = this.#paces.get(key) ?? new Pace(limit)
    this.#paces.set(key, pace)
    return pace
  }
}
