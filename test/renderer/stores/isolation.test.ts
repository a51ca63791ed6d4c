import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { QuestionState } from '../../../src/renderer/stores/question.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useAnalysesStore } from '../../../src/renderer/stores/analyses.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { useSessionsStore } from '../../../src/renderer/stores/sessions.ts'
import { useSummaryStore } from '../../../src/renderer/stores/summary.ts'
import { useTrendsStore } from '../../../src/renderer/stores/trends.ts'
import { accountA, accountB, answered, startDesk, type FakeDesk } from '../support/two-accounts.ts'
import { emptySummary } from '../support/data.ts'

interface AskingStore {
  state: QuestionState<unknown>
  answer: unknown
  need: () => Promise<void>
}

const screens = [
  {
    screen: 'overview',
    question: 'audit.summary' as const,
    store: (): AskingStore => useSummaryStore(),
    ofA: emptySummary,
  },
  {
    screen: 'sessions',
    question: 'audit.sessions' as const,
    store: (): AskingStore => useSessionsStore(),
    ofA: [],
  },
  {
    screen: 'risk',
    question: 'audit.trend' as const,
    store: (): AskingStore => useTrendsStore().trends[0]!,
    ofA: { status: 'finished' as const, rawGeneratedAt: null, generatedAt: null, points: [] },
  },
  {
    screen: 'analyses',
    question: 'audit.analyses' as const,
    store: (): AskingStore => useAnalysesStore(),
    ofA: [],
  },
]

describe.each(screens)('the $screen screen', ({ question, store, ofA }) => {
  let desk: FakeDesk

  beforeEach(async () => {
    desk = await startDesk()
    useScopeStore().needAuditInstances()
    await flushPromises()
  })

  it('drops an answer for account A that arrives after the switch to B', async () => {
    const held = desk.hold(question)
    const screen = store()
    void screen.need()
    await flushPromises()
    await useAccountsStore().select(accountB.id)
    await held[0]?.answer(answered(ofA, [], accountA) as never)
    expect(held).toHaveLength(1)
    expect(screen.answer).toBeNull()
    expect(screen.state.kind).toBe('idle')
  })

  it('forgets the answer for A at the very moment of the switch', async () => {
    desk.answer(question, answered(ofA) as never)
    const screen = store()
    await screen.need()
    expect(screen.answer).not.toBeNull()
    const switched = useAccountsStore().select(accountB.id)
    expect(screen.answer).toBeNull()
    await switched
  })

  it('refuses an answer that names another account than was asked for', async () => {
    desk.answer(question, answered(ofA, [], accountB) as never)
    const screen = store()
    await screen.need()
    expect(screen.answer).toBeNull()
  })

  it('asks anew for B what it had asked for A', async () => {
    desk.answer(question, answered(ofA) as never)
    const screen = store()
    await screen.need()
    await useAccountsStore().select(accountB.id)
    useScopeStore().needAuditInstances()
    await flushPromises()
    desk.answer(question, answered(ofA, [], accountB) as never)
    await screen.need()
    expect(desk.asked(question).map((input) => input['accountId'])).toEqual([
      accountA.id,
      accountB.id,
    ])
    expect(screen.state.kind).toBe('fresh')
  })
})
