import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Component } from 'vue'
import type { VueWrapper } from '@vue/test-utils'
import AnalysesView from '../../../src/renderer/views/AnalysesView.vue'
import RiskView from '../../../src/renderer/views/RiskView.vue'
import SessionsView from '../../../src/renderer/views/SessionsView.vue'
import { point, share } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import { answered, databaseId, startDesk, type FakeDesk } from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

let desk: FakeDesk
let view: VueWrapper | null = null

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

function states(): (string | undefined)[] {
  return [...document.querySelectorAll<HTMLElement>('section[data-state]')].map(
    (panel) => panel.dataset['state'],
  )
}

function charts(): number {
  return document.querySelectorAll('[data-testid="chart"]').length
}

const trend = {
  status: 'finished' as const,
  rawGeneratedAt: '2025-08-20 07:58:58',
  generatedAt: '2025-08-20T07:58:58.000Z',
  points: [point('2025-08-19 17:03:52', 2n), point('2025-08-19 18:07:44', 5n)],
}

const noTrend = { ...trend, points: [] }

const screens = [
  {
    name: 'sessions',
    component: SessionsView,
    question: 'audit.sessions' as const,
    full: [share()],
    none: [],
    empty: 'No sessions in this time range',
    pictures: 1,
  },
  {
    name: 'risk',
    component: RiskView,
    question: 'audit.trend' as const,
    full: trend,
    none: noTrend,
    empty: 'no points for this time range',
    pictures: 1,
  },
  {
    name: 'analyses',
    component: AnalysesView,
    question: 'audit.analyses' as const,
    full: [
      {
        databaseId,
        databaseName: 'orders',
        type: 'RISK',
        rawGeneratedAt: '2023-10-05 15:30:00',
        generatedAt: '2023-10-05T15:30:00.000Z',
      },
    ],
    none: [],
    empty: 'has analysed no database',
    pictures: 0,
  },
]

describe.each(screens)(
  'the $name screen',
  ({ component, question, full, none, empty, pictures }) => {
    it('shows the shape of what is coming while it loads', async () => {
      desk.hold(question)
      await open(component)
      expect(new Set(states())).toEqual(new Set(['loading']))
      expect(document.querySelectorAll('[aria-busy="true"]').length).toBeGreaterThan(0)
      expect(charts()).toBe(0)
    })

    it('shows data, picture and rows when they are there', async () => {
      desk.answer(question, answered(full) as never)
      await open(component)
      expect(new Set(states())).toEqual(new Set(['fresh']))
      expect(charts()).toBe(pictures)
      expect(document.querySelectorAll('tbody tr').length).toBeGreaterThan(0)
    })

    it('says why there is nothing and what to do when there is nothing', async () => {
      desk.answer('audit.databases', answered([]))
      desk.answer(question, answered(none) as never)
      await open(component)
      expect(states()).toContain('empty')
      expect(pageText()).toContain(empty)
      expect(charts()).toBe(0)
    })

    it('says what went wrong, with what support needs, and asks again on demand', async () => {
      desk.fail(question, { message: 'The gateway gave up.', requestId: 'req-42', status: 502 })
      await open(component)
      expect(states()).toEqual(['failed'])
      expect(pageText()).toContain('The gateway gave up.')
      expect(pageText()).toContain('req-42')
      desk.answer(question, answered(full) as never)
      button('Try again').click()
      await flushPromises()
      expect(new Set(states())).toEqual(new Set(['fresh']))
    })

    it('says once what an incomplete answer lacks, and shows the rest', async () => {
      desk.answer(question, answered(full, ['Page 2 of 3 did not come.']) as never)
      await open(component)
      expect(states()[0]).toBe('partial')
      expect(pageText().split('Page 2 of 3 did not come.')).toHaveLength(2)
      expect(document.querySelectorAll('tbody tr').length).toBeGreaterThan(0)
    })
  },
)

describe.each(screens)(
  'the $name screen of a project without an audit instance',
  ({ component, question }) => {
    it('says so and asks nothing', async () => {
      desk.answer('audit.instances', answered([]))
      await open(component)
      expect(pageText()).toContain('This project has no audit instance')
      expect(desk.asked(question)).toEqual([])
    })

    it('says why the instances could not be listed, and lists them on demand', async () => {
      desk.fail('audit.instances', { message: 'No route to host.' })
      await open(component)
      expect(states()).toEqual(['failed'])
      expect(pageText()).toContain('No route to host.')
    })
  },
)

