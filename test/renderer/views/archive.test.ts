import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import AnalysesView from '../../../src/renderer/views/AnalysesView.vue'
import OverviewView from '../../../src/renderer/views/OverviewView.vue'
import RiskView from '../../../src/renderer/views/RiskView.vue'
import SessionsView from '../../../src/renderer/views/SessionsView.vue'
import { AnswerId } from '../../../src/shared/model/question.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { point, share, summary } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import {
  accountA,
  accountB,
  answered,
  archived,
  databaseId,
  instanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

let desk: FakeDesk
let view: VueWrapper | null = null

const then = '2026-05-01T10:00:00.000Z'

beforeEach(async () => {
  desk = await startDesk()
})

afterEach(() => {
  view?.unmount()
  view = null
})

async function open(component: Component): Promise<void> {
  view = show(component, { global: { stubs: { EChart: chartStub } } })
  await flushPromises()
}

function badges(): string[] {
  return [...document.querySelectorAll('[data-testid="stale-badge"]')].map((badge) =>
    badge.textContent.trim(),
  )
}

/** The panels of the question; the history of it is another, which has no answer here. */
function panels(): number {
  return document.querySelectorAll('section[data-state]:not([data-state="empty"])').length
}

const screens = [
  { name: 'overview', component: OverviewView, question: 'audit.summary' as const, data: summary },
  {
    name: 'sessions',
    component: SessionsView,
    question: 'audit.sessions' as const,
    data: [share()],
  },
  {
    name: 'risk',
    component: RiskView,
    question: 'audit.trend' as const,
    data: {
      status: 'finished' as const,
      rawGeneratedAt: null,
      generatedAt: null,
      points: [point('2025-08-19 17:03:52', 2n)],
    },
  },
  {
    name: 'analyses',
    component: AnalysesView,
    question: 'audit.analyses' as const,
    data: [
      {
        databaseId,
        databaseName: 'orders',
        type: 'RISK',
        rawGeneratedAt: '2023-10-05 15:30:00',
        generatedAt: '2023-10-05T15:30:00.000Z',
      },
    ],
  },
]

describe.each(screens)('the $name screen', ({ component, question, data }) => {
  const instance = {
    id: instanceId,
    name: 'instance audit-1',
    status: 'ACTIVE',
    version: null,
    timeZone: null,
  }

  function networkGone(): void {
    for (const name of ['audit.instances', 'audit.databases', question] as const) {
      desk.fail(name, { code: 'network', message: 'No route to host.' })
    }
  }

  it('answers from the archive when the network is gone, and says so in every panel', async () => {
    networkGone()
    desk.archive('audit.instances', archived([instance], then))
    desk.archive(question, archived(data, then) as never)
    await open(component)
    await flushPromises()
    expect(panels()).toBeGreaterThan(1)
    expect(badges()).toHaveLength(panels())
    for (const badge of badges()) expect(badge).toMatch(/^From the archive, .*2026/)
    expect(pageText().split('No route to host.')).toHaveLength(2)
    const asOf = document.querySelector('[data-testid="as-of"] time')
    expect(asOf?.getAttribute('datetime')).toBe(then)
    expect(asOf?.textContent).toContain('2026')
  })

  it('says just what failed when the archive has nothing either', async () => {
    networkGone()
    desk.archive('audit.instances', archived([instance], then))
    await open(component)
    await flushPromises()
    expect(badges()).toEqual([])
    expect(pageText()).toContain('No route to host.')
  })

  it('says in one place that its answer could not be kept', async () => {
    desk.answer(question, { ...answered(data), unkept: 'The disk is full.' } as never)
    await open(component)
    expect(document.querySelectorAll('[data-testid="unkept"]')).toHaveLength(1)
  })

  it('goes back in time in all panels, says as of when, and comes back', async () => {
    const id = AnswerId.parse(5)
    desk.answer(question, answered(data) as never)
    desk.archive(question, (input) => {
      const from = input['from'] as { answerId: number | null }
      return archived(data, then, { answerId: AnswerId.parse(from.answerId) }) as never
    })
    desk.answer('audit.history', {
      accountId: accountA.id,
      answers: [
        { id, fetchedAt: then, complete: true },
        { id: AnswerId.parse(4), fetchedAt: '2026-04-01T10:00:00.000Z', complete: false },
      ],
    })
    await open(component)
    expect(desk.asked('audit.history')).toEqual([])
    button('Earlier answers').click()
    await flushPromises()
    const options = [...document.querySelectorAll<HTMLElement>('[role=option]')]
    expect(options.map((option) => option.textContent)).toEqual([
      expect.stringMatching(/May.*2026.*Complete/s),
      expect.stringMatching(/Apr.*2026.*Incomplete/s),
    ])
    options[0]?.click()
    await flushPromises()
    expect(desk.askedArchive(question).at(-1)?.['from']).toEqual({ kind: 'archive', answerId: id })
    expect(badges()).toEqual(Array.from({ length: panels() }, () => 'Earlier answer'))
    const banner = document.querySelector('[data-testid="earlier-banner"]')
    expect(banner?.textContent).toMatch(/As of .*May.*2026/)
    button('Back to now').click()
    await flushPromises()
    expect(badges()).toEqual([])
    expect(document.querySelector('[data-testid="earlier-banner"]')).toBeNull()
  })
})

