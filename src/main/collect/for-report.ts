import { randomUUID } from 'node:crypto'
import { CollectionId } from '../../shared/contract/kill-log.ts'
import { AuditDeskError, type ErrorCode } from '../../shared/errors.ts'
import { DdmInstanceId } from '../../shared/model/ids.ts'
import type { AuditInstance } from '../../shared/model/instance.ts'
import type { QuestionKind, QuestionOf } from '../../shared/model/question.ts'
import type { ReportPlan } from '../../shared/model/report.ts'
import type { Bounds } from '../../shared/model/time-range.ts'
import type { Archive } from '../archive/archive.ts'
import type { HuaweiClient } from '../huawei/client.ts'
import { askAndKeep, type DataOf } from './answers.ts'
import { collectKillLog } from './kill-log.ts'

/** The way to the service for one account, and into its archive. */
export interface ReportAsker {
  /**
   * Asks, and keeps the answer.
   * @param timeZone that DBSS times are sent and read in; `null` where there are none
   */
  ask<K extends QuestionKind>(
    question: QuestionOf<K>,
    timeZone: string | null,
  ): Promise<{
    data: DataOf<K>
    /** Why it could not be kept, in words; `null` when it is. */
    unkept: string | null
  }>
  /** Brings what the archive lacks of a kill log into it. */
  collectKillLog(
    instanceId: DdmInstanceId,
    range: Bounds,
    onRows: (rows: number) => void,
  ): Promise<unknown>
}

export interface CollectingOrder {
  asker: ReportAsker
  plan: Pick<ReportPlan, 'range' | 'sections'>
  subject: Pick<ReportPlan['subjects'][number], 'auditInstanceIds' | 'ddmInstanceIds'>
  /** The zone that times of an audit instance are sent and read in. */
  timeZone: (instance: Pick<AuditInstance, 'id' | 'timeZone'>) => string
  signal: AbortSignal
  /** Told of what is asked for next, in words, and of the kill rows obtained so far. */
  onProgress: (what: string, rows: number) => void
}

/** Asks by a client, into an archive that is open. */
export function askerOf(client: HuaweiClient, archive: Archive, signal: AbortSignal): ReportAsker {
  return {
    async ask(question, timeZone) {
      const keep = () => Promise.resolve(archive.answers)
      const { collected, unkept } = await askAndKeep(client, keep, question, timeZone, signal)
      return { data: collected.data, unkept }
    },
    collectKillLog: (instanceId, range, onRows) =>
      collectKillLog({
        ...{ client, store: archive.killLog, instanceId, range, what: 'missing', signal },
        collectionId: CollectionId.parse(randomUUID()),
        inBackground: false,
        onProgress: ({ rows }) => onRows(rows),
      }),
  }
}

/** Errors after which everything else would only fail the same way. */
const endsAll: readonly ErrorCode[] = [
  'credentials',
  'no-secret',
  'network',
  'tls',
  'proxy',
  'clock',
  'cancelled',
  'file',
]

/**
 * Brings what a report of one account is made from into its archive: the lists of instances and every
 * answer anew, and of the kill logs what is missing.
 * @returns what could not be obtained, one sentence each: the report tells of it again in its own way
 * @throws AuditDeskError when all else would fail too
 */
export async function collectForReport(order: CollectingOrder): Promise<string[]> {
  const collecting = new Collecting(order)
  await collecting.run()
  return collecting.failures
}

class Collecting {
  readonly failures: string[] = []
  readonly #order: CollectingOrder

  constructor(order: CollectingOrder) {
    this.#order = order
  }

  async run(): Promise<void> {
    const { plan, subject } = this.#order
    const has = (section: (typeof plan.sections)[number]): boolean =>
      plan.sections.includes(section)
    if (has('summary')) await this.#ask<'summary'>('Audit summary', { kind: 'summary' }, null)
    if (has('sessions') || has('risk') || has('analyses')) {
      const listed = await this.#ask<'audit-instances'>(
        'Audit instances',
        { kind: 'audit-instances' },
        null,
      )
      const instances = listed ?? []
      const chosen = subject.auditInstanceIds.map(
        (id) => instances.find((one) => one.id === id) ?? { id, name: id, timeZone: null },
      )
      for (const instance of chosen.length > 0 ? chosen : instances) {
        await this.#askAbout(instance)
      }
    }
    if (has('kill-log') || has('coverage')) {
      const listed = await this.#ask<'ddm-instances'>(
        'DDM instances',
        { kind: 'ddm-instances' },
        null,
      )
      const all = listed?.map(({ id }) => id) ?? []
      for (const id of subject.ddmInstanceIds.length > 0 ? subject.ddmInstanceIds : all) {
        await this.#killLog(DdmInstanceId.parse(id))
      }
    }
  }

  async #askAbout(instance: Pick<AuditInstance, 'id' | 'name' | 'timeZone'>): Promise<void> {
    const { plan, timeZone } = this.#order
    const { id: instanceId, name } = instance
    const zone = timeZone(instance)
    const range = { kind: 'bounds', bounds: plan.range } as const
    if (plan.sections.includes('sessions')) {
      await this.#ask<'sessions'>(
        `Sessions of ${name}`,
        { kind: 'sessions', instanceId, range, databaseIds: [] },
        zone,
      )
    }
    if (plan.sections.includes('risk')) {
      await this.#ask<'risk-trend'>(
        `Risky operations of ${name}`,
        { kind: 'risk-trend', instanceId, range, databaseId: null },
        zone,
      )
    }
    if (plan.sections.includes('analyses')) {
      await this.#ask<'analyses'>(`Analyses of ${name}`, { kind: 'analyses', instanceId }, zone)
    }
  }

  async #ask<K extends QuestionKind>(
    what: string,
    question: QuestionOf<K>,
    zone: string | null,
  ): Promise<DataOf<K> | null> {
    const { asker, onProgress } = this.#order
    onProgress(what, 0)
    return this.#attempt(what, async () => {
      const { data, unkept } = await asker.ask<K>(question, zone)
      if (unkept !== null) this.failures.push(`${what}: not kept. ${unkept}`)
      return data
    })
  }

  async #killLog(instanceId: DdmInstanceId): Promise<void> {
    const { asker, plan, onProgress } = this.#order
    const what = `Kill log of ${instanceId}`
    onProgress(what, 0)
    await this.#attempt(what, () =>
      asker.collectKillLog(instanceId, plan.range, (rows) => onProgress(what, rows)),
    )
  }

  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await work()
      this.#order.signal.throwIfAborted()
      return result
    } catch (error) {
      if (this.#order.signal.aborted) {
        throw new AuditDeskError(
          { code: 'cancelled', message: 'Stopped.', retryable: true },
          { cause: error },
        )
      }
      if (!(error instanceof AuditDeskError) || endsAll.includes(error.code)) throw error
      this.failures.push(`${what}: ${error.message}`)
      return null
    }
  }
}
