import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import OverviewView from '../../../src/renderer/views/OverviewView.vue'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import type { AuditInstance } from '../../../src/shared/model/instance.ts'
import { AnswerId } from '../../../src/shared/model/question.ts'
import type { SummaryPoint } from '../../../src/shared/model/summary.ts'
import { emptySummary, summary, summaryRow } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import {
  accountA,
  answered,
  archived,
  instanceId,
  otherInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

let desk: FakeDesk
let view: VueWrapper | null = null

beforeEach(async () => {
  desk = await startDesk()
  keepPoints(3)
})

afterEach(() => {
  view?.unmount()
  view = null
})

async function open(): Promise<void> {
  view = show(OverviewView, { global: { stubs: { EChart: chartStub } } })
  await flushPromises()
}

function point(index: number, changes: Partial<SummaryPoint['counts']> = {}): SummaryPoint {
  return {
    answerId: AnswerId.parse(index + 1),
    fetchedAt: new Date(Date.UTC(2026, 4, 1, 9) + index * 3_600_000).toISOString(),
    counts: { ...summary.project, totalSql: BigInt(1000 + index), ...changes },
  }
}

function keepPoints(count: number): void {
  const points = Array.from({ length: count }, (_, index) => point(index))
  desk.answer('audit.summaryTrend', { accountId: accountA.id, points })
}

function panel(title: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>('section[data-state]')].find(
    (section) => section.querySelector('h2')?.textContent === title,
  )
  if (found === undefined) throw new Error(`There is no panel ${title}`)
  return found
}

const titles = {
  totals: 'Project totals',
  trend: 'History of the project totals',
  risks: 'Risks by instance',
  rows: 'Instances',
}
const ofSummary = [titles.totals, titles.risks, titles.rows]

function states(of: readonly string[] = ofSummary): (string | undefined)[] {
  return of.map((title) => panel(title).dataset['state'])
}

function tableRows(): string[][] {
  return [...panel(titles.rows).querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim()),
  )
}

describe('each panel of the overview', () => {
  it('shows the shape of what is coming while it loads', async () => {
    desk.hold('audit.summary')
    desk.hold('audit.summaryTrend')
    await open()
    expect(states([...ofSummary, titles.trend])).toEqual(Array(4).fill('loading'))
    expect(document.querySelectorAll('[data-testid="chart"]')).toHaveLength(0)
  })

  it('shows its numbers, pictures and rows when they are there', async () => {
    desk.answer('audit.summary', answered(summary))
    await open()
    expect(states([...ofSummary, titles.trend])).toEqual(Array(4).fill('fresh'))
    expect(document.querySelectorAll('[data-testid="chart"]')).toHaveLength(2)
    expect(tableRows()).toHaveLength(2)
  })

  it('says why there is nothing and what to do when no instance is listed', async () => {
    desk.answer('audit.summary', answered(emptySummary))
    await open()
    expect(states()).toEqual(['fresh', 'empty', 'empty'])
    expect(pageText()).toContain('switched on in the DBSS console')
  })

  it('marks what is from the archive while the service has not answered', async () => {
    vi.useFakeTimers()
    desk.archive('audit.summary', archived(summary, '2026-05-01T09:00:00.000Z'))
    desk.hold('audit.summary')
    await open()
    await vi.advanceTimersByTimeAsync(500)
    vi.useRealTimers()
    expect(
      panel(titles.totals).querySelector('[data-testid="stale-badge"]')?.textContent,
    ).toContain('From the archive')
  })

  it('says once what went wrong, and shows what the archive has as not current', async () => {
    desk.archive('audit.summary', archived(summary, '2026-05-01T09:00:00.000Z'))
    desk.fail('audit.summary', { message: 'The gateway gave up.', requestId: 'req-42' })
    await open()
    await vi.waitFor(() => expect(states()).toEqual(Array(3).fill('stale')))
    expect(pageText().split('The gateway gave up.')).toHaveLength(2)
    expect(pageText()).toContain('req-42')
    expect(tableRows()).toHaveLength(2)
  })

  it('says once what an incomplete answer lacks, and asks again on demand', async () => {
    desk.answer('audit.summary', answered(summary, ['Page 2 of 3 did not come.']))
    await open()
    expect(states()[0]).toBe('partial')
    expect(pageText().split('Page 2 of 3 did not come.')).toHaveLength(2)
    desk.answer('audit.summary', answered(summary))
    button('Ask again').click()
    await flushPromises()
    expect(states()).toEqual(Array(3).fill('fresh'))
  })

  it('says what went wrong where there is nothing to show, and asks again on demand', async () => {
    desk.fail('audit.summary', { message: 'The gateway gave up.', requestId: 'req-42' })
    await open()
    expect(panel(titles.totals).dataset['state']).toBe('failed')
    expect(pageText()).toContain('req-42')
    desk.answer('audit.summary', answered(summary))
    button('Try again').click()
    await flushPromises()
    expect(states()).toEqual(Array(3).fill('fresh'))
  })
})

