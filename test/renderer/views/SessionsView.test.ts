import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useRouter, type Router } from 'vue-router'
import SessionsView from '../../../src/renderer/views/SessionsView.vue'
import type { RowsToSave } from '../../../src/shared/contract/export.ts'
import { AnswerId } from '../../../src/shared/model/question.ts'
import type { SessionShare } from '../../../src/shared/model/session-share.ts'
import type { TimeRange } from '../../../src/shared/model/time-range.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { share } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import {
  accountA,
  accountB,
  answered,
  archived,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

let desk: FakeDesk
let view: VueWrapper | null = null

const range: TimeRange = {
  kind: 'bounds',
  bounds: { from: '2026-05-10T00:00:00.000Z', to: '2026-05-12T00:00:00.000Z' },
}
const previousFrom = '2026-05-08T00:00:00.000Z'

beforeEach(async () => {
  desk = await startDesk()
  useScopeStore().setRange(range)
})

afterEach(() => {
  view?.unmount()
  view = null
  vi.restoreAllMocks()
})

async function open(): Promise<void> {
  view = show(SessionsView, { global: { stubs: { EChart: chartStub } } })
  await flushPromises()
}

function isPrevious(input: Record<string, unknown>): boolean {
  const asked = input['range'] as TimeRange
  return asked.kind === 'bounds' && asked.bounds.from === previousFrom
}

/** Answers both periods. */
function periods(now: SessionShare[], before: SessionShare[]): void {
  desk.answer('audit.sessions', (input) => answered(isPrevious(input) ? before : now))
}

async function compare(): Promise<void> {
  button('Compare').click()
  await flushPromises()
}

async function choose(name: string): Promise<void> {
  button(name).click()
  await flushPromises()
}

