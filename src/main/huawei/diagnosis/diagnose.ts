import type { z } from 'zod'
import { AuditDeskError } from '../../../shared/errors.ts'
import type { EndpointOverrides, Project } from '../../../shared/model/account.ts'
import type {
  DiagnosedService,
  DiagnosisStep,
  Finding,
  SkipReason,
} from '../../../shared/model/diagnosis.ts'
import type { ProjectId } from '../../../shared/model/ids.ts'
import { authenticatorFor } from '../auth/authenticate.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { sendSignedIn } from '../auth/send-signed-in.ts'
import type { Asker } from '../client.ts'
import { directly, type NetworkOptions } from '../connections.ts'
import type { Credentials } from '../credentials.ts'
import { getAuditInstances } from '../dbss.ts'
import { getDdmInstances } from '../ddm.ts'
import { resolveEndpoints } from '../endpoints.ts'
import { ofRegion, projectsRequest } from '../iam.ts'
import type { NoteRefusal } from '../refusal-note.ts'
import { Transport } from '../transport.ts'
import { WireProjects, checkWire } from '../wire.ts'
import { HostSteps, hostStepKinds, hostsOf, type Host } from './host-steps.ts'
import { StepFailure } from './step-failure.ts'
import { Steps, usualPatience, type DiagnosisPatience, type StepKey } from './steps.ts'

/**
 * How to sign in:
 *
 * - `credentials`: afresh, once
 * - `open`: over a client that is signed in, for what can't be repeated
 * - `none`: not at all
 */
export type Entrance =
  | { kind: 'credentials'; credentials: Credentials }
  | { kind: 'open'; asker: Asker }
  | { kind: 'none'; reason: SkipReason }

export interface DiagnoseOptions {
  region: string
  endpoints: EndpointOverrides
  /** `null` where none was chosen yet: the one that would be proposed stands in. */
  projectId: ProjectId | null
  entrance: Entrance
  network?: NetworkOptions
  patience?: DiagnosisPatience
  noteRefusal?: NoteRefusal
}

type ListProjects = (signal: AbortSignal) => Promise<Project[]>

/**
 * Finds out step by step where the way to the cloud ends. Goes the ways that calls go, through the
 * same proxy and with the same trust, but tries nothing twice: a wrong password or key is sent once.
 * @param tell gets all steps whenever one of them changes
 * @returns the steps, each ended; never rejects
 */
export async function diagnose(
  options: DiagnoseOptions,
  tell: (steps: DiagnosisStep[]) => void,
  signal: AbortSignal,
): Promise<DiagnosisStep[]> {
  const diagnosis = new Diagnosing(options, tell, signal)
  try {
    return await diagnosis.run()
  } finally {
    await diagnosis.close()
  }
}

class Diagnosing {
  readonly #options: DiagnoseOptions
  readonly #hosts: readonly Host[]
  readonly #steps: Steps
  readonly #signal: AbortSignal
  readonly #transport: Transport
  readonly #hostSteps: HostSteps

  constructor(
    options: DiagnoseOptions,
    tell: (steps: DiagnosisStep[]) => void,
    signal: AbortSignal,
  ) {
    const { region, endpoints, network = directly, patience = usualPatience } = options
    this.#options = options
    this.#signal = signal
    const resolved = resolveEndpoints(region, endpoints)
    this.#hosts = hostsOf(resolved)
    this.#transport = new Transport(resolved, network, options.noteRefusal)
    const ofHosts = this.#hosts.flatMap((host) =>
      hostStepKinds.map((kind) => ({
        kind,
        host: host.target.host,
        services: host.services,
      })),
    )
    const once = (
      [
        ['credentials', 'iam'],
        ['projects', 'iam'],
        ['dbss', 'dbss'],
        ['ddm', 'ddm'],
      ] as const
    ).map(([kind, service]) => ({ kind, host: this.#hostOf(service), services: [service] }))
    this.#steps = new Steps([...ofHosts, ...once], patience, signal, tell)
    this.#hostSteps = new HostSteps(this.#steps, network, (serverDate) => {
      this.#transport.clock.learn(serverDate)
    })
  }

