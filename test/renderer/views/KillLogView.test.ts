import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import KillLogView from '../../../src/renderer/views/KillLogView.vue'
import type { CollectionId, KillLogProgress } from '../../../src/shared/contract/kill-log.ts'
import type { Coverage } from '../../../src/shared/model/coverage.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { coverage, killPage, killRecord } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import {
  accountA,
  answered,
  ddmInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

type Input = Record<string, unknown>

let total: number
let desk: FakeDesk
let view: VueWrapper | null = null

const day = 24 * 3_600_000
/** Midnight of a day of November in the zone of this machine. */
const midnight = (of: number): string => new Date(2026, 10, of).toISOString()
const range = { from: midnight(14), to: midnight(21) }

/** A week of which the archive has the first days, a part of the next, and nothing of the rest. */
function gappyCoverage(): Coverage {
  const at = (days: number): string => new Date(Date.parse(range.from) + days * day).toISOString()
  const collectedAt = '2026-11-19T08:00:00.000Z'
  return {
    range,
    windows: [
      {
        window: { from: at(0), to: at(4) },
        expected: 90,
        obtained: 90,
        missing: null,
        collectedAt,
      },
      {
        window: { from: at(4), to: at(5) },
        expected: 9,
        obtained: 7,
        missing: 'The service counts 9 and sent 7.',
        collectedAt,
      },
      {
        window: { from: at(5), to: at(7) },
        expected: null,
        obtained: 0,
        missing: 'not asked for',
        collectedAt: null,
      },
    ],
    rows: total,
    outcome: {
      kind: 'incomplete',
      reasons: ['The service counts 9 and sent 7.', 'not asked for'],
    },
  }
}

function nothing(): Coverage {
  const missing = 'not asked for'
  return {
    range,
    windows: [{ window: range, expected: null, obtained: 0, missing, collectedAt: null }],
    rows: 0,
    outcome: { kind: 'incomplete', reasons: [missing] },
  }
}

beforeEach(async () => {
  total = 5000
  // A page that is not laid out has no sizes; the table needs to know how much can be seen.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(373)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
  desk = await startDesk()
  desk.answer('killLog.coverage', () => answered(coverage(total)))
  desk.answer('killLog.collect', () => answered(coverage(total)))
  desk.answer('killLog.page', (input: Input) => {
    const offset = Number(input['offset'])
    const length = Math.min(Number(input['limit']), total - offset)
    return killPage(
      Array.from({ length }, (_, index) => killRecord(offset + index)),
      { total, offset },
    )
  })
  desk.answer('killLog.facets', () => ({
    accountId: accountA.id,
    total,
    operators: [
      { operator: 'ops.zhang', kills: 4000 },
      { operator: null, kills: 1000 },
    ],
    instances: [{ instanceName: 'ddm-orders-prod', kills: 5000 }],
    hours: [{ weekday: 0, hour: 19, kills: 4998 }],
    timeZone: 'Europe/Berlin',
    withoutTime: 2,
    revision: 1,
  }))
})

afterEach(() => {
  view?.unmount()
  view = null
  vi.useRealTimers()
  vi.restoreAllMocks()
})

async function open(): Promise<void> {
  view = show(KillLogView, { global: { stubs: { EChart: chartStub } } })
  await flushPromises()
}

async function press(name: string): Promise<void> {
  button(name).click()
  await flushPromises()
}

async function progress(changes: Partial<KillLogProgress> = {}): Promise<void> {
  desk.emit('killLog.progress', {
    accountId: accountA.id,
    collectionId: desk.asked('killLog.collect').at(-1)?.['collectionId'] as CollectionId,
    instanceId: ddmInstanceId,
    windowsDone: 3,
    windowsTotal: 13,
    rows: 1234,
    revision: 1,
    waiting: null,
    ...changes,
  })
  await flushPromises()
}

function days(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-covered]')]
}

function daysShown(): (string | undefined)[] {
  return days().map(({ dataset }) => dataset['covered'])
}

function drawnRows(): HTMLElement[] {
  return [
    ...document.querySelectorAll<HTMLElement>('[data-testid="kill-records"] [role="row"]'),
  ].slice(1)
}

function table(): HTMLElement {
  const found = document.querySelector<HTMLElement>('[data-testid="kill-records"]')
  if (found === null) throw new Error('There is no table')
  return found
}

