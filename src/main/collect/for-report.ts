import { randomUUID } from 'node:crypto'
import { CollectionId } from '../../shared/contract/kill-log.ts'
import { AuditDeskError, type ErrorCode } from '../../shared/errors.ts'
import { DdmInstanceId } from '../../shared/model/ids.ts'
import type { AuditInstance } from '../../shared/model/instance.ts'
import type { QuestionKind } from '../../shared/model/question.ts'
import type { ReportPlan } from '../../shared/model/report.ts'
import type { Archive } from '../archive/archive.ts'
import type { Asked } from '../archive/answer-data.ts'
import type { HuaweiClient } from '../huawei/client.ts'
import { askAndKeep, type AskedAnswer } from './answers.ts'
import { collectKillLog } from './kill-log.ts'

export interface CollectingOrder {
  client: HuaweiClient
  archive: Archive
  plan: Pick<ReportPlan, 'range' | 'sections'>
  subject: ReportPlan['subjects'][number]
  /** The zone that times of an audit instance are sent and read in. */
  timeZone: (instance: Pick<AuditInstance, 'id' | 'timeZone'>) => string
  signal: AbortSignal
  /** Told of what is asked for next, in words, and of the kill rows obtained so far. */
  onProgress: (what: string, rows: number) => void
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
      const instances = listed?.collected.data ?? []
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
      const all = listed?.collected.data.map(({ id }) => id) ?? []
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
    question: Asked<K>,
    zone: string | null,
  ): Promise<AskedAnswer<K> | null> {
    const { client, archive, signal, onProgress } = this.#order
    onProgress(what, 0)
    return this.#attempt(what, async () => {
      const keep = () => Promise.resolve(archive.answers)
      const answer = await askAndKeep<K>(client, keep, question, zone, signal)
      if (answer.unkept !== null) this.failures.push(`${what}: not kept. ${answer.unkept}`)
      return answer
    })
  }

  async #killLog(instanceId: DdmInstanceId): Promise<void> {
    const { client, archive, plan, signal, onProgress } = this.#order
    const what = `Kill log of ${instanceId}`
    onProgress(what, 0)
    await this.#attempt(what, () =>
      collectKillLog({
        ...{ client, store: archive.killLog, instanceId, range: plan.range, what: 'missing' },
        collectionId: CollectionId.parse(randomUUID()),
        inBackground: false,
        signal,
        onProgress: ({ rows }) => onProgress(what, rows),
      }),
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
