import type { Answer } from '../answers.ts'
import type { Call } from '../http.ts'
import { Random } from '../random.ts'
import { second } from '../time.ts'
import type { Tokens } from '../tokens.ts'
import type { Fault, ParsedFaultPlan, Rule, When } from './plan.ts'
import { replacement } from './replies.ts'
import { rewrite } from './rewrite.ts'

/** How an answer goes out. */
export interface Delivery {
  delay: number
  reset: 'before-answer' | 'mid-body' | null
  truncate: boolean
  contentType: string | null
}

interface Strike {
  fault: Fault
  /** How often the rule has struck, this time included. */
  count: number
}

interface Armed {
  rule: Rule
  random: Random
  matches: number
  strikes: number
}

/** Decides which faults strike a request, and does to it and its answer what they say. */
export class FaultInjector {
  readonly #seed: number
  readonly #tokens: Tokens
  #armed: Armed[] = []

  constructor(seed: number, tokens: Tokens) {
    this.#seed = seed
    this.#tokens = tokens
  }

  /** Starts to count anew. */
  set(plan: ParsedFaultPlan): void {
    this.#armed = plan.rules.map((rule, index) => ({
      rule,
      random: new Random(this.#seed, 'faults', index),
      matches: 0,
      strikes: 0,
    }))
  }

  /** The faults that strike this request; each call counts as a request. */
  strike(call: Call): Strike[] {
    const strikes: Strike[] = []
    for (const armed of this.#armed) {
      const { service, endpoint, tenant } = armed.rule.match
      if (service !== undefined && service !== call.service) continue
      if (endpoint !== undefined && endpoint !== call.endpoint) continue
      if (tenant !== undefined && tenant !== call.domainName) continue
      armed.matches += 1
      if (!isDue(armed.rule.when, armed.matches, armed.random)) continue
      armed.strikes += 1
      strikes.push({ fault: armed.rule.fault, count: armed.strikes })
    }
    return strikes
  }

  /** Changes the request, as the service then sees it. */
  prepare(call: Call, strikes: readonly Strike[]): void {
    for (const { fault } of strikes) {
      if (fault.kind === 'clock') call.now += fault.seconds * second
      if (fault.kind === 'page-offset') call.quirks.pageOffset = true
      if (fault.kind === 'never-finished') call.quirks.neverFinished = true
      if (fault.kind === 'credentials') this.#endToken(call, fault.state)
    }
  }

  #endToken(call: Call, state: string): void {
    const token = call.headers['x-auth-token']
    if (typeof token !== 'string') return
    if (state === 'token-expired') this.#tokens.end(token, 'expired')
    if (state === 'token-revoked') this.#tokens.end(token, 'revoked')
  }
}

function isDue(when: When | undefined, request: number, random: Random): boolean {
  if (when === undefined) return true
  if ('nth' in when) return when.nth.includes(request)
  if ('first' in when) return request <= when.first
  if ('after' in when) return request > when.after
  if ('every' in when) return request % when.every === 0
  return random.next() < when.share
}

/** The answer that stands in for the real one, or `null`. */
export function insteadOf(call: Call, strikes: readonly Strike[]): Answer | null {
  for (const { fault } of strikes) {
    const answer = replacement(fault, call)
    if (answer !== null) return answer
  }
  return null
}

/** What the faults make of a good answer. */
export function alter(call: Call, answer: Answer, strikes: readonly Strike[]): Answer {
  if ('text' in answer || answer.status >= 300) return answer
  const body = strikes.reduce(
    (json, { fault, count }) =>
      fault.kind === 'old-instance-list' && call.endpoint !== 'auditInstances'
        ? json
        : rewrite(json, fault, count),
    answer.body,
  )
  return { ...answer, body }
}

export function deliveryOf(strikes: readonly Strike[]): Delivery {
  const delivery: Delivery = { delay: 0, reset: null, truncate: false, contentType: null }
  for (const { fault } of strikes) {
    if (fault.kind === 'latency') delivery.delay += fault.milliseconds
    if (fault.kind === 'reset') delivery.reset = fault.at
    if (fault.kind === 'truncate') delivery.truncate = true
    if (fault.kind === 'content-type') delivery.contentType = fault.value
  }
  return delivery
}
