import { createPinia, setActivePinia } from 'pinia'
import { flushPromises } from '@vue/test-utils'
import { vi, type Mock } from 'vitest'
import type { Contract, Events } from '../../../src/shared/contract/index.ts'
import type { OutputOf } from '../../../src/shared/contract/procedure.ts'
import type { ErrorReport } from '../../../src/shared/errors.ts'
import type { Account } from '../../../src/shared/model/account.ts'
import type { Answer } from '../../../src/shared/model/answer.ts'
import { AuditInstanceId, DatabaseId, DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { deferred } from '../../support/deferred.ts'
import { account, answer, failed, installDesk, ok } from './desk.ts'

type Name = {
  [D in keyof Contract]: `${D}.${Extract<keyof Contract[D], string>}`
}[keyof Contract]

type OutputNamed<N extends Name> = N extends `${infer D}.${infer P}`
  ? D extends keyof Contract
    ? P extends keyof Contract[D]
      ? OutputOf<Contract[D][P]>
      : never
    : never
  : never

/** One question that waits until the test lets its answer through. */
export interface Held<T> {
  input: Input
  answer: (value: T) => Promise<void>
  fail: (report: Pick<ErrorReport, 'code'> & Partial<ErrorReport>) => Promise<void>
}

type Input = Record<string, unknown>
type AnyMock = Mock<(input: Input) => Promise<unknown>>

/** The main process as the window sees it, answering what a test tells it to. */
export class FakeDesk {
  readonly #channels = installDesk()
  readonly #listeners = new Map<string, Set<(payload: never) => void>>()

  constructor() {
    const { auditDesk } = window
    vi.stubGlobal('auditDesk', {
      ...auditDesk,
      on: (event: string, listener: (payload: never) => void) => {
        const listeners = this.#listeners.get(event) ?? new Set()
        this.#listeners.set(event, listeners.add(listener))
        return () => listeners.delete(listener)
      },
    })
  }

  answer<N extends Name>(name: N, give: OutputNamed<N> | ((input: Input) => OutputNamed<N>)): void {
    answerWith(this.#mock(name), give)
  }

  /** Puts an answer into the archive, from where it is asked for by name or as the latest. */
  archive<N extends Name>(
    name: N,
    give: OutputNamed<N> | ((input: Input) => OutputNamed<N>),
  ): void {
    answerWith(this.#mock(name, this.#channels.archive), give)
  }

  fail(name: Name, report: Partial<ErrorReport> = {}): void {
    this.#mock(name).mockResolvedValue(failed({ code: 'service', message: 'It broke.', ...report }))
  }

  failArchive(name: Name, report: Partial<ErrorReport>): void {
    this.#mock(name, this.#channels.archive).mockResolvedValue(failed({ code: 'file', ...report }))
  }

  /** Leaves every question of a name open; the list grows as they come. */
  hold<N extends Name>(name: N): Held<OutputNamed<N>>[] {
    return holdAll(this.#mock(name))
  }

  holdArchive<N extends Name>(name: N): Held<OutputNamed<N>>[] {
    return holdAll(this.#mock(name, this.#channels.archive))
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(payload as never)
  }

  /** What the service, or the main process itself, was asked under a name so far. */
  asked(name: Name): Input[] {
    return this.#mock(name).mock.calls.map(([input]) => input)
  }

  askedArchive(name: Name): Input[] {
    return this.#mock(name, this.#channels.archive).mock.calls.map(([input]) => input)
  }

  #mock(name: Name, of: unknown = this.#channels): AnyMock {
    const [domain, procedure] = name.split('.') as [string, string]
    const channels = of as Record<string, Record<string, AnyMock>>
    const mock = channels[domain]?.[procedure]
    if (mock === undefined) throw new Error(`The contract has no ${name}`)
    return mock
  }
}

function answerWith<T>(mock: AnyMock, give: T | ((input: Input) => T)): void {
  mock.mockImplementation((input) =>
    Promise.resolve(ok(give instanceof Function ? give(input) : give)),
  )
}

function holdAll<T>(mock: AnyMock): Held<T>[] {
  const held: Held<T>[] = []
  mock.mockImplementation((input) => {
    const envelope = deferred<unknown>()
    held.push({
      input,
      answer: async (value) => {
        envelope.resolve(ok(value))
        await flushPromises()
      },
      fail: async (report) => {
        envelope.resolve(failed(report))
        await flushPromises()
      },
    })
    return envelope.promise
  })
  return held
}

export const accountA = account(1, { name: 'A' })
export const accountB = account(2, { name: 'B' })
export const instanceId = AuditInstanceId.parse('audit-1')
export const otherInstanceId = AuditInstanceId.parse('audit-2')
export const ddmInstanceId = DdmInstanceId.parse('ddm-1')
export const databaseId = DatabaseId.parse('db-1')

/** An answer as the main process gives it. */
export function answered<T>(data: T, missing: string[] = [], of = accountA): Answer<T> {
  return answer(of.id, data, { missing })
}

/** An answer as the archive has it, read at an instant. */
export function archived<T>(
  data: T,
  fetchedAt: string,
  changes: Partial<Answer<T>> = {},
): Answer<T> {
  const whole = answer(accountA.id, data, { origin: 'archive', ...changes })
  return { ...whole, sources: whole.sources.map((source) => ({ ...source, fetchedAt })) }
}

/** A window with two accounts, the first selected, each with instances and one database. */
export async function startDesk(): Promise<FakeDesk> {
  const desk = new FakeDesk()
  setActivePinia(createPinia())
  const of = (input: Input): Account => (input['accountId'] === accountB.id ? accountB : accountA)
  desk.answer('accounts.list', { accounts: [accountA, accountB], selected: accountA.id })
  desk.answer('accounts.select', of)
  desk.answer('audit.instances', (input) =>
    answered(
      [instanceId, otherInstanceId].map((id) => ({
        id,
        name: `instance ${id}`,
        status: 'ACTIVE',
        version: null,
        timeZone: null,
      })),
      [],
      of(input),
    ),
  )
  desk.answer('audit.databases', (input) =>
    answered(
      [
        {
          id: databaseId,
          name: 'orders',
          type: 'MYSQL',
          version: null,
          ip: '10.0.0.3',
          port: '3306',
          auditStatus: 'ON',
        },
      ],
      [],
      of(input),
    ),
  )
  desk.answer('killLog.instances', (input) =>
    answered(
      [{ id: ddmInstanceId, name: 'ddm-orders', status: 'RUNNING', engineVersion: null }],
      [],
      of(input),
    ),
  )
  desk.answer('killLog.stop', null)
  desk.answer('killLog.unfinished', [])
  desk.answer('killLog.dismiss', null)
  desk.answer('audit.summaryTrend', (input) => ({ accountId: of(input).id, points: [] }))
  await useAccountsStore().load()
  return desk
}