function panel(testId: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-testid="${testId}"]`)
  if (found === null) throw new Error(`There is no ${testId}`)
  return found
}

function chart(): HTMLElement | null {
  return document.querySelector<HTMLElement>('[data-testid="chart"]')
}

/** The texts of the cells of the last table. */
function rows(): string[][] {
  return [...document.querySelectorAll('section:last-of-type tbody tr')].map((line) =>
    [...line.children].map((cell) => cell.textContent.trim()),
  )
}

const users = (count: number): SessionShare[] =>
  Array.from({ length: count }, (_, index) =>
    share({ databaseUser: `user${String(index).padStart(2, '0')}`, sessions: BigInt(100 - index) }),
  )

describe('one period', () => {
  it('says which, in the local zone, and that the zone the service gets it in is assumed', async () => {
    desk.answer('audit.sessions', { ...answered([share()]), timeZone: 'UTC' })
    await open()
    const text = panel('period').textContent
    expect(text).toMatch(/May.*2026.*–.*May.*2026/)
    expect(text).toContain(Intl.DateTimeFormat().resolvedOptions().timeZone)
    expect(text).toContain('sent to the service in UTC (assumed)')
  })

  it('doesn’t call a zone assumed that the instance names itself', async () => {
    desk.answer('audit.instances', (input) =>
      answered(
        [
          {
            id: 'audit-1' as never,
            name: 'one',
            status: 'ACTIVE',
            version: null,
            timeZone: 'UTC+08:00',
          },
        ],
        [],
        input['accountId'] === accountB.id ? accountB : accountA,
      ),
    )
    desk.answer('audit.sessions', { ...answered([share()]), timeZone: '+08:00' })
    await open()
    expect(panel('period').textContent).toContain('sent to the service in +08:00')
    expect(panel('period').textContent).not.toContain('assumed')
  })

  it('of a preset says that the service counts it its own way', async () => {
    useScopeStore().setRange({ kind: 'preset', preset: 'WEEK' })
    desk.answer('audit.sessions', answered([share()]))
    await open()
    expect(panel('period').textContent).toContain('Last 7 days, as the service counts them')
  })

  it('shows as many users by themselves as chosen, and the exact rest in all pictures', async () => {
    desk.answer('audit.sessions', answered(users(30)))
    await open()
    for (const [choice, rest] of [
      ['Top 5', 25],
      ['Top 20', 10],
      ['Top 10', 20],
    ] as const) {
      await choose(choice)
      await choose('User × database')
      expect(chart()?.textContent).toContain(`${String(rest)} others`)
      await choose('By user')
    }
  })
})

describe('the rows', () => {
  const hostile = [
    share({ databaseUser: '=cmd|calc', sessions: 3n }),
    share({ databaseUser: 'app\tuser', sessions: 2n }),
    share({ databaseUser: 'root', sessions: null }),
  ]

  async function filterBy(text: string): Promise<void> {
    const field = document.querySelector<HTMLInputElement>('input[aria-label="Filter rows"]')
    if (field === null) throw new Error('There is no filter')
    field.value = text
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await flushPromises()
  }

  it('are copied as they are shown, each name in one cell and none a formula', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(writeText)
    desk.answer('audit.sessions', answered(hostile))
    await open()
    await choose('Copy rows')
    expect(writeText).toHaveBeenCalledWith(
      [
        'Database ID\tDatabase\tAddress\tDatabase user\tSessions\tShare (%)',
        "db-1\trds-ce88\t10.0.0.3\t'=cmd|calc\t3\t60",
        'db-1\trds-ce88\t10.0.0.3\t"app\tuser"\t2\t40',
        'db-1\trds-ce88\t10.0.0.3\troot\t\t',
      ].join('\n'),
    )
  })

  it('are saved just as filtered, in the order shown, with what must be known of them', async () => {
    desk.answer('audit.sessions', {
      ...answered(hostile, ['Page 2 of 3 did not come.']),
      timeZone: 'UTC',
    })
    desk.answer('export.saveRows', { path: '/home/a/sessions.csv', rows: 1 })
    await open()
    await filterBy('cmd')
    await choose('Save as CSV…')
    const [saved] = desk.asked('export.saveRows') as unknown as [RowsToSave]
    expect(saved).toMatchObject({ kind: 'sessions', subject: 'instance audit-1' })
    const [part] = saved.parts
    expect(part?.accountId).toBe(accountA.id)
    expect(part?.asOf).toBe('2026-05-01T10:00:00.000Z')
    expect(part?.rows).toEqual([['db-1', 'rds-ce88', '10.0.0.3', '=cmd|calc', 3n, 60]])
    expect(part?.notes).toEqual([
      'Period: 2026-05-10T00:00:00.000Z – 2026-05-12T00:00:00.000Z, sent to the service in UTC (assumed).',
      'Incomplete: Page 2 of 3 did not come.',
      'Incomplete: The service sent no count for 1 row; it is listed, but in no sum.',
      'Only rows that contain “cmd”.',
    ])
  })
})

describe('two periods', () => {
  const now = [share({ sessions: 7n }), share({ databaseUser: 'fresh', sessions: 2n })]
  const before = [share({ sessions: 10n }), share({ databaseUser: 'left', sessions: 4n })]

  it('are asked for only on demand: the previous period of the same length', async () => {
    periods(now, before)
    await open()
    expect(desk.asked('audit.sessions')).toHaveLength(1)
    await compare()
    const asked = desk.asked('audit.sessions').at(-1)
    expect(asked?.['range']).toEqual({
      kind: 'bounds',
      bounds: { from: previousFrom, to: '2026-05-10T00:00:00.000Z' },
    })
    expect(panel('period-now').textContent).toMatch(/Sessions\s*9/)
    expect(panel('period-before').textContent).toMatch(/Sessions\s*14/)
  })

  it('of a preset follow the moment at which the service answered, by its own clock', async () => {
    useScopeStore().setRange({ kind: 'preset', preset: 'DAY' })
    const answer = answered(now)
    const sources = answer.sources.map((source) => ({
      ...source,
      serverDate: '2026-05-01T12:00:00.000Z',
    }))
    desk.answer('audit.sessions', { ...answer, sources })
    await open()
    await compare()
    expect(desk.asked('audit.sessions').at(-1)?.['range']).toEqual({
      kind: 'bounds',
      bounds: { from: '2026-04-29T12:00:00.000Z', to: '2026-04-30T12:00:00.000Z' },
    })
  })

  it('are in one table, what is new or gone marked, and nothing divided by zero', async () => {
    periods(
      [...now, share({ databaseUser: 'zero', sessions: 3n })],
      [...before, share({ databaseUser: 'zero', sessions: 0n })],
    )
    await open()
    await compare()
    expect(rows().map((cells) => cells.slice(2))).toEqual([
      ['root', '7', '10', '-3', '-30.0%'],
      ['zero', '3', '0', '+3', '—'],
      ['fresh', '2', '0', '+2', 'New'],
      ['left', '0', '4', '-4', 'Gone'],
    ])
    expect(pageText()).not.toMatch(/Infinity|NaN/)
  })

  it('can be narrowed to what is new and to what is gone', async () => {
    periods(now, before)
    await open()
    await compare()
    await choose('New')
    expect(rows().map((cells) => cells[2])).toEqual(['fresh'])
    await choose('Gone')
    expect(rows().map((cells) => cells[2])).toEqual(['left'])
    await choose('All')
    expect(rows()).toHaveLength(3)
  })

  it('say so when nothing is new', async () => {
    periods([share()], [share()])
    await open()
    await compare()
    await choose('New')
    expect(pageText()).toContain('Nothing is new in this period.')
    await choose('All')
    expect(rows()).toHaveLength(1)
  })

  it('are drawn side by side and as a difference, by user, by database and as heat maps', async () => {
    periods(now, before)
    await open()
    await compare()
    const labels: (string | null | undefined)[] = []
    for (const what of ['By user', 'By database', 'User × database']) {
      for (const how of ['Side by side', 'Difference']) {
        await choose(what)
        await choose(how)
        labels.push(chart()?.getAttribute('aria-label'))
      }
    }
    expect(labels).toEqual([
      'Bars in pairs: sessions per database user in both periods',
      'Bars around zero: how many more or fewer sessions each database user has',
      'Bars in pairs: sessions per database in both periods',
      'Bars around zero: how many more or fewer sessions each database has',
      'Heat map: sessions of each database user on each database in this period',
      'Heat map: how many more or fewer sessions each database user has on each database',
    ])
  })

  it('have the numbers of the picture as a table', async () => {
    periods(now, before)
    await open()
    await compare()
    const lines = [...(chart()?.querySelectorAll('tbody tr') ?? [])].map((line) =>
      [...line.children].map((cell) => cell.textContent.trim()),
    )
    expect(lines).toEqual([
      ['root', '7', '10', '-3', '-30.0%'],
      ['left', '0', '4', '-4', 'Gone'],
      ['fresh', '2', '0', '+2', 'New'],
    ])
  })

  it('are saved with the counts of both, and when each was read', async () => {
    periods(now, before)
    desk.answer('export.saveRows', null)
    await open()
    await compare()
    await choose('Save as CSV…')
    const [saved] = desk.asked('export.saveRows') as unknown as [RowsToSave]
    expect(saved.kind).toBe('session-comparison')
    expect(saved.parts[0]?.rows[0]).toEqual([
      ...['db-1', 'rds-ce88', '10.0.0.3', 'root'],
      ...[7n, 10n, -3n, -30, 'both'],
    ])
    expect(saved.parts[0]?.rows[1]?.slice(4)).toEqual([2n, 0n, 2n, null, 'new'])
    expect(saved.parts[0]?.notes.join(' ')).toMatch(
      /sessions: 2026-05-10T00:00:00\.000Z.*sessions_compared: 2026-05-08T00:00:00\.000Z.*read at .*2026/,
    )
  })

  it('that are not equally long say so', async () => {
    useScopeStore().setRange({ kind: 'preset', preset: 'DAY' })
    desk.answer('audit.sessions', answered(now))
    await open()
    await compare()
    expect(pageText()).not.toContain('not equally long')
    await choose('Another range')
    button(/^Time range: .*–/).click()
    await flushPromises()
    await choose('Last 7 days')
    expect(desk.asked('audit.sessions').at(-1)?.['range']).toEqual({
      kind: 'preset',
      preset: 'WEEK',
    })
    expect(pageText()).toContain('The two periods are not equally long')
  })
})

describe('each of two periods', () => {
  const now = [share({ sessions: 7n })]
  const before = [share({ sessions: 10n })]
  const then = '2026-04-01T10:00:00.000Z'

  it('loads by itself; the comparison waits for both', async () => {
    desk.answer('audit.sessions', answered(now))
    await open()
    const held = desk.hold('audit.sessions')
    await compare()
    expect(panel('period-now').dataset['state']).toBe('fresh')
    expect(panel('period-before').dataset['state']).toBe('loading')
    expect(chart()).toBeNull()
    await held[0]?.answer(answered(before))
    expect(panel('period-before').dataset['state']).toBe('fresh')
    expect(chart()).not.toBeNull()
  })

  it('fails by itself, says why, and is asked again by itself', async () => {
    periods(now, before)
    await open()
    desk.fail('audit.sessions', { message: 'The gateway gave up.', requestId: 'req-42' })
    await compare()
    expect(panel('period-now').dataset['state']).toBe('fresh')
    expect(panel('period-before').dataset['state']).toBe('failed')
    expect(panel('period-before').textContent).toContain('req-42')
    expect(pageText()).toContain('The comparison is shown once both periods have an answer.')
    periods(now, before)
    await choose('Try again')
    expect(panel('period-before').dataset['state']).toBe('fresh')
    expect(chart()).not.toBeNull()
  })

  it('can be incomplete: then the comparison warns of what only seems new or gone', async () => {
    desk.answer('audit.sessions', (input) =>
      isPrevious(input) ? answered(before, ['Page 2 of 3 did not come.']) : answered(now),
    )
    await open()
    await compare()
    expect(panel('period-before').dataset['state']).toBe('partial')
    expect(panel('period-now').dataset['state']).toBe('fresh')
    expect(pageText()).toContain('what looks new, gone or changed may only be missing')
  })

  it('can be from the archive while the other is fresh, and the comparison says so', async () => {
    periods(now, before)
    await open()
    desk.fail('audit.sessions', { code: 'network', message: 'No route to host.' })
    desk.archive('audit.sessions', archived(before, then))
    await compare()
    expect(panel('period-before').dataset['state']).toBe('stale')
    expect(panel('period-before').textContent).toContain('From the archive')
    expect(panel('period-now').dataset['state']).toBe('fresh')
    const states = [...document.querySelectorAll<HTMLElement>('section[data-state]')].map(
      ({ dataset }) => dataset['state'],
    )
    expect(states.slice(2)).toEqual(['stale', 'stale'])
  })

  it('has earlier answers of its own to go back to', async () => {
    periods(now, before)
    desk.answer('audit.history', {
      accountId: accountA.id,
      answers: [{ id: AnswerId.parse(5), fetchedAt: then, complete: true }],
    })
    desk.archive('audit.sessions', archived([share({ sessions: 99n })], then))
    await open()
    await compare()
    const bar = panel('comparison')
    bar.querySelector<HTMLElement>('[data-testid="earlier-answers"]')?.click()
    await flushPromises()
    document.querySelector<HTMLElement>('[role=option]')?.click()
    await flushPromises()
    expect(panel('period-before').dataset['state']).toBe('earlier')
    expect(panel('period-before').textContent).toMatch(/Sessions\s*99/)
    expect(panel('period-now').dataset['state']).toBe('fresh')
    await choose('Back to now')
    expect(panel('period-before').textContent).toMatch(/Sessions\s*10/)
  })

  it('never stands under the name of another: a new range drops the old second period', async () => {
    periods(now, before)
    await open()
    await compare()
    const held = desk.hold('audit.sessions')
    useScopeStore().setRange({ kind: 'preset', preset: 'HOUR' })
    await flushPromises()
    expect(panel('period-before').dataset['state']).toBe('loading')
    expect(panel('period-before').textContent).not.toMatch(/Sessions\s*10/)
    expect(held).toHaveLength(1)
  })

  it('of A is gone at once when B is shown', async () => {
    periods(now, before)
    await open()
    await compare()
    desk.hold('audit.sessions')
    await useAccountsStore().select(accountB.id)
    await flushPromises()
    expect(pageText()).not.toContain('rds-ce88')
    expect(pageText()).not.toMatch(/Sessions\s*10/)
  })
})

describe('the address of the screen', () => {
  async function openAt(address: string): Promise<Router> {
    let router: Router | undefined
    const Shown = defineComponent(() => {
      router = useRouter()
      return () => h(SessionsView)
    })
    view = show(Shown, { global: { stubs: { EChart: chartStub } } })
    if (router === undefined) throw new Error('There is no router')
    await router.push(address)
    await flushPromises()
    return router
  }

  it('names databases, picture and comparison, and brings them again', async () => {
    periods([share()], [share()])
    await openAt(
      '/sessions?databases=db-1&picture=database&top=5&compare=2026-04-01T00:00:00.000Z/2026-04-02T00:00:00.000Z',
    )
    const asked = desk.asked('audit.sessions').slice(-2)
    expect(asked.map(({ databaseIds }) => databaseIds)).toEqual([['db-1'], ['db-1']])
    expect(asked.at(-1)?.['range']).toEqual({
      kind: 'bounds',
      bounds: { from: '2026-04-01T00:00:00.000Z', to: '2026-04-02T00:00:00.000Z' },
    })
    expect(button('Top 5').getAttribute('aria-pressed')).toBe('true')
    expect(button('By database').getAttribute('aria-pressed')).toBe('true')
  })

  it('follows what is chosen, and back undoes it', async () => {
    periods([share()], [share()])
    const router = await openAt('/sessions')
    await compare()
    expect(router.currentRoute.value.query).toMatchObject({ compare: 'previous', top: '10' })
    router.back()
    await vi.waitFor(() => {
      expect(document.querySelector('[data-testid="comparison"]')).toBeNull()
    })
  })

  it('passes over what it names wrongly', async () => {
    periods([share()], [share()])
    await openAt('/sessions?picture=pie&top=1000000&compare=yesterday')
    expect(button('By user').getAttribute('aria-pressed')).toBe('true')
    expect(button('Top 10').getAttribute('aria-pressed')).toBe('true')
    expect(document.querySelector('[data-testid="comparison"]')).toBeNull()
  })
})
