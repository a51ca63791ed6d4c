import type { ServiceName } from './http.ts'
import { minute, second } from './time.ts'

export interface RateLimit {
  service: ServiceName
  requestsPerMinute: number
  /** Whether a refusal says how long to wait. */
  retryAfter: boolean
}

/** Limits per service and user, over the minute before each request. None until they are set. */
export class RateLimits {
  #limits: readonly RateLimit[] = []
  readonly #taken = new Map<string, number[]>()

  set(limits: readonly RateLimit[]): void {
    this.#limits = limits
    this.#taken.clear()
  }

  /** Counts a request; `null` if it is within the limit, else the limit and the seconds to wait. */
  take(
    service: ServiceName,
    userId: string,
    now: number,
  ): { requestsPerMinute: number; retryAfter: number | null } | null {
    const limit = this.#limits.find((candidate) => candidate.service === service)
    if (limit === undefined) return null
    const key = `${service} ${userId}`
    const recent = (this.#taken.get(key) ?? []).filter((at) => now - at < minute)
    this.#taken.set(key, recent)
    const { requestsPerMinute } = limit
    if (recent.length < requestsPerMinute) {
      recent.push(now)
      return null
    }
    const wait = Math.ceil(((recent[0] ?? now) + minute - now) / second)
    return { requestsPerMinute, retryAfter: limit.retryAfter ? wait : null }
  }
}
