import type { DataOf } from '../main/collect/answers.ts'
import { AuditDeskError, type ErrorCode } from '../shared/errors.ts'
import type { AuditInstance } from '../shared/model/instance.ts'
import type { DdmInstanceId } from '../shared/model/ids.ts'
import type { QuestionKind, QuestionOf } from '../shared/model/question.ts'
import type { Bounds, TimeRange } from '../shared/model/time-range.ts'
import { presetsKept } from './archive-help.ts'
import type { Told } from './connection.ts'
import { chooseDdmInstance } from './instance.ts'
import type { OnlineConnection } from './online.ts'
import { tableOf, type Table } from './output/table.ts'
import { formatCount } from './output/text.ts'
import type { AskedRange } from './range.ts'
import type { Words } from './words.ts'
import { zoneOf, type KnownZone } from './zone.ts'

/** One thing that was asked for, and what came of it. */
interface Fetched {
  what: string
  /** Which instance it is of, and over which range; `null` for what has neither. */
  of: string | null
  rows: number | null
  outcome: string
}

export interface Synced {
  table: Table
  /** What is missing, one sentence each. */
  missing: string[]
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
]

/**
 * Brings into the archive what it lacks of a kill log, and the answers to what the reading commands
 * ask. What fails is left out and said.
 * @param typed the DDM instance as typed
 * @throws UsageError; AuditDeskError when nothing was obtained, or the user stopped it
 */
export async function sync(
  connection: OnlineConnection,
  typed: string | undefined,
  asked: AskedRange,
  words: Words,
  signal: AbortSignal,
): Promise<Synced> {
  const run = new Run(connection, words, signal)
  asked.assumptions.forEach(words.say)
  const instance = await chooseDdmInstance(typed, connection, words, signal)
  await run.ask<'ddm-instances'>({
    what: 'DDM instances',
    question: { kind: 'ddm-instances' },
    count: ({ length }) => length,
  })
  const audit = await run.ask<'audit-instances'>({
    what: 'Audit instances',
    question: { kind: 'audit-instances' },
    count: ({ length }) => length,
  })
  await run.ask<'summary'>({
    what: 'Audit summary',
    question: { kind: 'summary' },
    count: ({ rows }) => rows.length,
  })
  await run.killLog(instance, asked.bounds)
  for (const one of audit?.data ?? []) await askAbout(run, one, asked.range)
  return run.end()
}

async function askAbout(run: Run, instance: AuditInstance, typed: TimeRange): Promise<void> {
  const { id: instanceId, name } = instance
  const zone = zoneOf(run.connection.dbssTimeZone, instance)
  await run.ask<'databases'>({
    what: 'Databases',
    of: name,
    question: { kind: 'databases', instanceId },
    count: ({ length }) => length,
  })
  await run.ask<'analyses'>({
    what: 'Analyses',
    of: name,
    question: { kind: 'analyses', instanceId },
    zone,
    count: ({ length }) => length,
  })
  for (const range of rangesOf(typed)) {
    const of = `${name}, ${rangeInWords(range)}`
    await run.ask<'sessions'>({
      what: 'Sessions',
      of,
      question: { kind: 'sessions', instanceId, range, databaseIds: [] },
      zone,
      count: ({ length }) => length,
    })
    await run.ask<'risk-trend'>({
      what: 'Risky operations',
      of,
      question: { kind: 'risk-trend', instanceId, range, databaseId: null },
      zone,
      count: ({ points }) => points.length,
    })
  }
}

function rangesOf(typed: TimeRange): TimeRange[] {
  const others = presetsKept.filter((preset) => typed.kind === 'bounds' || preset !== typed.preset)
  return [typed, ...others.map((preset) => ({ kind: 'preset', preset }) as const)]
}

function rangeInWords(range: TimeRange): string {
  return range.kind === 'preset' ? range.preset : boundsInWords(range.bounds)
}

function boundsInWords({ from, to }: Bounds): string {
  return `${from} to ${to}`
}

