import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { useRouter } from 'vue-router'
import RiskView from '../../../src/renderer/views/RiskView.vue'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { useTrendRenewalsStore } from '../../../src/renderer/stores/trendRenewals.ts'
import { useTrendsStore } from '../../../src/renderer/stores/trends.ts'
import { DatabaseId } from '../../../src/shared/model/ids.ts'
import { trendSeries, trendTypes, type Trend } from '../../../src/shared/model/trend.ts'
import { button, pageText, show } from '../support/mount.ts'
import { countsAt, trendOf } from '../support/trends.ts'
import {
  accountA,
  accountB,
  answered,
  databaseId,
  otherInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

const otherDatabaseId = DatabaseId.parse('db-2')
const risky = (rawPeriod: string, count: bigint) => countsAt(rawPeriod, { riskyOperations: count })
const full = trendOf([risky('2026-05-01 08:00:00', 2n), risky('2026-05-01 09:00:00', 5n)])

let desk: FakeDesk
let view: VueWrapper | null = null

beforeEach(async () => {
  desk = await startDesk()
  desk.answer(
    'audit.databases',
    answered(
      [
        [databaseId, 'orders'],
        [otherDatabaseId, 'people'],
      ].map(([id, name]) => ({
        id: DatabaseId.parse(id),
        name: name ?? '',
        type: 'MYSQL',
        version: null,
        ip: null,
        port: null,
        auditStatus: 'ON',
      })),
    ),
  )
  desk.answer('audit.trend', answered(full))
})

afterEach(() => {
  view?.unmount()
  view = null
  vi.useRealTimers()
})

async function open(): Promise<VueWrapper> {
  view = show(RiskView, { global: { stubs: { EChart: chartStub } } })
  await flushPromises()
  return view
}

async function compare(): Promise<void> {
  useTrendsStore().chooseDatabases([databaseId, otherDatabaseId])
  await flushPromises()
}

/** Each database's line: its cells with blanks between them. */
function lines(): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-testid="database-trend"]')].map((row) =>
    [...row.querySelectorAll('th, td')]
      .map((cell) => cell.textContent.replace(/\s+/g, ' ').trim())
      .join(' '),
  )
}

function rowsOf(caption: string): string[][] {
  const table = [...document.querySelectorAll('table')].find(
    (candidate) => candidate.caption?.textContent.trim() === caption,
  )
  return [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.trim()),
  )
}

describe('the types of trend', () => {
  it.each(trendTypes)(
    '%s is asked for when its place is opened, and shows all it counts',
    async (type) => {
      const counts = Object.fromEntries(
        trendSeries[type].map((name, index) => [name, BigInt(11 * (index + 1))]),
      )
      desk.answer('audit.trend', (input) =>
        answered(
          input['type'] === type ? trendOf([countsAt('2026-05-01 09:00:00', counts)]) : full,
        ),
      )
      await open()
      useTrendsStore().chooseType(type)
      await flushPromises()
      expect(desk.asked('audit.trend').at(-1)).toMatchObject({ type, databaseId: null })
      const [row] = rowsOf('Points')
      expect(row?.slice(2)).toEqual(trendSeries[type].map((_, index) => String(11 * (index + 1))))
      expect(document.querySelector('nav [aria-current="page"]')?.textContent.trim()).not.toBe('')
    },
  )

  it('keep what was read while another is shown', async () => {
    await open()
    useTrendsStore().chooseType('session')
    await flushPromises()
    useTrendsStore().chooseType('risk-operation')
    await flushPromises()
    expect(desk.asked('audit.trend').map(({ type }) => type)).toEqual(['risk-operation', 'session'])
  })

  it('don’t add up sessions that were counted again at each point', async () => {
    const counts = (active: bigint) => ({ active, failed: 1n, new: 2n })
    desk.answer(
      'audit.trend',
      answered(
        trendOf([
          countsAt('2026-05-01 08:00:00', counts(30n)),
          countsAt('2026-05-01 09:00:00', counts(40n)),
        ]),
      ),
    )
    await open()
    useTrendsStore().chooseType('session')
    await flushPromises()
    expect(pageText()).toMatch(/Most active sessions\s*40/)
    expect(pageText()).toMatch(/New sessions\s*4/)
    expect(pageText()).not.toContain('70')
  })

  it('say which points lack a count, though others of the point were sent', async () => {
    const counts = { high: 1n, middle: null, low: 0n, none: 5n }
    desk.answer('audit.trend', answered(trendOf([countsAt('2026-05-01 09:00:00', counts)])))
    await open()
    useTrendsStore().chooseType('risk-level')
    await flushPromises()
    expect(pageText()).toContain('The service sent no count for 1 point.')
    expect(rowsOf('Points')[0]?.slice(2)).toEqual(['1', '—Not sent by the service', '0', '5'])
  })
})

