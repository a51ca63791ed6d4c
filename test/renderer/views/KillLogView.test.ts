import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import KillLogView from '../../../src/renderer/views/KillLogView.vue'
import type { KillLogPage, KillLogProgress } from '../../../src/shared/contract/kill-log.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { coverage, killRecord } from '../support/data.ts'
import { button, pageText, show } from '../support/mount.ts'
import { accountA, answered, startDesk, type FakeDesk } from '../support/two-accounts.ts'
import { chartStub } from './stubs.ts'

type Input = Record<string, unknown>
type CollectionId = KillLogPage['collectionId']

const total = 5000
let desk: FakeDesk
let view: VueWrapper | null = null

beforeEach(async () => {
  // A page that is not laid out has no sizes; the table needs to know how much can be seen.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(340)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
  desk = await startDesk()
  desk.answer('killLog.collect', answered(coverage(total)))
  desk.answer('killLog.page', (input: Input) => {
    const offset = Number(input['offset'])
    const length = Math.min(Number(input['limit']), total - offset)
    return {
      accountId: accountA.id,
      collectionId: input['collectionId'] as CollectionId,
      total,
      offset,
      rows: Array.from({ length }, (_, index) => killRecord(offset + index)),
    }
  })
  desk.answer('killLog.facets', (input: Input) => ({
    accountId: accountA.id,
    collectionId: input['collectionId'] as CollectionId,
    total,
    operators: [
      { operator: 'ops.zhang', kills: 4000 },
      { operator: null, kills: 1000 },
    ],
    hours: [{ weekday: 0, hour: 19, kills: 4998 }],
    withoutTime: 2,
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

async function collect(): Promise<void> {
  button('Collect log').click()
  await flushPromises()
}

function drawnRows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[role="row"]')].slice(1)
}

function coverageText(): string {
  return document.querySelector('[data-testid="coverage"]')?.textContent.trim() ?? ''
}

describe('the kill log', () => {
  it('asks nothing until the user says so, and says how to begin', async () => {
    await open()
    expect(pageText()).toContain('Nothing collected yet.')
    expect(desk.asked('killLog.collect')).toEqual([])
  })

  it('says so when the project has no DDM instance', async () => {
    desk.answer('killLog.instances', answered([]))
    await open()
    expect(pageText()).toContain('This project has no DDM instance')
    expect(button('Collect log').disabled).toBe(true)
  })

  it('shows how far it has come, and can be cancelled', async () => {
    desk.hold('killLog.collect')
    await open()
    await collect()
    desk.emit('killLog.progress', {
      accountId: accountA.id,
      collectionId: desk.asked('killLog.collect')[0]?.['collectionId'] as CollectionId,
      windowsDone: 3,
      windowsTotal: 13,
      rows: 1234,
      waiting: null,
    })
    await flushPromises()
    expect(pageText()).toContain('3 of 13 windows asked, 1,234 rows so far')
    button('Cancel').click()
    await flushPromises()
    expect(desk.asked('killLog.cancel')).toHaveLength(1)
    expect(button('Cancelling …').disabled).toBe(true)
  })

  it('says why it waits and for how long, counting down, and stops saying so', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] })
    desk.hold('killLog.collect')
    await open()
    await collect()
    const wait = (waiting: KillLogProgress['waiting']) => {
      desk.emit('killLog.progress', {
        accountId: accountA.id,
        collectionId: desk.asked('killLog.collect')[0]?.['collectionId'] as CollectionId,
        windowsDone: 1,
        windowsTotal: 13,
        rows: 10,
        waiting,
      })
      return flushPromises()
    }
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
    await collect()
    desk.answer('killLog.collect', answered(coverage(total)))
    desk.answer('accounts.setSecret', null)
    await useAccountsStore().setSecret(accountA.id, { method: 'password', password: 'secret' })
    await flushPromises()
    expect(coverageText()).toBe('Complete')
    expect(drawnRows().length).toBeGreaterThan(9)
  })

  it('says that a collection is complete, and shows both pictures and the count', async () => {
    await open()
    await collect()
    expect(coverageText()).toBe('Complete')
    expect(pageText()).toContain('5,000 records')
    const pictures = [...document.querySelectorAll('[data-testid="chart"]')]
    expect(pictures.map((picture) => picture.getAttribute('aria-label'))).toEqual([
      'Heat map: kills per weekday and hour of day, in the local time zone',
      'Bars: kills of each operator, most first',
    ])
    expect(pageText()).toContain('2 records have no time that can be read')
    expect(pageText()).toContain('(no name sent)')
  })

  it('says that a collection is incomplete, with each reason', async () => {
    const reasons = ['14 Nov: the service counts 9 and sent 7', '15 Nov: no answer in time']
    desk.answer('killLog.collect', answered(coverage(total, reasons), reasons))
    await open()
    await collect()
    expect(coverageText()).toBe('Incomplete')
    for (const reason of reasons) expect(pageText()).toContain(reason)
  })

  it('says why nothing could be collected, and tries again on demand', async () => {
    desk.fail('killLog.collect', { code: 'network', message: 'No route to host.' })
    await open()
    await collect()
    expect(pageText()).toContain('No route to host.')
    desk.answer('killLog.collect', answered(coverage(total)))
    button('Try again').click()
    await flushPromises()
    expect(coverageText()).toBe('Complete')
  })

  it('does not take an empty log for proof that nothing was killed', async () => {
    desk.answer('killLog.collect', answered(coverage(0)))
    await open()
    await collect()
    expect(pageText()).toContain('That alone does not prove that none was killed.')
    expect(drawnRows()).toEqual([])
  })

  it('draws only the rows in sight, and tells how many there are', async () => {
    await open()
    await collect()
    const table = document.querySelector('[role="table"]')
    expect(table?.getAttribute('aria-rowcount')).toBe(String(total + 1))
    expect(drawnRows().length).toBeGreaterThan(9)
    expect(drawnRows().length).toBeLessThan(40)
    expect(drawnRows()[0]?.textContent).toContain('ops.zhang')
  })

  it('fetches the rows that are scrolled to', async () => {
    await open()
    await collect()
    const table = document.querySelector<HTMLElement>('[role="table"]')
    if (table === null) throw new Error('There is no table')
    table.scrollTop = 3000 * 34
    table.dispatchEvent(new Event('scroll'))
    await flushPromises()
    await flushPromises()
    expect(desk.asked('killLog.page').map((input) => input['offset'])).toContain(3000)
    const row = drawnRows().find((candidate) => candidate.getAttribute('aria-rowindex') === '3002')
    expect(row?.textContent).toContain('3000')
  })

  it('sorts by a column when its header is pressed', async () => {
    await open()
    await collect()
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
    desk.answer('killLog.saveCsv', { path: '/home/auditor/kill-log.csv', rows: total, complete })
    await open()
    await collect()
    button('Save as CSV…').click()
    await flushPromises()
    const notice = document.querySelector('[data-testid="saved"]')?.textContent ?? ''
    expect(notice).toContain('5,000 records saved to /home/auditor/kill-log.csv')
    expect(notice).toContain(words)
  })

  it('keeps the rows on show when the view is left and opened again', async () => {
    await open()
    await collect()
    view?.unmount()
    await open()
    expect(coverageText()).toBe('Complete')
    expect(drawnRows().length).toBeGreaterThan(9)
    expect(desk.asked('killLog.collect')).toHaveLength(1)
  })
})