  async run(): Promise<DiagnosisStep[]> {
    const reached = await Promise.all(this.#hosts.map((host) => this.#hostSteps.check(host)))
    const answers = new Set(
      this.#hosts.flatMap(({ services: of }, i) => (reached[i] === true ? of : [])),
    )
    await this.#checkAccess(answers)
    this.#steps.skipRest(() => true)
    return this.#steps.list
  }

  async close(): Promise<void> {
    await Promise.all([this.#transport.close(), this.#hostSteps.close()])
  }

  async #checkAccess(answers: ReadonlySet<DiagnosedService>): Promise<void> {
    const { entrance, projectId } = this.#options
    if (this.#signal.aborted) return
    if (entrance.kind === 'none') {
      this.#steps.skipRest(() => true, entrance.reason)
      return
    }
    const listing = answers.has('iam') ? await this.#signIn(entrance) : 'unasked'
    // A key signs without IAM; a token has to come from there.
    if (listing === null || (listing === 'unasked' && needsIam(entrance))) return
    const project = listing === 'unasked' ? projectId : await this.#checkProjects(listing)
    if (project === null) return
    const asker =
      entrance.kind === 'open' ? entrance.asker : this.#asker(entrance.credentials, project)
    await this.#checkInstances('dbss', answers, (signal) => getAuditInstances(asker, signal))
    await this.#checkInstances('ddm', answers, (signal) => getDdmInstances(asker, signal))
  }

  /**
   * Signs in; where that takes a request of its own to prove, the list of projects is that request.
   * @returns what lists the projects; `null` when signing in failed
   */
  async #signIn(entrance: Exclude<Entrance, { kind: 'none' }>): Promise<ListProjects | null> {
    const list = this.#projectLister(entrance)
    const key: StepKey = { kind: 'credentials', host: this.#hostOf('iam') }
    if (entrance.kind === 'credentials' && hasPassword(entrance.credentials)) {
      const outcome = await this.#steps.attempt(key, async (signal) => {
        await list.authenticator?.authorize(this.#transport.prepare(projectsRequest(false)), signal)
        return { kind: 'signed-in' }
      })
      return outcome === 'ok' ? list.ask : null
    }
    let listed: Promise<Project[]> | null = null
    const outcome = await this.#steps.attempt(key, async (signal) => {
      listed = list.ask(signal)
      try {
        await listed
      } catch (error) {
        // Who is not allowed to list was let in.
        if (!(error instanceof AuditDeskError) || error.code !== 'permission') throw error
      }
      return { kind: 'signed-in' }
    })
    return outcome === 'ok' ? () => listed ?? Promise.resolve([]) : null
  }

  #projectLister(entrance: Exclude<Entrance, { kind: 'none' }>): {
    authenticator: Authenticator | null
    ask: ListProjects
  } {
    const read = (body: z.infer<typeof WireProjects>): Project[] =>
      ofRegion(body, this.#options.region)
    if (entrance.kind === 'open') {
      const ask = async (signal: AbortSignal): Promise<Project[]> => {
        const request = projectsRequest(false)
        return read(
          (await entrance.asker.ask(request, WireProjects, 'list of projects', signal)).body,
        )
      }
      return { authenticator: null, ask }
    }
    const { credentials } = entrance
    const authenticator = authenticatorFor(credentials, null, this.#transport)
    const ask = async (signal: AbortSignal): Promise<Project[]> => {
      const request = projectsRequest('accessKey' in credentials)
      const answer = await sendSignedIn(this.#transport, authenticator, request, signal)
      return read(checkWire(WireProjects, answer.body, 'list of projects'))
    }
    return { authenticator, ask }
  }

  /** @returns the project whose instances are to be listed; `null` when there is none */
  async #checkProjects(list: ListProjects): Promise<ProjectId | null> {
    const { projectId, region } = this.#options
    const found: { id: ProjectId | null } = { id: projectId }
    const key: StepKey = { kind: 'projects', host: this.#hostOf('iam') }
    const outcome = await this.#steps.attempt(key, async (signal): Promise<Finding> => {
      const projects = await list(signal)
      const enabled = projects.filter((project) => project.enabled)
      const project =
        projectId === null
          ? (enabled.find(({ name }) => name === region) ?? enabled[0])
          : projects.find(({ id }) => id === projectId)
      if (project === undefined) throw projectMissing(region)
      found.id = project.id
      return { kind: 'projects', total: projects.length, projectName: project.name }
    })
    // Listing projects is a permission of its own, which reading the instances doesn't need.
    const isOnlyRefused = outcome instanceof StepFailure && outcome.fault === 'permission'
    return outcome === 'ok' || isOnlyRefused ? found.id : null
  }

  async #checkInstances(
    kind: 'dbss' | 'ddm',
    answers: ReadonlySet<DiagnosedService>,
    list: (signal: AbortSignal) => Promise<{ rows: readonly unknown[] }>,
  ): Promise<void> {
    if (!answers.has(kind)) return
    await this.#steps.attempt({ kind, host: this.#hostOf(kind) }, async (signal) => {
      const { rows } = await list(signal)
      return { kind: 'instances', total: rows.length }
    })
  }

  /** Asks as a client does, but once and without waiting for a turn. */
  #asker(credentials: Credentials, projectId: ProjectId): Asker {
    const authenticator = authenticatorFor(credentials, projectId, this.#transport)
    const ask: Asker['ask'] = async (request, schema, what, signal) => {
      const { body, raw, source } = await sendSignedIn(
        this.#transport,
        authenticator,
        request,
        signal,
      )
      return { body: checkWire(schema, body, what), raw, source }
    }
    return { projectId, ask, askOnce: ask }
  }

  #hostOf(service: DiagnosedService): string {
    return this.#hosts.find(({ services: of }) => of.includes(service))?.target.host ?? ''
  }
}

function hasPassword({ method }: Credentials): boolean {
  return method === 'password' || method === 'password-totp' || method === 'agency'
}

function needsIam(entrance: Exclude<Entrance, { kind: 'none' }>): boolean {
  return entrance.kind === 'open' || hasPassword(entrance.credentials)
}

function projectMissing(region: string): StepFailure {
  const error = new AuditDeskError({
    code: 'permission',
    message: `Signed in, but the project is not among those that the user may enter in ${region}.`,
    retryable: false,
  })
  return new StepFailure('project-missing', error)
}
