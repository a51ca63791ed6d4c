import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { AnswerId } from '../../../src/shared/model/question.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useTrendsStore } from '../../../src/renderer/stores/trends.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { useSessionsStore } from '../../../src/renderer/stores/sessions.ts'
import { useSummaryStore } from '../../../src/renderer/stores/summary.ts'
import { useSummaryTrendStore } from '../../../src/renderer/stores/summaryTrend.ts'
import { point, share, summary } from '../support/data.ts'
import {
  accountA,
  accountB,
  answered,
  archived,
  databaseId,
  instanceId,
  otherInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'

let desk: FakeDesk

beforeEach(async () => {
  desk = await startDesk()
})

async function chooseFirstInstance(): Promise<void> {
  useScopeStore().needAuditInstances()
  await flushPromises()
}

describe('a screen that is shown again', () => {
  it('keeps its answer instead of asking once more', async () => {
    desk.answer('audit.summary', answered(summary))
    const store = useSummaryStore()
    await store.need()
    await store.need()
    expect(desk.asked('audit.summary')).toHaveLength(1)
  })

  it('asks once more when the user refreshes', async () => {
    desk.answer('audit.summary', answered(summary))
    const store = useSummaryStore()
    await store.need()
    await store.refresh()
    expect(desk.asked('audit.summary')).toHaveLength(2)
  })

  it('keeps the earlier answer on show when the refresh fails', async () => {
    desk.answer('audit.summary', answered(summary))
    const store = useSummaryStore()
    await store.need()
    desk.fail('audit.summary')
    await store.refresh()
    expect(store.state.kind).toBe('failed')
    expect(store.answer?.data).toEqual(summary)
  })
})

describe('sessions', () => {
  it('are not asked for before an audit instance is known', async () => {
    await useSessionsStore().need()
    expect(desk.asked('audit.sessions')).toEqual([])
  })

  it('are asked for with instance, range and databases as chosen', async () => {
    await chooseFirstInstance()
    desk.answer('audit.sessions', answered([share()]))
    const store = useSessionsStore()
    useScopeStore().setRange({ kind: 'preset', preset: 'WEEK' })
    store.chooseDatabases([databaseId])
    await store.need()
    expect(desk.asked('audit.sessions')).toEqual([
      {
        accountId: accountA.id,
        from: { kind: 'service' },
        instanceId,
        range: { kind: 'preset', preset: 'WEEK' },
        databaseIds: [databaseId],
      },
    ])
  })

  it('of one range never stay on show under another', async () => {
    await chooseFirstInstance()
    desk.answer('audit.sessions', answered([share()]))
    const store = useSessionsStore()
    await store.need()
    const held = desk.hold('audit.sessions')
    useScopeStore().setRange({ kind: 'preset', preset: 'MONTH' })
    void store.need()
    await flushPromises()
    expect(held).toHaveLength(1)
    expect(store.answer).toBeNull()
  })

  it('drops the answer to a range that is no longer the one chosen', async () => {
    await chooseFirstInstance()
    const held = desk.hold('audit.sessions')
    const store = useSessionsStore()
    void store.need()
    await flushPromises()
    useScopeStore().setRange({ kind: 'preset', preset: 'MONTH' })
    void store.need()
    await flushPromises()
    await held[1]?.answer(answered([share({ sessions: 2n })]))
    await held[0]?.answer(answered([share({ sessions: 1n })]))
    expect(store.answer?.data).toEqual([share({ sessions: 2n })])
  })

  it('say how many rows came without a count, rather than taking them for 0', async () => {
    await chooseFirstInstance()
    desk.answer('audit.sessions', answered([share(), share({ sessions: null })]))
    const store = useSessionsStore()
    await store.need()
    expect(store.state).toMatchObject({
      kind: 'partial',
      missing: [expect.stringContaining('no count for 1 row')],
    })
  })

  it('forget the chosen databases when the instance changes', async () => {
    await chooseFirstInstance()
    const store = useSessionsStore()
    store.chooseDatabases([databaseId])
    useScopeStore().chooseAuditInstance(otherInstanceId)
    expect(store.databaseIds).toEqual([])
  })
})

describe('going back in time', () => {
  const picked = AnswerId.parse(3)

  async function pickSessions(): Promise<ReturnType<typeof useSessionsStore>> {
    await chooseFirstInstance()
    desk.answer('audit.sessions', answered([share({ sessions: 2n })]))
    desk.archive(
      'audit.sessions',
      archived([share({ sessions: 1n })], '2026-05-01T10:00:00.000Z', { answerId: picked }),
    )
    const store = useSessionsStore()
    await store.need()
    await store.pick(picked)
    return store
  }

  it('lists the answers to the very question on the screen', async () => {
    await chooseFirstInstance()
    const answers = [{ id: picked, fetchedAt: '2026-05-01T10:00:00.000Z', complete: true }]
    desk.answer('audit.history', { accountId: accountA.id, answers })
    expect(await useSessionsStore().history()).toEqual(answers)
    expect(desk.asked('audit.history')).toEqual([
      {
        accountId: accountA.id,
        question: {
          kind: 'sessions',
          instanceId,
          range: { kind: 'preset', preset: 'DAY' },
          databaseIds: [],
        },
      },
    ])
  })

  it('lists nothing of the account that has been left meanwhile', async () => {
    await chooseFirstInstance()
    const held = desk.hold('audit.history')
    const listed = useSummaryStore().history()
    await useAccountsStore().select(accountB.id)
    await held[0]?.answer({
      accountId: accountA.id,
      answers: [{ id: picked, fetchedAt: '2026-05-01T10:00:00.000Z', complete: true }],
    })
    expect(await listed).toEqual([])
  })

  it('asks the archive for the very answer that was picked', async () => {
    const store = await pickSessions()
    expect(desk.askedArchive('audit.sessions').at(-1)).toEqual({
      accountId: accountA.id,
      from: { kind: 'archive', answerId: picked },
      instanceId,
      range: { kind: 'preset', preset: 'DAY' },
      databaseIds: [],
    })
    expect(store.state.kind).toBe('earlier')
    expect(store.answer?.data).toEqual([share({ sessions: 1n })])
  })

  it('ends when the subject changes', async () => {
    const store = await pickSessions()
    useScopeStore().setRange({ kind: 'preset', preset: 'MONTH' })
    await store.need()
    expect(store.state.kind).toBe('fresh')
  })

  it('ends with a refresh', async () => {
    const store = await pickSessions()
    await store.refresh()
    expect(store.state).toMatchObject({ kind: 'fresh', answer: { origin: 'service' } })
  })
})

describe('the history of the summary', () => {
  const first = { answerId: AnswerId.parse(1), fetchedAt: '2026-05-01T10:00:00.000Z' }
  const points = [{ ...first, counts: summary.project }]

  it('grows with each summary that is kept', async () => {
    desk.answer('audit.summaryTrend', { accountId: accountA.id, points: [] })
    const trend = useSummaryTrendStore()
    await trend.need()
    expect(trend.answer?.data).toEqual([])
    desk.answer('audit.summaryTrend', { accountId: accountA.id, points })
    desk.answer('audit.summary', { ...answered(summary), answerId: AnswerId.parse(1) })
    await useSummaryStore().need()
    await flushPromises()
    expect(trend.answer?.data).toEqual(points)
  })

  it('of A is never shown for B', async () => {
    desk.answer('audit.summaryTrend', { accountId: accountA.id, points })
    const trend = useSummaryTrendStore()
    await trend.need()
    await useAccountsStore().select(accountB.id)
    await trend.need()
    expect(trend.answer).toBeNull()
  })
})

describe('the risk trend', () => {
  it('is asked for one database or, with null, for all', async () => {
    await chooseFirstInstance()
    const trend = {
      status: 'finished' as const,
      rawGeneratedAt: '2025-08-20 07:58:58',
      generatedAt: '2025-08-20T07:58:58.000Z',
      points: [point('2025-08-19 17:03:52', 0n)],
    }
    desk.answer('audit.trend', answered(trend))
    const store = useTrendsStore()
    await store.need()
    store.chooseDatabases([databaseId])
    await store.need()
    expect(desk.asked('audit.trend').map((input) => input['databaseId'])).toEqual([
      null,
      databaseId,
    ])
  })

  it('says which points have no count and which no time', async () => {
    await chooseFirstInstance()
    desk.answer(
      'audit.trend',
      answered({
        status: 'finished' as const,
        rawGeneratedAt: null,
        generatedAt: null,
        points: [point('2025-08-19 17:03:52', null), point('half past nine', 3n)],
      }),
    )
    const store = useTrendsStore()
    await store.need()
    expect(store.trends[0]?.state).toMatchObject({
      kind: 'partial',
      missing: [
        'The service sent no count for 1 point.',
        'The time of 1 point can’t be read; it is listed apart.',
      ],
    })
  })
})
