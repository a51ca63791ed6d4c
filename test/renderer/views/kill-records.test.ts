import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import KillLogView from '../../../src/renderer/views/KillLogView.vue'
import type { KillRecordDetail, KillRecordId } from '../../../src/shared/contract/kill-log.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useKillLogStore } from '../../../src/renderer/stores/killLog.ts'
import { coverage, killPage, killRecord } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import {
  accountA,
  accountB,
  answered,
  ddmInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

type Input = Record<string, unknown>

const total = 5000
let desk: FakeDesk
let view: VueWrapper | null = null
let copied: string[]

function detail(id: number, changes: Partial<KillRecordDetail> = {}): KillRecordDetail {
  const window = { from: '2024-06-14T00:00:00.000Z', to: '2024-06-21T00:00:00.000Z' }
  return {
    accountId: accountA.id,
    id: id as KillRecordId,
    record: { ...killRecord(id), processId: '18446744073709551615' },
    instanceId: ddmInstanceId,
    raw: `{ "process_id": 18446744073709551615, "n": ${id} }`,
    source: {
      service: 'ddm',
      method: 'GET',
      url: 'https://ddm.example/v3/p/instances/i/processes-audit-log?offset=0',
      body: null,
      requestId: 'request-77',
      serverDate: '2024-06-22T00:00:00.000Z',
      fetchedAt: '2024-06-22T00:00:01.000Z',
    },
    sha256: 'ab'.repeat(32),
    size: 12_345,
    row: 4,
    within: window,
    lacking: [],
    doubtful: false,
    windows: [
      {
        window,
        collectedAt: '2024-06-23T00:00:00.000Z',
        missing: null,
        holds: 'not',
        brought: false,
      },
      {
        window,
        collectedAt: '2024-06-22T00:00:00.000Z',
        missing: null,
        holds: 'alike',
        brought: true,
      },
    ],
    unread: 0,
    ...changes,
  }
}

beforeEach(async () => {
  localStorage.clear()
  copied = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((text) => {
    copied.push(text)
    return Promise.resolve()
  })
  // A page that is not laid out has no sizes; the table needs to know how much can be seen.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(373)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
  desk = await startDesk()
  desk.answer('killLog.coverage', () => answered(coverage(total)))
  desk.answer('killLog.page', (input: Input) => {
    const offset = Number(input['offset'])
    const length = Math.min(Number(input['limit']), total - offset)
    const records = Array.from({ length }, (_, index) => killRecord(offset + index))
    return killPage(records, { total, offset })
  })
  desk.answer('killLog.facets', () => ({
    accountId: accountA.id,
    total,
    operators: [
      { operator: 'ops.zhang', kills: 4000 },
      { operator: null, kills: 900 },
      { operator: '', kills: 100 },
    ],
    instances: [{ instanceName: 'ddm-orders-prod', kills: 5000 }],
    hours: [{ weekday: 0, hour: 19, kills: 5000 }],
    timeZone: 'Europe/Berlin',
    withoutTime: 0,
    revision: 1,
  }))
  desk.answer('killLog.detail', (input: Input) => detail(Number(input['recordId'])))
})

afterEach(() => {
  view?.unmount()
  view = null
  vi.restoreAllMocks()
})

async function open(): Promise<void> {
  view = show(KillLogView, { global: { stubs: { EChart: chartStub } } })
  await flushPromises()
}

async function press(name: string | RegExp): Promise<void> {
  button(name).click()
  await flushPromises()
}

/** What ECharts would tell of a press on the first picture, the heat map, or the second. */
async function pressPicture(picture: 0 | 1, event: object): Promise<void> {
  view?.findAllComponents(chartStub)[picture]!.vm.$emit('click', event)
  await flushPromises()
}

function grid(): HTMLElement {
  const found = document.querySelector<HTMLElement>('[data-testid="kill-records"]')
  if (found === null) throw new Error('There is no table')
  return found
}

function rows(): HTMLElement[] {
  return [...grid().querySelectorAll<HTMLElement>('[role="row"]')].slice(1)
}

/** The places of the rows that are drawn as selected. */
function selected(): number[] {
  return rows()
    .filter((row) => row.getAttribute('aria-selected') === 'true')
    .map((row) => Number(row.getAttribute('aria-rowindex')) - 2)
}

async function point(place: number, keys: MouseEventInit = {}, cell = 'at'): Promise<void> {
  const row = rows().find((one) => one.getAttribute('aria-rowindex') === String(place + 2))
  row
    ?.querySelector(`[data-column="${cell}"]`)
    ?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, button: 0, ...keys }))
  await flushPromises()
}

