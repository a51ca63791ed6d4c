import { AuditDeskError } from '../../shared/errors.ts'
import type { Account, EndpointOverrides, NewSignIn } from '../../shared/model/account.ts'
import type { Diagnosis, DiagnosisId, DiagnosisStep } from '../../shared/model/diagnosis.ts'
import type { AccountId, ProjectId } from '../../shared/model/ids.ts'
import { diagnose, type Entrance } from '../huawei/diagnosis/diagnose.ts'
import type { DiagnosisPatience } from '../huawei/diagnosis/steps.ts'
import type { NoteRefusal } from '../huawei/refusal-note.ts'
import type { Network } from '../settings/network-settings.ts'
import type { Registry } from './registry.ts'
import { credentialsOf } from './secrets.ts'
import type { Scopes } from './scopes.ts'
import type { Vault } from './vault.ts'

/** What is tested: an account, or what was typed to become one. */
export type DiagnosisSubject =
  | { kind: 'account'; accountId: AccountId }
  | ({ kind: 'draft'; projectId: ProjectId | null } & NewSignIn)

export interface DiagnosesOptions {
  registry: Registry
  vault: Vault
  scopes: Scopes
  network: () => Promise<Network>
  /** Told of all steps whenever one of them changes. */
  tell: (diagnosis: Diagnosis) => void
  patience?: DiagnosisPatience
}

/** Tests of connections that are under way; each can be stopped. */
export class Diagnoses {
  readonly #options: DiagnosesOptions
  readonly #running = new Map<DiagnosisId, AbortController>()

  constructor(options: DiagnosesOptions) {
    this.#options = options
  }

  /**
   * Tests a connection from the name's look-up to the list of instances; tells of every step.
   * @throws AuditDeskError `input` for an id that is in use, `not-found`, and what keeps the network
   *   settings from being read
   */
  async run(diagnosisId: DiagnosisId, subject: DiagnosisSubject): Promise<Diagnosis> {
    if (this.#running.has(diagnosisId)) {
      throw new AuditDeskError({
        code: 'input',
        message: 'diagnosisId: is in use',
        retryable: false,
      })
    }
    const controller = new AbortController()
    this.#running.set(diagnosisId, controller)
    const startedAt = new Date().toISOString()
    const accountId = subject.kind === 'account' ? subject.accountId : null
    const describe = (steps: DiagnosisStep[], state: Diagnosis['state']): Diagnosis => ({
      diagnosisId,
      accountId,
      startedAt,
      steps,
      state,
    })
    try {
      const { place, entrance, noteRefusal } = await this.#prepare(subject)
      const { options: network } = await this.#options.network()
      const { patience } = this.#options
      const steps = await diagnose(
        {
          ...place,
          entrance,
          network,
          ...(patience && { patience }),
          ...(noteRefusal && { noteRefusal }),
        },
        (changed) => {
          this.#options.tell(describe(changed, 'running'))
        },
        controller.signal,
      )
      return describe(steps, controller.signal.aborted ? 'stopped' : 'finished')
    } finally {
      this.#running.delete(diagnosisId)
    }
  }

  /** Ends a test that is under way; what was found until then stays. */
  stop(diagnosisId: DiagnosisId): void {
    this.#running.get(diagnosisId)?.abort()
  }

  async #prepare(subject: DiagnosisSubject): Promise<{
    place: { region: string; endpoints: EndpointOverrides; projectId: ProjectId | null }
    entrance: Entrance
    noteRefusal?: NoteRefusal
  }> {
    if (subject.kind === 'draft') {
      const { region, endpoints, projectId, signIn, secret } = subject
      // Its code would be gone before the account is added.
      const entrance: Entrance =
        signIn.method === 'password-totp'
          ? { kind: 'none', reason: 'one-time-code' }
          : { kind: 'credentials', credentials: credentialsOf(signIn, secret) }
      return { place: { region, endpoints, projectId }, entrance }
    }
    const account = this.#options.registry.get(subject.accountId)
    const { region, endpoints, projectId } = account
    return {
      place: { region, endpoints, projectId },
      entrance: await this.#entranceOf(account),
      noteRefusal: this.#options.scopes.noteRefusal(account),
    }
  }

  /** @throws AuditDeskError `keychain` */
  async #entranceOf(account: Account): Promise<Entrance> {
    const { scopes, vault } = this.#options
    if (account.lock === 'no-secret') return { kind: 'none', reason: 'no-secret' }
    try {
      scopes.locks.check(account.id)
    } catch {
      return { kind: 'none', reason: 'locked' }
    }
    try {
      if (account.signIn.method === 'password-totp') {
        const { client } = await scopes.open(account.id)
        return { kind: 'open', asker: client }
      }
      const credentials = credentialsOf(account.signIn, await vault.get(account.id))
      return { kind: 'credentials', credentials }
    } catch (error) {
      const hasNone = error instanceof AuditDeskError && error.code === 'no-secret'
      if (hasNone) return { kind: 'none', reason: 'no-secret' }
      throw error
    }
  }
}