describe('the address', () => {
  async function goTo(query: Record<string, string>): Promise<void> {
    let router: ReturnType<typeof useRouter> | null = null
    view = show(
      {
        components: { RiskView },
        setup: () => {
          router = useRouter()
          return {}
        },
        template: '<RiskView />',
      },
      { global: { stubs: { EChart: chartStub } } },
    )
    await flushPromises()
    await router!.push({ name: 'risk', query })
    await flushPromises()
  }

  it('opens the trend of a database that a list of analyses leads to', async () => {
    await goTo({ trend: 'sql-injection', database: otherDatabaseId })
    expect(desk.asked('audit.trend').at(-1)).toMatchObject({
      type: 'sql-injection',
      databaseId: otherDatabaseId,
    })
  })

  it('that names no trend there is changes nothing', async () => {
    await goTo({ trend: 'weather' })
    expect(useTrendsStore().type).toBe('risk-operation')
  })
})

describe('several databases', () => {
  it('are asked for one by one, each with its own total', async () => {
    desk.answer('audit.trend', ({ databaseId: id }) =>
      answered(id === databaseId ? full : trendOf([risky('2026-05-01 09:00:00', 90n)])),
    )
    await open()
    await compare()
    expect(
      desk
        .asked('audit.trend')
        .slice(1)
        .map((input) => input['databaseId']),
    ).toEqual([databaseId, otherDatabaseId])
    expect(lines()[0]).toMatch(/^orders 7 5 2 /)
    expect(lines()[1]).toMatch(/^people 90 90 1 /)
    expect(document.querySelectorAll('[data-testid="chart"]')).toHaveLength(1)
    expect(
      rowsOf('Points')
        .map(([name]) => name)
        .sort(),
    ).toEqual(['orders', 'orders', 'people'])
  })

  it('fail one by one, and are asked again one by one', async () => {
    const held = desk.hold('audit.trend')
    await open()
    await held[0]?.answer(answered(full))
    await compare()
    await held[1]?.answer(answered(full))
    await held[2]?.fail({ code: 'service', message: 'It broke.' })
    expect(lines()[0]).not.toContain('It broke.')
    expect(lines()[1]).toContain('It broke.')
    expect(document.querySelectorAll('[data-testid="chart"]')).toHaveLength(1)
    button('Try again for people').click()
    await flushPromises()
    expect(held).toHaveLength(4)
    expect(held[3]?.input['databaseId']).toBe(otherDatabaseId)
    expect(lines()[1]).toContain('Loading')
    await held[3]?.answer(answered(full))
    expect(lines()[1]).toMatch(/^people 7 /)
  })

  it('that all fail say why, and there is no picture of nothing', async () => {
    await open()
    desk.fail('audit.trend', { message: 'No route to host.' })
    await compare()
    expect(lines().filter((line) => line.includes('No route to host.'))).toHaveLength(2)
    expect(document.querySelectorAll('[data-testid="chart"]')).toHaveLength(0)
  })

  it('are compared by one of the counts of the type', async () => {
    desk.answer('audit.trend', ({ databaseId: id }) =>
      answered(
        trendOf([
          countsAt('2026-05-01 09:00:00', {
            high: id === databaseId ? 3n : 4n,
            middle: 0n,
            low: 77n,
            none: 0n,
          }),
        ]),
      ),
    )
    await open()
    useTrendsStore().chooseType('risk-level')
    await compare()
    expect(lines().map((line) => line.split(' ')[1])).toEqual(['3', '4'])
    button('Low risk').click()
    await nextTick()
    expect(lines().map((line) => line.split(' ')[1])).toEqual(['77', '77'])
  })

  it('are at most as many as can be told apart', async () => {
    await open()
    const many = Array.from({ length: 12 }, (_, index) => DatabaseId.parse(`db-${index}`))
    useTrendsStore().chooseDatabases(many)
    await flushPromises()
    expect(lines()).toHaveLength(8)
    expect(pageText()).toContain('At most 8 at a time')
  })

  it('of one instance are not asked of another', async () => {
    await open()
    await compare()
    useScopeStore().chooseAuditInstance(otherInstanceId)
    await flushPromises()
    expect(desk.asked('audit.trend').at(-1)).toMatchObject({
      instanceId: otherInstanceId,
      databaseId: null,
    })
    expect(lines()).toEqual([])
  })
})

