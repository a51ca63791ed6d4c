import { AuditDeskError } from '../../../shared/errors.ts'
import {
  clockTolerance,
  type DiagnosedService,
  type Finding,
} from '../../../shared/model/diagnosis.ts'
import { connectionError } from '../connection-error.ts'
import { Connections, routesTo, type NetworkOptions } from '../connections.ts'
import type { Endpoints } from '../endpoints.ts'
import { checkCertificate } from './certificate.ts'
import { StepFailure } from './step-failure.ts'
import type { StepKey, Steps } from './steps.ts'
import { isAddress, lookUp, openWay, targetOf, type Target, type Way } from './way.ts'

/** A server that calls go to. */
export interface Host {
  /** Base URL, without a path. */
  url: string
  target: Target
  services: DiagnosedService[]
}

/** What is tried of each host, in this order. */
export const hostStepKinds = ['dns', 'connection', 'certificate', 'clock'] as const

/** Services that share a host are tried together. */
export function hostsOf(endpoints: Endpoints): Host[] {
  const hosts = new Map<string, Host>()
  for (const service of ['iam', 'dbss', 'ddm'] as const) {
    const { origin } = new URL(endpoints[service])
    const known = hosts.get(origin) ?? { url: origin, target: targetOf(origin), services: [] }
    hosts.set(origin, { ...known, services: [...known.services, service] })
  }
  return [...hosts.values()]
}

/** Tries the steps that lead to a host, up to an answer. Signs in nowhere. */
export class HostSteps {
  readonly #steps: Steps
  readonly #network: NetworkOptions
  readonly #connections: Connections
  readonly #learn: (serverDate: string) => void

  /** @param learn told what a host takes for the time, ISO 8601 in UTC */
  constructor(steps: Steps, network: NetworkOptions, learn: (serverDate: string) => void) {
    this.#steps = steps
    this.#network = network
    this.#connections = new Connections(network)
    this.#learn = learn
  }

  async close(): Promise<void> {
    await this.#connections.close()
  }

  /** @returns whether the host can be asked */
  async check({ url, target }: Host): Promise<boolean> {
    const key = (kind: StepKey['kind']): StepKey => ({ kind, host: target.host })
    if (isAddress(target)) {
      this.#steps.skip(key('dns'), 'is-address')
    } else if (await this.#isProxied(url)) {
      this.#steps.skip(key('dns'), 'proxy-looks-up')
    } else if ((await this.#steps.attempt(key('dns'), () => lookUp(target))) !== 'ok') {
      this.#skipHost(target)
      return false
    }
    const held: { way: Way | null } = { way: null }
    try {
      const connected = await this.#steps.attempt(key('connection'), async (signal) => {
        held.way = await openWay(url, target, this.#network, signal)
        return connectedFinding(held.way)
      })
      if (connected !== 'ok' || held.way === null) {
        this.#skipHost(target)
        return false
      }
      const { socket } = held.way
      if (url.startsWith('https:')) {
        const trusts = await this.#steps.attempt(key('certificate'), (signal) =>
          checkCertificate(socket, target, this.#network.ca, signal),
        )
        if (trusts !== 'ok') {
          this.#skipHost(target)
          return false
        }
      } else {
        this.#steps.skip(key('certificate'), 'not-encrypted')
      }
    } finally {
      held.way?.socket.destroy()
    }
    return this.#checkClock(url, target)
  }

  /** Asks for nothing in particular, without signing in: any answer carries the time. */
  async #checkClock(url: string, target: Target): Promise<boolean> {
    const key: StepKey = { kind: 'clock', host: target.host }
    const answer = { isUndated: false }
    const outcome = await this.#steps.attempt(key, async (signal) => {
      const date = await this.#askDate(url, target, signal)
      answer.isUndated = date === null
      const skew = date === null ? 0 : date - Date.now()
      if (date !== null) this.#learn(new Date(date).toISOString())
      if (Math.abs(skew) > clockTolerance) throw clockOff(target.host, skew)
      return { kind: 'clock', skew }
    })
    if (answer.isUndated && outcome === 'ok') this.#steps.skip(key, 'no-date')
    return outcome === 'ok' || (outcome !== null && outcome.fault === 'clock-off')
  }

  async #askDate(url: string, { host }: Target, signal: AbortSignal): Promise<number | null> {
    try {
      const { headers } = await this.#connections.request(
        `${url}/`,
        { method: 'GET', signal },
        'head',
      )
      const { date } = headers
      const milliseconds = Date.parse(typeof date === 'string' ? date : '')
      return Number.isNaN(milliseconds) ? null : milliseconds
    } catch (error) {
      if (error instanceof AuditDeskError) throw error
      throw connectionError(error, host, false)
    }
  }

  async #isProxied(url: string): Promise<boolean> {
    try {
      const [first] = await routesTo(new URL(url), this.#network.proxy)
      return first !== 'direct'
    } catch {
      // The step that connects says what is wrong with the proxy.
      return true
    }
  }

  #skipHost({ host }: Target): void {
    const kinds: readonly string[] = hostStepKinds
    this.#steps.skipRest((step) => step.host === host && kinds.includes(step.kind))
  }
}

function connectedFinding({ socket, proxy }: Way): Finding {
  const { remoteAddress, remotePort } = socket
  const address =
    proxy !== null || remoteAddress === undefined ? null : `${remoteAddress}:${String(remotePort)}`
  return { kind: 'connected', address, proxy }
}

function clockOff(host: string, skew: number): StepFailure {
  const error = new AuditDeskError({
    code: 'clock',
    message: `The clocks of ${host} and of this computer differ by more than 15 minutes.`,
    retryable: false,
  })
  return new StepFailure('clock-off', error, { skew })
}
