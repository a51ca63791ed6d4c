import type { ProjectFigures } from '../../shared/contract/all-accounts.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import type { AuditSummary } from '../../shared/model/summary.ts'
import { archiveSubject } from '../accounts/archive-subject.ts'
import type { Scopes } from '../accounts/scopes.ts'
import type { Answers } from '../archive/answers.ts'
import { askAndKeep, askArchive } from './answers.ts'
import { AtMost } from './at-most.ts'

/** Which accounts the user lets be contacted together. */
export interface Ticks {
  list: () => Promise<readonly AccountId[]>
  set: (ticked: readonly AccountId[], kept: readonly AccountId[]) => Promise<void>
}

/** So many archives are open at a time besides those that the screens use. */
const openArchives = 4
const question = { kind: 'summary' } as const

/**
 * The summaries of the accounts that are ticked, each asked for by itself. They go on whichever
 * account is shown; they end when they are stopped, or the account is unticked, removed or signs in
 * otherwise.
 */
export class AllAccounts {
  readonly #scopes: Scopes
  readonly #ticks: Ticks
  readonly #running = new Map<AccountId, AbortController>()
  readonly #archives = new AtMost(openArchives)

  constructor({ scopes, ticks }: { scopes: Scopes; ticks: Ticks }) {
    this.#scopes = scopes
    this.#ticks = ticks
  }

  /** Those of the accounts there are that are ticked. */
  async ticked(): Promise<AccountId[]> {
    return (await this.#ticks.list()).filter((id) => this.#exists(id))
  }

  /** @throws AuditDeskError `file` when the choice can't be kept; it then holds for this run */
  async tick(accountIds: readonly AccountId[]): Promise<AccountId[]> {
    const ticked = [...new Set(accountIds)].filter((id) => this.#exists(id))
    this.stop([...this.#running.keys()].filter((id) => !ticked.includes(id)))
    await this.#ticks.set(
      ticked,
      // A demo tenant is another account in each run.
      ticked.filter((id) => !this.#scopes.account(id).demo),
    )
    return ticked
  }

  /** Stops what is asked for these accounts. */
  stop(accountIds: readonly AccountId[]): void {
    for (const id of accountIds) this.#running.get(id)?.abort()
  }

  /**
   * Asks the service and keeps the answer. Asking again stops what was asked before.
   * @throws AuditDeskError `input` when the account isn't ticked; else what went wrong
   */
  async ask(accountId: AccountId): Promise<Answer<ProjectFigures>> {
    this.stop([accountId])
    const stop = new AbortController()
    this.#running.set(accountId, stop)
    try {
      await this.#refuseUnticked(accountId)
      const { client, lifetime } = await this.#scopes.open(accountId)
      const signal = AbortSignal.any([lifetime, stop.signal])
      const { collected, answerId, unkept } = await askAndKeep<'summary'>(
        client,
        () => Promise.resolve(this.#keeper(accountId)),
        question,
        null,
        signal,
      )
      if (signal.aborted) throw stopped()
      const { data, sources, missing } = collected
      return {
        accountId,
        data: figuresOf(data),
        sources,
        timeZone: null,
        missing,
        origin: 'service',
        answerId,
        unkept,
      }
    } finally {
      if (this.#running.get(accountId) === stop) this.#running.delete(accountId)
    }
  }

  /**
   * What the archive has last; asks no service.
   * @throws AuditDeskError `not-found` when it has none; `file`
   */
  async remembered(accountId: AccountId): Promise<Answer<ProjectFigures>> {
    const { projectId } = this.#scopes.account(accountId)
    const found = await this.#visit(accountId, { make: false }, (answers) =>
      askArchive<'summary'>(answers, projectId, question, null),
    )
    if (found === null) throw neverAsked()
    const { data, sources, missing } = found.collected
    return {
      accountId,
      data: figuresOf(data),
      sources,
      timeZone: null,
      missing,
      origin: 'archive',
      answerId: found.answerId,
      unkept: null,
    }
  }

  async #refuseUnticked(accountId: AccountId): Promise<void> {
    const { name } = this.#scopes.account(accountId)
    if ((await this.#ticks.list()).includes(accountId)) return
    throw new AuditDeskError({
      code: 'input',
      message: `accountId: “${name}” is not ticked, so it is not contacted`,
      retryable: false,
    })
  }

  #exists(id: AccountId): boolean {
    try {
      return this.#scopes.account(id).id === id
    } catch {
      return false
    }
  }

  #keeper(accountId: AccountId): Pick<Answers, 'keep'> {
    return {
      keep: async (asked, answer) => {
        const answerId = await this.#visit(accountId, { make: true }, (answers) =>
          answers.keep(asked, answer),
        )
        if (answerId === null) throw new Error('An archive that is made is there')
        return answerId
      },
    }
  }

  async #visit<T>(
    accountId: AccountId,
    options: { make: boolean },
    work: (answers: Answers) => Promise<T>,
  ): Promise<T | null> {
    const account = this.#scopes.account(accountId)
    return this.#archives.run(() =>
      this.#scopes
        .archivesOf(account)
        .visit(archiveSubject(account), options, ({ answers }) => work(answers)),
    )
  }
}

function figuresOf({ project, total, rows }: AuditSummary): ProjectFigures {
  return { counts: project, instances: total ?? rows.length }
}

function stopped(): AuditDeskError {
  return new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
}

function neverAsked(): AuditDeskError {
  return new AuditDeskError({
    code: 'not-found',
    message: 'The archive has no summary of this project.',
    retryable: false,
  })
}
