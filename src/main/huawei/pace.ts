import { AuditDeskError } from '../../shared/errors.ts'
import { sleep } from './sleep.ts'
import type { Service } from './endpoints.ts'

/** At most so many requests in any span of so many milliseconds. */
export interface PaceLimit {
  requests: number
  per: number
}

export type PaceLimits = Readonly<Partial<Record<Service, PaceLimit>>>

/** A minute, and a little more: two requests don't take the same time to arrive. */
export const aMinute = 61_000

/**
 * What the services bear. DDM documents 60 requests a minute per user; DBSS documents none, so it is
 * asked gently: 2 a second on average, in small bursts, as a screen needs them.
 */
export const defaultPace: PaceLimits = {
  ddm: { requests: 60, per: aMinute },
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
   * @param longest how long, in milliseconds, the service may have asked to be left alone
   * @param onWait told how long it will take, in milliseconds, if it takes any time
   * @throws AuditDeskError `cancelled`; `throttled` when it is closed for longer
   */
  async turn(
    signal: AbortSignal,
    longest: number,
    onWait: (milliseconds: number) => void,
  ): Promise<void> {
    for (;;) {
      const closedFor = this.#closedUntil - Date.now()
      if (closedFor > longest) throw closedError(closedFor)
      const at = this.#take()
      if (at <= Date.now()) return
      onWait(at - Date.now())
      try {
        await sleep(at - Date.now(), signal)
      } catch (error) {
        this.#giveBack(at)
        throw error
      }
      if (this.#closedUntil <= Date.now()) return
      // It was closed meanwhile: whoever waits gets in line again.
      this.#giveBack(at)
    }
  }

  /** Lets nobody through for so many milliseconds: the service said that it was too much. */
  close(milliseconds: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, Date.now() + milliseconds)
  }

  /** The next free turn, milliseconds since the epoch; it is taken from now on. */
  #take(): number {
    const { requests, per } = this.#limit
    const first = this.#turns.at(-requests)
    const last = this.#turns.at(-1) ?? 0
    const free = first === undefined ? 0 : first + per
    const at = Math.max(Date.now(), last, this.#closedUntil, free)
    this.#turns = [...this.#turns.slice(1 - requests), at]
    return at
  }

  /** Somebody else can have the turn of one who left. */
  #giveBack(at: number): void {
    const place = this.#turns.lastIndexOf(at)
    if (place !== -1) this.#turns.splice(place, 1)
  }
}

/** The service asked to be left alone for longer than anybody waits before a screen. */
function closedError(milliseconds: number): AuditDeskError {
  const minutes = Math.ceil(milliseconds / 60_000)
  return new AuditDeskError({
    code: 'throttled',
    message: `The service asked to be left alone for ${minutes} more minutes.`,
    retryable: true,
    retryAfter: milliseconds,
    hint: 'Try again then. Somebody else may ask with the same user.',
  })
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
