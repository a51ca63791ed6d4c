import type { RenewalId } from '../../shared/contract/audit.ts'
import { AuditDeskError } from '../../shared/errors.ts'
import type { AccountId } from '../../shared/model/ids.ts'
import type { TrendQuestion } from '../../shared/model/question.ts'
import type { Trend } from '../../shared/model/trend.ts'
import type { Scope, Scopes } from '../accounts/scopes.ts'
import { questionKey } from '../archive/question-key.ts'
import { renewAndKeep } from './answers.ts'
import { unfinishedAnalysis, type AnalysisPatience } from './trend.ts'

/** Which trend is to be computed anew. */
export interface RenewalOrder {
  accountId: AccountId
  renewalId: RenewalId
  question: TrendQuestion
  /** The zone its times are sent and read in. */
  timeZone: (scope: Scope) => string | null
}

/** How a renewal ended that was not stopped and did not fail. */
export interface RenewedTrend {
  data: Trend
  /** Whether the service finished it; else `data` is the last trend seen. */
  finished: boolean
  unkept: string | null
}

interface Run {
  accountId: AccountId
  key: string
  stop: AbortController
}

/**
 * The trends that are being computed anew. Each waits for the service until it has finished, is
 * stopped, or its account is left; what the service has begun, it goes on with by itself.
 */
export class TrendRenewals {
  readonly #scopes: Scopes
  readonly #patience: AnalysisPatience | undefined
  readonly #running = new Map<RenewalId, Run>()

  /** @param patience how long to wait for the service; the default looks for about ten minutes */
  constructor(scopes: Scopes, patience?: AnalysisPatience) {
    this.#scopes = scopes
    this.#patience = patience
  }

  /**
   * Asks the service once to compute the trend anew, waits, and keeps what it answers.
   * @throws AuditDeskError `input` while the same trend is being computed; `cancelled` once it is
   *   stopped or the account is left; else what went wrong
   */
  async renew({ accountId, renewalId, question, timeZone }: RenewalOrder): Promise<RenewedTrend> {
    const key = questionKey(question)
    this.#refuseSecond(accountId, key)
    const stop = new AbortController()
    this.#running.set(renewalId, { accountId, key, stop })
    try {
      const scope = await this.#scopes.open(accountId)
      const signal = AbortSignal.any([scope.signal, stop.signal])
      const open = () => this.#scopes.archive(accountId).then(({ answers }) => answers)
      const renewed = await renewAndKeep(
        scope.client,
        open,
        question,
        timeZone(scope),
        signal,
        this.#patience,
      )
      if (signal.aborted) {
        throw new AuditDeskError({ code: 'cancelled', message: 'Stopped.', retryable: true })
      }
      const { data, missing } = renewed.collected
      return { data, finished: !missing.includes(unfinishedAnalysis), unkept: renewed.unkept }
    } finally {
      this.#running.delete(renewalId)
    }
  }

  /** Stops waiting; does nothing when it has ended. */
  stop(renewalId: RenewalId): void {
    this.#running.get(renewalId)?.stop.abort()
  }

  #refuseSecond(accountId: AccountId, key: string): void {
    for (const run of this.#running.values()) {
      if (run.accountId !== accountId || run.key !== key) continue
      throw new AuditDeskError({
        code: 'input',
        message: 'This trend is being analysed already.',
        retryable: true,
        hint: 'Wait for the analysis under way, or stop waiting for it.',
      })
    }
  }
}