describe('the menu of earlier answers', () => {
  beforeEach(() => {
    desk.answer('audit.summary', answered(summary))
  })

  it('says so when there are none', async () => {
    desk.answer('audit.history', { accountId: accountA.id, answers: [] })
    await open(OverviewView)
    button('Earlier answers').click()
    await flushPromises()
    expect(pageText()).toContain('The archive has no answer to this question yet.')
  })

  it('lists anew each time it is opened', async () => {
    desk.answer('audit.history', { accountId: accountA.id, answers: [] })
    await open(OverviewView)
    for (let times = 0; times < 3; times += 1) {
      button('Earlier answers').click()
      await flushPromises()
    }
    expect(desk.asked('audit.history')).toHaveLength(2)
  })
})

describe('the history of the project totals', () => {
  const counts = summary.project
  const points = [
    { answerId: AnswerId.parse(1), fetchedAt: '2026-04-01T10:00:00.000Z', counts },
    {
      answerId: AnswerId.parse(2),
      fetchedAt: then,
      counts: { ...counts, totalSql: 9_007_199_254_740_993n, todayRisk: null },
    },
  ]
  const label = (text: string) => document.querySelector(`[aria-label^="${text}"]`)

  beforeEach(() => {
    desk.answer('audit.summary', answered(summary))
  })

  it('is shown once two summaries are kept, with exact numbers, and says where it is from', async () => {
    desk.answer('audit.summaryTrend', { accountId: accountA.id, points })
    await open(OverviewView)
    const chart = label('Lines on a common time axis: statements and risks')
    expect(chart?.textContent).toContain('9,007,199,254,740,993')
    expect(chart?.textContent).toContain('1,597,508')
    expect(pageText()).toContain('From the 2 summaries in this computer’s archive.')
  })

  it('shows the counts of the day as well, and tells what was not sent from 0', async () => {
    desk.answer('audit.summaryTrend', { accountId: accountA.id, points })
    await open(OverviewView)
    button('Today').click()
    await flushPromises()
    const rows = [
      ...(label('Lines on a common time axis: statements, risks and')?.querySelectorAll(
        'tbody tr',
      ) ?? []),
    ].map((row) => [...row.children].slice(1).map((cell) => cell.textContent.trim()))
    expect(rows).toEqual([
      ['4,354', '—', '4,350'],
      ['4,354', '4,354', '4,350'],
    ])
  })

  it('is no picture of a single summary', async () => {
    desk.answer('audit.summaryTrend', { accountId: accountA.id, points: points.slice(1) })
    await open(OverviewView)
    expect(label('Lines on a common time axis')).toBeNull()
    expect(pageText()).toContain('The archive has one summary of this project')
  })

  it('of A does not stay for B', async () => {
    desk.answer('audit.summaryTrend', (input) => ({
      accountId: input['accountId'] as typeof accountA.id,
      points: input['accountId'] === accountA.id ? points : [],
    }))
    await open(OverviewView)
    desk.answer('audit.summary', answered(summary, [], accountB))
    view?.unmount()
    await useAccountsStore().select(accountB.id)
    await open(OverviewView)
    expect(label('Lines on a common time axis')).toBeNull()
    expect(pageText()).toContain('The archive has no summary of this project yet')
  })
})