/** The record at a place of the list, if it is drawn. */
function rowAt(index: number): HTMLElement | undefined {
  return drawnRows().find((row) => row.getAttribute('aria-rowindex') === String(index + 2))
}

async function scrollTo(top: number): Promise<void> {
  table().scrollTop = top
  table().dispatchEvent(new Event('scroll'))
  await flushPromises()
  await flushPromises()
}

function coverageText(): string {
  return document.querySelector('[data-testid="coverage"]')?.textContent.trim() ?? ''
}

describe('the kill log', () => {
  it('shows what the archive has, and asks the service for nothing', async () => {
    await open()
    expect(coverageText()).toBe('Complete')
    expect(pageText()).toContain('5,000 records')
    expect(pageText()).toContain('From this computer’s archive: every record')
    expect(desk.asked('killLog.collect')).toEqual([])
  })

  it('says how to begin where the archive has nothing', async () => {
    desk.answer('killLog.coverage', answered(nothing()))
    await open()
    expect(pageText()).toContain('The archive has nothing of this range yet.')
    expect(drawnRows()).toEqual([])
    desk.answer('killLog.coverage', answered(coverage(total)))
    await press('Collect log')
    await flushPromises()
    expect(coverageText()).toBe('Complete')
    expect(drawnRows().length).toBeGreaterThan(9)
  })

  it('says so when the project has no DDM instance', async () => {
    desk.answer('killLog.instances', answered([]))
    await open()
    expect(pageText()).toContain('This project has no DDM instance')
    expect(button('Collect log').disabled).toBe(true)
  })

  it('says how old the oldest of it is', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    await open()
    const asOf = document.querySelector('[data-testid="as-of"] time')
    expect(asOf?.getAttribute('datetime')).toBe('2026-11-19T08:00:00.000Z')
  })

  it('shows day by day where it is complete, partial and missing, and says so in words', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    await open()
    expect(coverageText()).toBe('Incomplete')
    expect(daysShown()).toEqual([
      ...['complete', 'complete', 'complete', 'complete'],
      ...['partial', 'missing', 'missing'],
    ])
    expect(days()[0]?.getAttribute('aria-label')).toMatch(/Nov 14.*: complete\. Collected/)
    expect(days()[4]?.getAttribute('aria-label')).toContain('7 of 9 records')
    expect(days()[6]?.getAttribute('aria-label')).toMatch(
      /Nov 20.*: nothing stored\. Collect just this/,
    )
    expect(pageText()).toMatch(/Days complete\s*4\s*of 7/)
    expect(pageText()).toContain('2 more exist')
    const missing = document.querySelector('ul[aria-label="What is missing"]')?.textContent
    expect(missing).toContain('The service counts 9 and sent 7.')
  })

  it('collects just the day that is pressed, and nothing of one that is there', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    await open()
    days()[1]?.click()
    days()[5]?.click()
    await flushPromises()
    expect(desk.asked('killLog.collect')).toEqual([
      expect.objectContaining({
        what: 'missing',
        range: {
          kind: 'bounds',
          bounds: { from: midnight(19), to: midnight(20) },
        },
      }),
    ])
  })

  it('is gone through day by day with the arrow keys, of which Tab reaches one', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    await open()
    const press = async (key: string) => {
      days()[0]?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
      await flushPromises()
      return days().findIndex((day) => day.tabIndex === 0)
    }
    expect(days().filter((day) => day.tabIndex === 0)).toHaveLength(1)
    expect(await press('ArrowRight')).toBe(1)
    expect(await press('End')).toBe(6)
    expect(await press('ArrowRight')).toBe(6)
    expect(document.activeElement).toBe(days()[6])
    expect(document.querySelector('[data-testid="slice-text"]')?.textContent).toContain(
      'Collect just this.',
    )
  })

  it('shows which days are being collected', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    desk.hold('killLog.collect')
    useScopeStore().setRange({ kind: 'bounds', bounds: range })
    await open()
    await press('Collect what is missing')
    await flushPromises()
    expect(daysShown().slice(3)).toEqual(['complete', 'collecting', 'collecting', 'collecting'])
    days()[6]?.click()
    await flushPromises()
    expect(desk.asked('killLog.collect')).toHaveLength(1)
  })

  it('says the same in a table, from which a part can be collected too', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    await open()
    await press('Show coverage as table')
    const lines = [...(document.querySelector('table')?.querySelectorAll('tbody tr') ?? [])].map(
      (line) => line.textContent,
    )
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/Partly there.*7 of 9 records/)
    await press('Collect')
    expect(desk.asked('killLog.collect')[0]).toMatchObject({
      range: {
        bounds: { from: midnight(18), to: midnight(19) },
      },
    })
  })

  it('is a calendar where the range is long, and hours where it is short', async () => {
    const layout = () =>
      document.querySelector<HTMLElement>('[data-layout]')?.dataset['layout'] ?? null
    const year = { from: new Date(2025, 10, 21).toISOString(), to: midnight(21) }
    desk.answer('killLog.coverage', answered({ ...gappyCoverage(), range: year }))
    await open()
    expect(layout()).toBe('calendar')
    expect(days()).toHaveLength(365)
    view?.unmount()
    const half = (hour: number) => new Date(2026, 10, 14, hour, 30).toISOString()
    const hour = { from: half(10), to: half(11) }
    desk.answer('killLog.coverage', answered({ ...gappyCoverage(), range: hour }))
    useScopeStore().setRange({ kind: 'bounds', bounds: hour })
    await open()
    expect(layout()).toBe('strip')
    expect(daysShown()).toEqual(['complete', 'complete'])
  })

  it('offers to collect what is missing, and all again', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    await open()
    await press('Collect what is missing')
    await press('Collect all again')
    expect(desk.asked('killLog.collect').map((input) => input['what'])).toEqual(['missing', 'all'])
  })

  it('has nothing to collect where fixed bounds are wholly there', async () => {
    useScopeStore().setRange({ kind: 'bounds', bounds: range })
    await open()
    expect(button('Collect what is missing').disabled).toBe(true)
    expect(button('Collect all again').disabled).toBe(false)
  })

  it('shows how far it has come, with the rows there are, and can be paused', async () => {
    desk.hold('killLog.collect')
    await open()
    await press('Collect what is missing')
    await progress()
    expect(pageText()).toContain('3 of 13 windows asked, 1,234 rows so far')
    expect(drawnRows().length).toBeGreaterThan(9)
    expect(button('Collect what is missing').disabled).toBe(true)
    await press('Pause')
    expect(desk.asked('killLog.stop')[0]).toMatchObject({ how: 'pause' })
    expect(button('Pausing …').disabled).toBe(true)
    expect(button('Cancel').disabled).toBe(true)
  })

  it('says about how long it will still take, once a few windows tell', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    desk.hold('killLog.collect')
    await open()
    await press('Collect what is missing')
    const left = () => document.querySelector('[data-testid="left"]')?.textContent.trim()
    await progress({ windowsDone: 1, windowsTotal: 13 })
    expect(left()).toBeUndefined()
    vi.advanceTimersByTime(60_000)
    await progress({ windowsDone: 3, windowsTotal: 13 })
    expect(left()).toBe('about 3 min left')
    await progress({ windowsDone: 12, windowsTotal: 13 })
    expect(left()).toBe('about 5 s left')
    await progress({ windowsDone: 13, windowsTotal: 13 })
    expect(left()).toBeUndefined()
  })

  it('can be cancelled', async () => {
    desk.hold('killLog.collect')
    await open()
    await press('Collect what is missing')
    await press('Cancel')
    expect(desk.asked('killLog.stop')[0]).toMatchObject({ how: 'cancel' })
    expect(button('Cancelling …').disabled).toBe(true)
  })

  it('says why it waits and for how long, counting down, and stops saying so', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    desk.hold('killLog.collect')
    await open()
    await press('Collect what is missing')
    const wait = (waiting: KillLogProgress['waiting']) => progress({ waiting })
    const text = () => document.querySelector('[data-testid="waiting"]')?.textContent.trim()
    await wait({ reason: 'pace', milliseconds: 12_000 })
    expect(text()).toBe('Waiting for the API’s limit, resumes in 12 s.')
    vi.advanceTimersByTime(5_000)
    await flushPromises()
    expect(text()).toBe('Waiting for the API’s limit, resumes in 7 s.')
    view?.unmount()
    await open()
    expect(text()).toBe('Waiting for the API’s limit, resumes in 7 s.')
    vi.advanceTimersByTime(7_000)
    await flushPromises()
    expect(text()).toBeUndefined()
    await wait({ reason: 'fault', milliseconds: 2_500 })
    expect(text()).toBe('The service or the network failed; asked again in 3 s.')
    await wait({ reason: 'throttled', milliseconds: 4_000 })
    expect(text()).toBe('The service asks to slow down; asked again in 4 s.')
    await wait(null)
    expect(text()).toBeUndefined()
  })

  it('is collected again once the secret it failed for is typed', async () => {
    desk.fail('killLog.collect', { code: 'no-secret' })
    await open()
    await press('Collect what is missing')
    expect(useAccountsStore().secretWanted).toBe(accountA.id)
    desk.answer('killLog.collect', answered(coverage(total)))
    desk.answer('accounts.setSecret', null)
    await useAccountsStore().setSecret(accountA.id, { method: 'password', password: 'secret' })
    await flushPromises()
    expect(desk.asked('killLog.collect')).toHaveLength(2)
    expect(document.querySelector('[data-testid="collection-failed"]')).toBeNull()
  })

  it('says why nothing could be collected, keeps what is there, and tries again on demand', async () => {
    desk.fail('killLog.collect', { code: 'network', message: 'No route to host.' })
    await open()
    await press('Collect what is missing')
    expect(pageText()).toContain('No route to host.')
    expect(drawnRows().length).toBeGreaterThan(9)
    desk.answer('killLog.collect', answered(coverage(total)))
    await press('Try again')
    expect(pageText()).not.toContain('No route to host.')
  })

  it('offers to resume what was interrupted, and says how much of it is stored', async () => {
    desk.answer('killLog.coverage', answered(gappyCoverage()))
    desk.answer('killLog.unfinished', [
      {
        id: '00000000-0000-4000-8000-0000000000aa' as CollectionId,
        instanceId: ddmInstanceId,
        range,
        state: 'interrupted' as const,
        updatedAt: '2026-11-19T08:00:00.000Z',
        reason: null,
      },
    ])
    await open()
    await flushPromises()
    const offer = document.querySelector('[data-testid="unfinished"]')?.textContent ?? ''
    expect(offer).toMatch(/A collection of ddm-orders, .*Nov 14.* – .*Nov 21.*, was interrupted\./)
    expect(offer).toContain('4 of 7 days are stored.')
    desk.answer('killLog.unfinished', [])
    await press('Resume')
    expect(desk.asked('killLog.collect')[0]).toMatchObject({
      what: 'missing',
      range: { kind: 'bounds', bounds: range },
    })
    expect(document.querySelector('[data-testid="unfinished"]')).toBeNull()
  })

  it('shows both pictures, and the kills by instance as well', async () => {
    await open()
    const pictures = () =>
      [...document.querySelectorAll('[data-testid="chart"]')].map((picture) =>
        picture.getAttribute('aria-label'),
      )
    expect(pictures()).toEqual([
      'Heat map: kills per weekday and hour of day, in the local time zone',
      'Bars: kills of each operator, most first',
    ])
    expect(pageText()).toContain('2 records have no time that can be read')
    expect(pageText()).toContain('(no name sent)')
    await press('By instance')
    expect(pictures()[1]).toBe('Bars: kills on each instance, most first')
    expect(pageText()).toContain('ddm-orders-prod')
  })

  it('does not take an empty log for proof that nothing was killed', async () => {
    desk.answer('killLog.coverage', answered(coverage(0)))
    await open()
    expect(pageText()).toContain('That alone does not prove that none was killed.')
    expect(drawnRows()).toEqual([])
  })

  it('draws only the rows in sight, and tells how many there are', async () => {
    await open()
    expect(table().getAttribute('aria-rowcount')).toBe(String(total + 1))
    expect(drawnRows().length).toBeGreaterThan(9)
    expect(drawnRows().length).toBeLessThan(40)
    expect(drawnRows()[0]?.textContent).toContain('ops.zhang')
  })

  it('fetches the rows that are scrolled to', async () => {
    await open()
    await scrollTo(3000 * 34)
    expect(desk.asked('killLog.page').map((input) => input['offset'])).toContain(3000)
    expect(rowAt(3000)?.textContent).toContain('3000')
  })

  describe('of a million records', () => {
    const million = 1_000_000
    const rowHeight = 34
    /** What is seen at once, without the header. */
    const seen = 373 - 33
    const ratio = (million * rowHeight - seen) / (16_000_000 - seen)

    beforeEach(async () => {
      total = million
      await open()
    })

    /** Where in the viewport a row begins, in pixels. */
    function top(index: number): number {
      const shift = /translateY\((.*)px\)/.exec(rowAt(index)?.getAttribute('style') ?? '')?.[1]
      return Number(shift) - table().scrollTop
    }

    /** The row the keyboard is at. */
    function active(): number {
      const row = drawnRows().find((one) => one.getAttribute('aria-selected') === 'true')
      return Number(row?.getAttribute('aria-rowindex')) - 2
    }

    async function key(name: string): Promise<void> {
      table().dispatchEvent(new KeyboardEvent('keydown', { key: name, cancelable: true }))
      table().dispatchEvent(new Event('scroll'))
      await flushPromises()
      await flushPromises()
    }

    it('shows row 900,000 where the scroll bar says', async () => {
      await scrollTo((900_000 * rowHeight) / ratio)
      expect(rowAt(900_000)?.textContent).toContain('900000')
      expect(top(900_000)).toBeCloseTo(0, 3)
    })

    it('ends with its very last row at the bottom', async () => {
      await scrollTo(16_000_000 - seen)
      expect(rowAt(million - 1)?.textContent).toContain('999999')
      expect(top(million - 1)).toBeCloseTo(seen - rowHeight, 3)
      expect(rowAt(million)).toBeUndefined()
    })

    it('is gone through page by page and row by row without skipping any', async () => {
      await scrollTo((900_000 * rowHeight) / ratio)
      await key('PageDown')
      expect(top(900_009)).toBeCloseTo(0, 3)
      await key('PageDown')
      expect(top(900_018)).toBeCloseTo(0, 3)
      expect(active()).toBe(900_018)
      // The page is left once the last row that is seen whole is passed.
      for (let row = 0; row < 9; row += 1) await key('ArrowDown')
      expect(top(900_018)).toBeCloseTo(0, 3)
      await key('ArrowDown')
      expect(top(900_019)).toBeCloseTo(0, 3)
      expect(active()).toBe(900_028)
      await key('PageUp')
      expect(top(900_010)).toBeCloseTo(0, 3)
      expect(active()).toBe(900_019)
    })

    it('is gone to its end and back by a key', async () => {
      await key('End')
      expect(top(million - 1)).toBeCloseTo(seen - rowHeight, 3)
      await key('Home')
      expect(top(0)).toBeCloseTo(0, 3)
    })
  })

  it('sorts by a column when its header is pressed', async () => {
    await open()
    const header = [...document.querySelectorAll('[role="columnheader"]')].find((cell) =>
      cell.textContent.includes('Operator'),
    )
    expect(header?.getAttribute('aria-sort')).toBe('none')
    header?.querySelector('button')?.click()
    await flushPromises()
    expect(header?.getAttribute('aria-sort')).toBe('ascending')
    expect(desk.asked('killLog.page').at(-1)?.['query']).toEqual({
      filter: '',
      sort: { column: 'operator', descending: false },
    })
  })

  it.each([
    [true, 'The file holds every record that matches.'],
    [false, 'the file does not hold every record'],
  ])('says where the file was saved and whether it is complete (%s)', async (complete, words) => {
    desk.answer('killLog.saveCsv', {
      path: '/home/auditor/kill-log.csv',
      rows: total,
      complete,
      demo: false,
    })
    await open()
    await press('Save as CSV…')
    const notice = document.querySelector('[data-testid="saved"]')?.textContent ?? ''
    expect(notice).toContain('5,000 records saved to /home/auditor/kill-log.csv')
    expect(notice).toContain(words)
  })

  it('keeps the rows on show when the view is left and opened again', async () => {
    await open()
    view?.unmount()
    await open()
    expect(coverageText()).toBe('Complete')
    expect(drawnRows().length).toBeGreaterThan(9)
    expect(desk.asked('killLog.coverage')).toHaveLength(1)
  })
})