describe('a zoom', () => {
  const nine = Date.parse('2026-05-01T09:00:00Z')

  it('narrows totals and rows to what is shown', async () => {
    await open()
    expect(rowsOf('Points')).toHaveLength(2)
    useTrendsStore().setZoom({ from: nine - 1000, to: nine + 1000 })
    await nextTick()
    expect(rowsOf('Points')).toHaveLength(1)
    expect(pageText()).toMatch(/Risky operations\s*5\s*Peak\s*5/)
    expect(pageText()).toContain('Points in the part shown')
    button('Show all').click()
    await nextTick()
    expect(rowsOf('Points')).toHaveLength(2)
  })

  it('can be made by keys alone', async () => {
    await open()
    const picture = document.querySelector<HTMLElement>('[data-testid="trend-picture"]')!
    const press = async (key: string): Promise<void> => {
      picture.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      await nextTick()
    }
    const trends = useTrendsStore()
    await press('+')
    const [first] = [trends.zoom]
    expect(first).not.toBeNull()
    await press('ArrowRight')
    expect(trends.zoom!.from).toBeGreaterThan(first!.from)
    await press('0')
    expect(trends.zoom).toBeNull()
  })

  it('does not stay for another range', async () => {
    await open()
    useTrendsStore().setZoom({ from: nine - 1000, to: nine + 1000 })
    useScopeStore().setRange({ kind: 'preset', preset: 'WEEK' })
    expect(useTrendsStore().zoom).toBeNull()
  })
})

describe('the legend', () => {
  it('takes a line out of the picture and back', async () => {
    desk.answer(
      'audit.trend',
      answered(trendOf([countsAt('2026-05-01 09:00:00', { active: 1n, failed: 2n, new: 3n })])),
    )
    const mounted = await open()
    useTrendsStore().chooseType('session')
    await flushPromises()
    const drawn = (): unknown[] => {
      const option = mounted.findComponent(chartStub).props('option') as {
        series: { name?: string }[]
      }
      return option.series.flatMap(({ name }) => (name === undefined ? [] : [name]))
    }
    expect(drawn()).toEqual(['Active sessions', 'Failed sessions', 'New sessions'])
    button('Failed sessions').click()
    await nextTick()
    expect(drawn()).toEqual(['Active sessions', 'New sessions'])
    expect(button('Failed sessions').getAttribute('aria-pressed')).toBe('false')
  })
})

describe('a stale analysis', () => {
  it('is marked when it ends before the range does, and says since when nothing is known', async () => {
    const old = { rawGeneratedAt: '2026-05-01 04:00:00', generatedAt: '2026-05-01T04:00:00.000Z' }
    desk.answer('audit.trend', answered(trendOf(full.points, old)))
    await open()
    expect(document.querySelector('[data-testid="stale-analysis"]')?.textContent).toContain(
      'The analysis ends before the time range does',
    )
    expect(document.querySelector('[data-testid="trend-status"]')?.textContent).toContain('Stale')
  })

  it('from before the whole range is why there are no points', async () => {
    const old = { rawGeneratedAt: '2026-04-01 04:00:00', generatedAt: '2026-04-01T04:00:00.000Z' }
    desk.answer('audit.trend', answered(trendOf([], old)))
    await open()
    expect(pageText()).toContain('nothing of the range is in it')
  })

  it('is not one that is as new as can be', async () => {
    await open()
    expect(document.querySelector('[data-testid="stale-analysis"]')).toBeNull()
    expect(document.querySelector('[data-testid="trend-status"]')?.textContent).not.toContain(
      'Stale',
    )
  })
})