async function key(name: string, keys: KeyboardEventInit = {}): Promise<void> {
  grid().dispatchEvent(new KeyboardEvent('keydown', { key: name, cancelable: true, ...keys }))
  await flushPromises()
}

/** Presses the keys that copy. @returns whether the browser would copy too */
async function copy(): Promise<boolean> {
  const event = new KeyboardEvent('keydown', { key: 'c', ctrlKey: true, cancelable: true })
  grid().dispatchEvent(event)
  await flushPromises()
  return !event.defaultPrevented
}

function chips(): string[] {
  return [...document.querySelectorAll('[data-testid="chip"]')].map((chip) =>
    chip.textContent.replace(/\s+/g, ' ').trim(),
  )
}

const lastOnly = () => (desk.asked('killLog.page').at(-1)?.['query'] as Input)['only']
const record = () => document.querySelector<HTMLElement>('[data-testid="record"]')

describe('pressing a picture', () => {
  it('leaves only that operator in rows, counts and exports, until it is taken back', async () => {
    await open()
    await pressPicture(1, { componentType: 'series', dataIndex: 0, value: 4000 })
    expect(chips()).toEqual(['Operator: ops.zhang'])
    expect(lastOnly()).toEqual({ operator: 'ops.zhang' })
    expect(desk.asked('killLog.facets').at(-1)?.['only']).toEqual({ operator: 'ops.zhang' })
    desk.answer('killLog.saveCsv', { path: '/a.csv', rows: 1, complete: true, demo: true })
    await press('Save as CSV…')
    expect(desk.asked('killLog.saveCsv')[0]?.['query']).toMatchObject({
      only: { operator: 'ops.zhang' },
    })
    expect(pageText()).toContain('Demo data')
    await press(/^Show all again: Operator/)
    expect(chips()).toEqual([])
    expect(lastOnly()).toBeUndefined()
  })

  it('tells those without a name from those whose name is empty', async () => {
    await open()
    await pressPicture(1, { componentType: 'series', dataIndex: 1, value: 900 })
    expect(lastOnly()).toEqual({ operator: null })
    expect(chips()).toEqual(['Operator: (no name sent)'])
    await pressPicture(1, { componentType: 'yAxis', value: '(empty)' })
    expect(lastOnly()).toEqual({ operator: '' })
  })

  it('can be pressed again to see all', async () => {
    await open()
    const bar = { componentType: 'series', dataIndex: 0, value: 4000 }
    await pressPicture(1, bar)
    await pressPicture(1, bar)
    expect(chips()).toEqual([])
  })

  it('leaves only an hour, a weekday or an hour of every day, in the zone of the picture', async () => {
    await open()
    await pressPicture(0, { componentType: 'series', value: [19, 0, 70] })
    expect(chips()).toEqual(['Time: Mon 19:00–20:00'])
    expect(lastOnly()).toEqual({
      hours: { timeZone: 'Europe/Berlin', of: [{ weekday: 0, hour: 19 }] },
    })
    await pressPicture(0, { componentType: 'yAxis', value: 'Tue' })
    expect(chips()).toEqual(['Time: Tuesday'])
    await pressPicture(0, { componentType: 'xAxis', value: '07' })
    expect(chips()).toEqual(['Time: 07:00–08:00 every day'])
    const event = { event: new MouseEvent('click', { ctrlKey: true }) }
    await pressPicture(0, { componentType: 'series', value: [9, 0, 0], event })
    expect(chips()).toEqual(['Time: 8 hours of the week'])
  })

  it('of an hour in which nobody was killed changes nothing', async () => {
    await open()
    await pressPicture(0, { componentType: 'series', value: [3, 3, 0] })
    expect(chips()).toEqual([])
  })

  it('can be done in its table by keyboard as well', async () => {
    await open()
    const cells = [...document.querySelectorAll<HTMLButtonElement>('.press')]
    expect(cells.filter((cell) => cell.tabIndex === 0)).toHaveLength(1)
    await press('Monday, hour 19: 5,000 kills')
    await press('(no name sent)')
    expect(chips()).toEqual(['Operator: (no name sent)', 'Time: Mon 19:00–20:00'])
    await press('Clear filters')
    expect(chips()).toEqual([])
  })

  it('is forgotten with the account', async () => {
    await open()
    await pressPicture(1, { componentType: 'series', dataIndex: 0, value: 4000 })
    await useAccountsStore().select(accountB.id)
    expect(useKillLogStore().query.only).toBeUndefined()
  })
})