describe('the history of the totals', () => {
  beforeEach(() => desk.answer('audit.summary', answered(summary)))

  it.each([
    [0, 'has no summary of this project yet'],
    [1, 'has one summary of this project, read on'],
  ])('with %i summaries says that there is no line yet', async (count, text) => {
    keepPoints(count)
    await open()
    expect(panel(titles.trend).dataset['state']).toBe('empty')
    expect(panel(titles.trend).textContent).toContain(text)
    expect(panel(titles.trend).querySelector('[data-testid="chart"]')).toBeNull()
  })

  it.each([2, 100])('with %i summaries has a line and a table of each', async (count) => {
    keepPoints(count)
    await open()
    expect(panel(titles.trend).querySelectorAll('tbody tr')).toHaveLength(count)
    expect(panel(titles.trend).textContent).toContain(`From the ${count} summaries`)
  })

  it('has a dash where a summary did not send a count', async () => {
    desk.answer('audit.summaryTrend', {
      accountId: accountA.id,
      points: [point(0), point(1, { totalSql: null }), point(2)],
    })
    await open()
    const cells = [...panel(titles.trend).querySelectorAll('tbody tr')].map((row) =>
      row.querySelector('td')?.textContent.trim(),
    )
    expect(cells).toEqual(['1,002', '—', '1,000'])
  })

  it('shows the counts of the day instead when they are chosen', async () => {
    await open()
    button('Today').click()
    await flushPromises()
    const heads = [...panel(titles.trend).querySelectorAll('th[scope="col"]')].map(
      (head) => head.textContent,
    )
    expect(heads).toEqual(['Read at', 'Statements today', 'Risks today', 'Sessions today'])
  })

  it('says so when the archive can’t be read, while the rest is shown', async () => {
    desk.fail('audit.summaryTrend', { code: 'file', message: 'The archive is held.' })
    await open()
    expect(panel(titles.trend).dataset['state']).toBe('failed')
    expect(panel(titles.trend).textContent).toContain('The archive is held.')
    expect(states()).toEqual(Array(3).fill('fresh'))
  })
})