describe('analysing again', () => {
  const renewal = { accountId: accountA.id, finished: true, rawGeneratedAt: 'now', unkept: null }
  const renewed: Trend = trendOf([risky('2026-05-01 09:30:00', 99n)], {
    rawGeneratedAt: '2026-05-01 10:00:00',
    generatedAt: '2026-05-01T10:00:00.000Z',
  })

  async function ask(): Promise<void> {
    button('Analyse again…').click()
    await flushPromises()
  }

  async function confirm(): Promise<void> {
    await ask()
    button('Analyse again').click()
    await flushPromises()
  }

  function states(): (string | undefined)[] {
    return [...document.querySelectorAll<HTMLElement>('[data-renewal]')].map(
      (item) => item.dataset['renewal'],
    )
  }

  it('asks first and does nothing until it is confirmed', async () => {
    await open()
    await ask()
    expect(pageText()).toContain('That changes what it keeps')
    expect(pageText()).toContain('Last 24 hours')
    button('Cancel').click()
    await flushPromises()
    expect(desk.asked('audit.renewTrend')).toEqual([])
  })

  it('warns of an instance that can’t be analysed', async () => {
    desk.answer(
      'audit.instances',
      answered([
        { id: otherInstanceId, name: 'off', status: 'SHUTOFF', version: null, timeZone: null },
      ]),
    )
    await open()
    await ask()
    expect(pageText()).toContain('This instance is SHUTOFF.')
  })

  it('runs with a clock beside it, then shows the new analysis', async () => {
    const held = desk.hold('audit.renewTrend')
    await open()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    await confirm()
    expect(states()).toEqual(['running'])
    expect(held[0]?.input).toMatchObject({
      accountId: accountA.id,
      type: 'risk-operation',
      databaseId: null,
    })
    vi.advanceTimersByTime(65_000)
    await nextTick()
    expect(document.querySelector('[role="timer"]')?.textContent).toBe('1:05')
    desk.answer('audit.trend', answered(renewed))
    await held[0]?.answer(renewal)
    await flushPromises()
    expect(states()).toEqual(['finished'])
    expect(pageText()).toContain('Analysed again in 1:05.')
    expect(rowsOf('Points').map((row) => row.at(-1))).toEqual(['99'])
  })

  it('goes on while another screen is shown', async () => {
    const held = desk.hold('audit.renewTrend')
    await open()
    await confirm()
    view?.unmount()
    await held[0]?.answer(renewal)
    await open()
    expect(states()).toEqual(['finished'])
  })

  it('can be left, which says that the service may go on', async () => {
    const held = desk.hold('audit.renewTrend')
    desk.answer('audit.stopRenewal', null)
    await open()
    await confirm()
    button('Stop waiting').click()
    await flushPromises()
    expect(desk.asked('audit.stopRenewal')).toEqual([{ renewalId: held[0]?.input['renewalId'] }])
    await held[0]?.fail({ code: 'cancelled', message: 'Stopped.' })
    expect(states()).toEqual(['stopped'])
    expect(pageText()).toContain('The service may still finish')
    // The analysis is still the one from before.
    expect(document.querySelector('[data-testid="stale-analysis"]')?.textContent).toContain(
      'not waited for',
    )
    button('Dismiss').click()
    await nextTick()
    expect(states()).toEqual([])
  })

  it('that never finishes says so, and marks what is shown as the one from before', async () => {
    desk.answer('audit.renewTrend', { ...renewal, finished: false })
    await open()
    await confirm()
    expect(states()).toEqual(['unfinished'])
    expect(pageText()).toContain('The service did not finish within')
    expect(document.querySelector('[data-testid="stale-analysis"]')?.textContent).toContain(
      'still the one from before',
    )
    desk.answer('audit.trend', answered(renewed))
    button('Refresh').click()
    await flushPromises()
    expect(document.querySelector('[data-testid="stale-analysis"]')).toBeNull()
  })

  it('that fails says why, and leaves what is shown', async () => {
    desk.fail('audit.renewTrend', { message: 'Not allowed.', requestId: 'req-7' })
    await open()
    await confirm()
    expect(states()).toEqual(['failed'])
    expect(pageText()).toContain('Not allowed.')
    expect(pageText()).toContain('req-7')
    expect(rowsOf('Points')).toHaveLength(2)
  })

  it('is for each of several databases', async () => {
    desk.hold('audit.renewTrend')
    await open()
    await compare()
    await ask()
    expect(pageText()).toContain('people')
    button('Analyse again').click()
    await flushPromises()
    expect(desk.asked('audit.renewTrend').map((input) => input['databaseId'])).toEqual([
      databaseId,
      otherDatabaseId,
    ])
    expect(states()).toEqual(['running', 'running'])
  })

  it('is not begun twice for the same trend', async () => {
    desk.hold('audit.renewTrend')
    await open()
    await confirm()
    await confirm()
    expect(desk.asked('audit.renewTrend')).toHaveLength(1)
  })

  it('of one account is not on the screen of another, and what it brings is dropped', async () => {
    const held = desk.hold('audit.renewTrend')
    await open()
    await confirm()
    await useAccountsStore().select(accountB.id)
    await flushPromises()
    expect(states()).toEqual([])
    const asked = desk.asked('audit.trend').length
    await held[0]?.answer(renewal)
    await flushPromises()
    expect(useTrendRenewalsStore().renewals).toEqual([])
    expect(desk.asked('audit.trend').slice(asked)).toEqual([])
  })
})