describe('the sessions', () => {
  const hostile = [
    share({ databaseUser: '<img src=x onerror=alert(1)>', sessions: 3n }),
    share({ databaseUser: 'مدير', sessions: 2n }),
    share({ databaseUser: '=cmd|calc', sessions: 1n }),
  ]

  it('show names as they are: no markup runs and each keeps its own direction', async () => {
    desk.answer('audit.sessions', answered(hostile))
    await open(SessionsView)
    expect(document.querySelector('img')).toBeNull()
    const names = [...document.querySelectorAll('bdi')].map((name) => name.textContent)
    expect(names).toEqual(
      expect.arrayContaining(['<img src=x onerror=alert(1)>', 'مدير', '=cmd|calc']),
    )
  })

  it('state each share to one decimal', async () => {
    desk.answer('audit.sessions', answered(hostile))
    await open(SessionsView)
    for (const text of ['50.0%', '33.3%', '16.7%']) expect(pageText()).toContain(text)
  })

  it('can be seen by database and as users against databases', async () => {
    desk.answer('audit.sessions', answered(hostile))
    await open(SessionsView)
    for (const [choice, label] of [
      ['By database', 'Bars: sessions per database, largest first'],
      ['User × database', 'Heat map: sessions of each database user on each database'],
    ] as const) {
      button(choice).click()
      await flushPromises()
      expect(document.querySelector('[data-testid="chart"]')?.getAttribute('aria-label')).toBe(
        label,
      )
    }
  })

  it('are filtered as you type, and a filter that fits nothing can be cleared', async () => {
    desk.answer('audit.sessions', answered(hostile))
    await open(SessionsView)
    const rows = (): number => document.querySelectorAll('section:last-of-type tbody tr').length
    const filter = document.querySelector<HTMLInputElement>('input[aria-label="Filter rows"]')
    if (filter === null) throw new Error('There is no filter')
    const type = async (text: string): Promise<void> => {
      filter.value = text
      filter.dispatchEvent(new Event('input', { bubbles: true }))
      await flushPromises()
    }
    await type('مدير')
    expect(rows()).toBe(1)
    await type('nobody')
    expect(pageText()).toContain('No row contains “nobody”.')
    button('Clear filter').click()
    await flushPromises()
    expect(rows()).toBe(3)
  })

  it('are sorted by the column that is pressed', async () => {
    desk.answer('audit.sessions', answered(hostile))
    await open(SessionsView)
    const headers = [...document.querySelectorAll('section:last-of-type th')]
    const header = headers.find((cell) => cell.textContent.includes('Sessions'))
    expect(header?.getAttribute('aria-sort')).toBe('descending')
    header?.querySelector('button')?.click()
    await flushPromises()
    expect(header?.getAttribute('aria-sort')).toBe('ascending')
    const counts = [...document.querySelectorAll('section:last-of-type tbody tr')].map(
      (row) => row.children[3]?.textContent,
    )
    expect(counts).toEqual(['1', '2', '3'])
  })
})

describe('the risk trend', () => {
  it('states total, peak, status and age', async () => {
    desk.answer('audit.trend', answered(trend))
    await open(RiskView)
    expect(document.querySelector('[data-testid="trend-status"]')?.textContent).toContain(
      'Finished',
    )
    expect(pageText()).toMatch(/Risky operations\s*7\s*Peak\s*5/)
    expect(pageText()).toMatch(/year ago|months ago/)
  })

  it('says in which zone the times that were sent are read', async () => {
    desk.answer('audit.trend', { ...answered(trend), timeZone: 'Asia/Shanghai' })
    await open(RiskView)
    expect(pageText()).toContain('As sent (read as Asia/Shanghai)')
  })

  it('lists points whose time can’t be read apart, and counts them in the total', async () => {
    const points = [...trend.points, point('half past nine', 3n)]
    desk.answer('audit.trend', answered({ ...trend, points }))
    await open(RiskView)
    const apart = [...document.querySelectorAll('section')].find((panel) =>
      panel.textContent.includes('Points whose time can’t be read'),
    )
    expect(apart?.textContent).toContain('half past nine')
    expect(pageText()).toMatch(/Risky operations\s*10\s*Peak/)
  })
})