/** A question, and how many rows its answer is said to have. */
interface Item<K extends QuestionKind> {
  what: string
  /** Which instance it is about, and over which range; nothing for the whole project. */
  of?: string | null
  question: QuestionOf<K>
  zone?: KnownZone | null
  count: (data: DataOf<K>) => number
}

class Run {
  readonly connection: OnlineConnection
  readonly #words: Words
  readonly #signal: AbortSignal
  readonly #fetched: Fetched[] = []
  readonly #missing: string[] = []
  #isOver = false
  #firstFailure: AuditDeskError | null = null

  constructor(connection: OnlineConnection, words: Words, signal: AbortSignal) {
    this.connection = connection
    this.#words = words
    this.#signal = signal
  }

  /** @returns `null` when it could not be obtained, or is not worth trying */
  async ask<K extends QuestionKind>({
    what,
    of = null,
    question,
    zone = null,
    count,
  }: Item<K>): Promise<Told<K> | null> {
    return this.#attempt(what, of, async () => {
      this.#words.progress(of === null ? what : `${what} of ${of}`)
      const told = await this.connection.ask<K>(question, zone, this.#signal)
      const { data, missing, unkept } = told
      const reasons = unkept === null ? missing : [...missing, `Not kept: ${unkept}`]
      return { told, rows: count(data), reasons }
    })
  }

  async killLog(instance: DdmInstanceId, bounds: Bounds): Promise<void> {
    const of = `${instance}, ${boundsInWords(bounds)}`
    await this.#attempt('Kill log', of, async () => {
      const { killLog } = await this.connection.store()
      const before = (await killLog.coverage(instance, bounds)).rows
      const order = { instance, bounds, what: 'missing' } as const
      const coverage = await this.connection.collect(order, this.#signal, (progress) => {
        const { windowsDone, windowsTotal, rows } = progress
        this.#words.progress(
          `Kill log: window ${windowsDone} of ${windowsTotal}, ${formatCount(rows)} rows`,
        )
      })
      this.#signal.throwIfAborted()
      const { rows, outcome } = coverage
      return {
        told: coverage,
        rows,
        reasons: outcome.kind === 'complete' ? [] : outcome.reasons,
        note: `${formatCount(rows - before)} new`,
      }
    })
  }

  /** @throws AuditDeskError when nothing was obtained */
  end(): Synced {
    this.#words.progress('')
    if (this.#firstFailure !== null && this.#fetched.every(({ rows }) => rows === null)) {
      throw this.#firstFailure
    }
    const columns = [
      { heading: 'What', cell: (row: Fetched) => row.what },
      { heading: 'Of', cell: (row: Fetched) => row.of },
      {
        heading: 'Rows',
        align: 'right' as const,
        cell: (row: Fetched) => (row.rows === null ? null : formatCount(row.rows)),
      },
      { heading: 'Outcome', cell: (row: Fetched) => row.outcome },
    ]
    return { table: tableOf('Fetched', columns, this.#fetched), missing: this.#missing }
  }

  async #attempt<T>(
    what: string,
    of: string | null,
    work: () => Promise<{ told: T; rows: number; reasons: string[]; note?: string }>,
  ): Promise<T | null> {
    const title = of === null ? what : `${what} of ${of}`
    if (this.#isOver) {
      this.#fetched.push({ what, of, rows: null, outcome: 'not asked for' })
      this.#missing.push(`${title}: not asked for.`)
      return null
    }
    try {
      const { told, rows, reasons, note = null } = await work()
      this.#missing.push(...reasons.map((reason) => `${title}: ${reason}`))
      const outcome = reasons.length === 0 ? 'complete' : 'incomplete'
      this.#fetched.push({
        ...{ what, of, rows },
        outcome: note === null ? outcome : `${outcome}, ${note}`,
      })
      return told
    } catch (error) {
      this.#signal.throwIfAborted()
      // An archive that can’t be written to has no use for anything more.
      if (!(error instanceof AuditDeskError) || error.code === 'file') throw error
      this.#firstFailure ??= error
      this.#isOver = endsAll.includes(error.code)
      this.#fetched.push({ what, of, rows: null, outcome: `failed (${error.code})` })
      this.#missing.push(`${title}: ${error.message}`)
      return null
    }
  }
}