describe('the rows', () => {
  it('are selected by pointer, as a range with Shift and one by one with Ctrl', async () => {
    await open()
    await point(2)
    await point(5, { shiftKey: true })
    expect(selected()).toEqual([2, 3, 4, 5])
    await point(4, { ctrlKey: true })
    expect(selected()).toEqual([2, 3, 5])
    await point(1)
    expect(selected()).toEqual([1])
  })

  it('are selected by keyboard, and all of them at once', async () => {
    await open()
    await key('ArrowDown')
    await key('ArrowDown')
    await key('ArrowDown', { shiftKey: true })
    expect(selected()).toEqual([1, 2])
    const active = document.getElementById(grid().getAttribute('aria-activedescendant') ?? '')
    expect(active?.closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('4')
    await key('a', { ctrlKey: true })
    expect(selected()).toHaveLength(rows().length)
    await key('Escape')
    expect(selected()).toEqual([])
  })

  it('are copied with the columns that are shown and their headings', async () => {
    await open()
    await point(7)
    await point(8, { shiftKey: true })
    await copy()
    const lines = copied[0]?.split('\n').map((line) => line.split('\t')) ?? []
    expect(lines[0]).toEqual(['Time', 'Process id', 'Operator', 'Instance'])
    expect(lines.slice(1).map((cells) => cells.slice(1))).toEqual([
      ['7', 'ops.zhang', 'ddm-orders'],
      ['8', 'ops.zhang', 'ddm-orders'],
    ])
    expect(pageText()).not.toContain('Nothing was copied')
  })

  it('far from those in sight are copied as well', async () => {
    await open()
    await key('a', { metaKey: true })
    await copy()
    await flushPromises()
    expect(copied[0]?.split('\n')).toHaveLength(total + 1)
    expect(copied[0]?.split('\n').at(-1)).toContain('\t4999\t')
  })

  it('are copied whole or not at all when the log changes meanwhile', async () => {
    await open()
    await key('a', { ctrlKey: true })
    desk.answer('killLog.page', (input: Input) => {
      const offset = Number(input['offset'])
      return killPage([killRecord(0)], { total, offset, revision: 2 })
    })
    await copy()
    expect(copied).toEqual([])
  })

  it('leave marked text to be copied as ever', async () => {
    await open()
    await point(1)
    vi.spyOn(window, 'getSelection').mockReturnValue({ toString: () => 'zhang' } as Selection)
    expect(await copy()).toBe(true)
    expect(copied).toEqual([])
  })

  it('are copied from the menu too, while they have the focus', async () => {
    await open()
    await point(1)
    const copyByMenu = async () => {
      document.dispatchEvent(new Event('copy', { cancelable: true }))
      await flushPromises()
      return copied.length
    }
    expect(await copyByMenu()).toBe(0)
    grid().focus()
    expect(await copyByMenu()).toBe(1)
  })

  it('have cells, of which the one the keyboard is in is copied exactly', async () => {
    await open()
    await point(3, {}, 'processId')
    await key('c', { ctrlKey: true, shiftKey: true })
    await key('ArrowRight')
    await key('C', { metaKey: true, shiftKey: true })
    expect(copied).toEqual(['3', 'ops.zhang'])
  })

  it('are no longer selected once their order is another', async () => {
    await open()
    await point(3)
    const store = useKillLogStore()
    store.sortBy('operator')
    await flushPromises()
    expect(selected()).toEqual([])
  })

  it('show the columns that are chosen, which are remembered', async () => {
    localStorage.setItem('audit-desk.killLog.columns', 'rawTime instanceId nonsense')
    await open()
    const headings = [...grid().querySelectorAll('[role="columnheader"]')].map((heading) =>
      heading.textContent.trim(),
    )
    expect(headings).toEqual(['Time as sent', 'Instance id', 'Show record'])
    expect(rows()[0]?.textContent).toContain('2024-06-18T03:08:15+0800')
    await point(0, {}, 'rawTime')
    await copy()
    expect(copied[0]).toBe('Time as sent\tInstance id\n2024-06-18T03:08:15+0800\tddm-1')
  })
})

describe('a record looked at closely', () => {
  it('shows its fields, the row as it was sent, and where it is from', async () => {
    await open()
    await key('ArrowDown')
    await key('Enter')
    const text = record()?.textContent.replace(/\s+/g, ' ') ?? ''
    expect(desk.asked('killLog.detail')).toEqual([{ accountId: accountA.id, recordId: 1 }])
    expect(record()?.querySelector('[data-testid="raw"]')?.textContent).toBe(
      '{ "process_id": 18446744073709551615, "n": 1 }',
    )
    for (const part of [
      '2024-06-17T19:08:15.000Z',
      '2024-06-18T03:08:15+0800',
      'request-77',
      'ab'.repeat(32),
      'row 5 of it',
      'Complete, but did not hold it',
      'Brought this record',
      'Certain',
    ]) {
      expect(text).toContain(part)
    }
    await press('Copy the row as sent')
    expect(copied).toEqual(['{ "process_id": 18446744073709551615, "n": 1 }'])
  })

  it('says that it is doubtful, and why', async () => {
    desk.answer('killLog.detail', detail(1, { doubtful: true, lacking: ['operator'], unread: 3 }))
    await open()
    await point(0)
    await key('Enter')
    expect(record()?.textContent).toContain('Doubtful: not sent: Operator.')
    expect(record()?.textContent).toContain('3 older windows were not looked through.')
  })

  it('gives way to the next and the previous by arrow keys, as far as there are any', async () => {
    await open()
    await key('ArrowDown')
    await key('Enter')
    const step = async (name: string) => {
      record()?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
      await flushPromises()
      return pageText().match(/Record \d+ of 5,000/)?.[0]
    }
    expect(button('Previous').disabled).toBe(true)
    expect(await step('ArrowDown')).toBe('Record 2 of 5,000')
    expect(await step('ArrowDown')).toBe('Record 3 of 5,000')
    expect(record()?.textContent).toContain('"n": 3')
    expect(await step('ArrowUp')).toBe('Record 2 of 5,000')
    expect(selected()).toEqual([1])
  })

  it('is loading, fails and is asked for again like every panel', async () => {
    const held = desk.hold('killLog.detail')
    await open()
    await point(0)
    await key('Enter')
    const state = () => record()?.querySelector<HTMLElement>('[data-state]')?.dataset['state']
    expect(state()).toBe('loading')
    await held[0]?.fail({ code: 'file', message: 'The archive holds a damaged answer.' })
    expect(state()).toBe('failed')
    expect(record()?.textContent).toContain('The archive holds a damaged answer.')
    desk.answer('killLog.detail', detail(1))
    await press('Try again')
    expect(state()).toBe('fresh')
  })

  it('of another account is never shown', async () => {
    desk.answer('killLog.detail', detail(1, { accountId: accountB.id, raw: '{"of":"another"}' }))
    await open()
    await point(0)
    await key('Enter')
    expect(pageText()).not.toContain('{"of":"another"}')
  })

  it('is closed when the account is left', async () => {
    await open()
    await point(0)
    await key('Enter')
    expect(record()).not.toBeNull()
    await useAccountsStore().select(accountB.id)
    await flushPromises()
    expect(pageText()).not.toContain('request-77')
  })

  it('stays when the list changes beneath it, but has no neighbours then', async () => {
    await open()
    await point(1)
    await key('Enter')
    useKillLogStore().sortBy('operator')
    await flushPromises()
    expect(record()?.textContent).toContain('request-77')
    expect(pageText()).toContain('The list has changed since')
    expect(button('Next').disabled).toBe(true)
  })
})

describe('each panel', () => {
  const state = (title: string) =>
    [...document.querySelectorAll('section')]
      .find((panel) => panel.querySelector('h2')?.textContent === title)
      ?.getAttribute('data-state')

  it('is loading until its question is answered', async () => {
    desk.hold('killLog.coverage')
    desk.hold('killLog.facets')
    await open()
    expect(state('Coverage')).toBe('loading')
  })

  it('is fresh with its answer', async () => {
    await open()
    expect(['Coverage', 'Kills by hour and weekday', 'Most kills'].map(state)).toEqual([
      ...['fresh', 'fresh', 'fresh'],
    ])
  })

  it('is empty where nothing matches, and the way back is offered', async () => {
    const none = { operators: [], instances: [], hours: [], timeZone: 'UTC', withoutTime: 0 }
    await open()
    desk.answer('killLog.facets', { accountId: accountA.id, total: 0, ...none, revision: 1 })
    desk.answer('killLog.page', killPage([], { total: 0 }))
    await pressPicture(1, { componentType: 'series', dataIndex: 0, value: 4000 })
    expect(['Kills by hour and weekday', 'Most kills'].map(state)).toEqual(['empty', 'empty'])
    expect(pageText()).toContain('No record matches.')
    await press('Clear filters')
    expect(chips()).toEqual([])
  })

  it('says why it failed, and tries again by itself', async () => {
    desk.fail('killLog.facets', { message: 'The archive is busy.' })
    await open()
    expect(state('Most kills')).toBe('failed')
    expect(state('Coverage')).toBe('fresh')
    expect(pageText()).toContain('The archive is busy.')
  })

  it('keeps what it had when looking again fails, and says that it is old', async () => {
    await open()
    desk.fail('killLog.coverage', { message: 'The archive is busy.' })
    await useKillLogStore().refresh()
    await flushPromises()
    expect(state('Coverage')).toBe('stale')
    expect(rows().length).toBeGreaterThan(5)
  })
})