describe('the instances', () => {
  const many = Array.from({ length: 3000 }, (_, index) =>
    summaryRow({
      id: String(index),
      instanceId: String(index),
      instanceName: `audit-${String(index).padStart(4, '0')}`,
      totalRisk: BigInt(index),
    }),
  )

  async function filterBy(text: string): Promise<void> {
    const filter = document.querySelector<HTMLInputElement>('input[aria-label="Filter instances"]')
    if (filter === null) throw new Error('There is no filter')
    filter.value = text
    filter.dispatchEvent(new Event('input', { bubbles: true }))
    await flushPromises()
  }

  it('of thousands show a page, are filtered as one types, and sorted by any column', async () => {
    desk.answer('audit.summary', answered({ ...summary, total: 3000, rows: many }))
    await open()
    expect(tableRows()).toHaveLength(25)
    expect(tableRows()[0]?.[0]).toBe('audit-2999')
    expect(pageText()).toContain('1–25 of 3,000')
    await filterBy('AUDIT-001')
    expect(tableRows()).toHaveLength(10)
    expect(pageText()).toContain('1–10 of 10 that match, 3,000 in all')
    button('Instance').click()
    await flushPromises()
    expect(tableRows()[0]?.[0]).toBe('audit-0010')
  })

  it('are saved exactly as they are shown: filtered, sorted, all pages, with what is missing', async () => {
    desk.answer('audit.summary', answered({ ...summary, rows: many }, ['Page 31 did not come.']))
    desk.answer('export.saveRows', { path: '/tmp/instances.csv', rows: 100 })
    await open()
    await filterBy('audit-00')
    button('Save as CSV…').click()
    await flushPromises()
    const [saved] = desk.asked('export.saveRows')
    expect(saved).toMatchObject({ kind: 'instances' })
    const [part] = saved?.['parts'] as {
      accountId: string
      asOf: string
      notes: string[]
      rows: unknown[][]
    }[]
    expect(part).toMatchObject({
      accountId: accountA.id,
      asOf: '2026-05-01T10:00:00.000Z',
      notes: ['Page 31 did not come.', 'Only rows that contain “audit-00”.'],
    })
    expect(part?.rows).toHaveLength(100)
    expect(part?.rows[0]?.slice(0, 5)).toEqual(['99', 'audit-0099', 'success', 3537n, 99n])
  })

  it('say their state in words and how long ago each was computed', async () => {
    desk.answer('audit.summary', answered(summary))
    await open()
    expect(tableRows().map((cells) => cells[1])).toEqual(['Success', 'Failure'])
    expect(tableRows()[0]?.at(-1)).toMatch(/^\d+ years? ago$/)
  })

  function list(...instances: Pick<AuditInstance, 'id' | 'name'>[]): void {
    desk.answer(
      'audit.instances',
      answered(
        instances.map(({ id, name }) => ({
          id,
          name,
          status: 'ACTIVE',
          version: null,
          timeZone: null,
        })),
      ),
    )
  }

  it('are opened where exactly one on each side has the name, which the page says', async () => {
    desk.answer('audit.summary', answered(summary))
    list({ id: instanceId, name: 'other' }, { id: otherInstanceId, name: 'DBSS-Q1-test' })
    await open()
    expect(pageText()).toContain('matched by name alone')
    const open_ = document.querySelector<HTMLButtonElement>('td button')
    expect(open_?.title).toBe('Show the sessions of DBSS-Q1-test')
    open_?.click()
    await flushPromises()
    expect(useScopeStore().auditInstanceId).toBe(otherInstanceId)
    expect(view?.vm.$router.currentRoute.value.name).toBe('sessions')
  })

  it.each([
    [
      'twice in the list',
      () => {
        desk.answer('audit.summary', answered(summary))
        list(
          { id: instanceId, name: 'DBSS-Q1-test' },
          { id: otherInstanceId, name: 'DBSS-Q1-test' },
        )
      },
    ],
    [
      'twice in the summary',
      () => {
        const rows = [summary.rows[1]!, summary.rows[1]!]
        desk.answer('audit.summary', answered({ ...summary, rows }))
        list({ id: instanceId, name: 'DBSS-Q1-test' })
      },
    ],
    [
      'once, in a list that is not whole',
      () => {
        desk.answer('audit.summary', answered(summary))
        desk.answer(
          'audit.instances',
          answered(
            [{ id: instanceId, name: 'DBSS-Q1-test', status: null, version: null, timeZone: null }],
            ['Page 2 did not come.'],
          ),
        )
      },
    ],
  ])('are not opened when the name stands %s', async (_, arrange) => {
    arrange()
    await open()
    expect(document.querySelector('td button')).toBeNull()
    expect(pageText()).not.toContain('matched by name')
  })
})

describe('the counts', () => {
  it('shows the service’s own totals and says that the rows add up to something else', async () => {
    desk.answer('audit.summary', answered(summary))
    await open()
    expect(pageText()).toContain('120,267,839')
    expect(pageText()).toContain(
      'need not be the sums of the rows: the instances listed below add up to 3,685 statements and 416 risks',
    )
    expect(pageText()).toContain('99,423 (unit not documented)')
  })

  it('says nothing about sums that agree', async () => {
    const { totalSql, totalRisk } = summary.project
    desk.answer(
      'audit.summary',
      answered({ ...summary, total: 1, rows: [summaryRow({ totalSql, totalRisk })] }),
    )
    await open()
    expect(document.querySelector('[data-testid="sums-differ"]')).toBeNull()
  })

  it('tells a count that was not sent from 0', async () => {
    desk.answer(
      'audit.summary',
      answered({ ...summary, rows: [summaryRow({ totalSql: null, totalRisk: 0n })] }),
    )
    await open()
    const cells = [...document.querySelectorAll('section:last-of-type tbody td')].map((cell) =>
      cell.textContent.trim(),
    )
    expect(cells.slice(1, 5)).toEqual(['Success', '—Not sent by the service', '0', '—'])
  })

  it('says failure in words, not by colour alone', async () => {
    desk.answer('audit.summary', answered(summary))
    await open()
    expect(pageText()).toContain('Failure')
  })

  it('keeps digits beyond 2^53', async () => {
    const totalSql = 9_007_199_254_740_993n
    desk.answer(
      'audit.summary',
      answered({ ...summary, project: { ...summary.project, totalSql } }),
    )
    await open()
    expect(pageText()).toContain('9,007,199,254,740,993')
  })
})
