import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useRouter } from 'vue-router'
import { defineComponent, h } from 'vue'
import AnalysesView from '../../../src/renderer/views/AnalysesView.vue'
import type { RowsToSave } from '../../../src/shared/contract/export.ts'
import type { Analysis } from '../../../src/shared/model/analysis.ts'
import { DatabaseId } from '../../../src/shared/model/ids.ts'
import type { Database } from '../../../src/shared/model/instance.ts'
import { button, pageText, show } from '../support/mount.ts'
import { accountA, answered, archived, startDesk, type FakeDesk } from '../support/two-accounts.ts'

let desk: FakeDesk
let view: VueWrapper | null = null
let address = ''

const hour = 3_600_000
const day = 24 * hour
/** The clock of ages is renewed once a minute: a little more, so that whole units are full. */
const ago = (milliseconds: number): string =>
  new Date(Date.now() - milliseconds - 2 * 60_000).toISOString()

beforeEach(async () => {
  desk = await startDesk()
})

afterEach(() => {
  view?.unmount()
  view = null
  vi.restoreAllMocks()
})

/** The screen, and where a link on it leads. */
const Shown = defineComponent(() => {
  const router = useRouter()
  router.afterEach(({ fullPath }) => {
    address = fullPath
  })
  return () => h(AnalysesView)
})

async function open(): Promise<void> {
  view = show(Shown)
  await flushPromises()
}

function analysis(database: string, type: string | null, generatedAt: string | null): Analysis {
  return {
    databaseId: DatabaseId.parse(database),
    databaseName: database,
    type,
    rawGeneratedAt: generatedAt ?? 'half past nine',
    generatedAt,
  }
}

function databases(...names: string[]): void {
  desk.answer(
    'audit.databases',
    answered(
      names.map((name, index): Database => ({
        ...{ id: DatabaseId.parse(name), name, type: 'MYSQL', version: null },
        ...{ ip: `10.0.${String(index >> 8)}.${String(index & 255)}`, port: '3306' },
        auditStatus: 'ON',
      })),
    ),
  )
}

function matrix(): HTMLElement {
  const found = document.querySelector<HTMLElement>('[data-testid="matrix"]')
  if (found === null) throw new Error('There is no matrix')
  return found
}

const names = (): (string | undefined)[] =>
  [...matrix().querySelectorAll('tbody th bdi')].map((name) => name.textContent)
const headers = (): string[] =>
  [...matrix().querySelectorAll('thead th')].map((header) => header.textContent.trim())

/** What the cells of a database say, and how fresh they are marked. */
function cells(database: string): [text: string, freshness: string | undefined][] {
  const line = [...matrix().querySelectorAll('tbody tr')].find(
    (row) => row.querySelector('bdi')?.textContent === database,
  )
  return [...(line?.querySelectorAll<HTMLElement>('[data-freshness]') ?? [])].map((cell) => [
    cell.textContent.trim(),
    cell.dataset['freshness'],
  ])
}

async function choose(name: string): Promise<void> {
  button(name).click()
  await flushPromises()
}

async function filterBy(text: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement>('input[aria-label="Filter databases"]')
  if (field === null) throw new Error('There is no filter')
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
}

describe('the matrix of analyses', () => {
  it('says the age of each in words and marks, besides the tint, those that are stale', async () => {
    databases('orders')
    desk.answer(
      'audit.analyses',
      answered([
        analysis('orders', 'RISK', ago(2 * hour)),
        analysis('orders', 'SESSION', ago(3 * day)),
        analysis('orders', 'SQL', ago(8 * day)),
        analysis('orders', 'COUNT', null),
        analysis('orders', 'INJECTION', new Date(Date.now() + 8 * hour).toISOString()),
      ]),
    )
    await open()
    expect(cells('orders')).toEqual([
      ['2 hours', 'day'],
      ['3 days', 'recent'],
      [expect.stringMatching(/^8 days\s*stale$/), 'stale'],
      ['half past nine', 'unread'],
      ['after now', 'ahead'],
      ['never', 'never'],
    ])
  })

  it('states from which age on it calls one stale, and follows another choice', async () => {
    databases('orders')
    desk.answer('audit.analyses', answered([analysis('orders', 'RISK', ago(8 * day))]))
    await open()
    expect(pageText()).toContain('stale: older than 7 days')
    await choose('30 days')
    expect(pageText()).toContain('stale: older than 30 days')
    expect(cells('orders')[0]).toEqual(['8 days', 'recent'])
    await choose('1 day')
    expect(cells('orders')[0]?.[1]).toBe('stale')
  })

  it('has a column more for each type that isn’t documented, which leads nowhere', async () => {
    databases('orders')
    desk.answer(
      'audit.analyses',
      answered([analysis('orders', 'LATENCY', ago(hour)), analysis('orders', null, ago(hour))]),
    )
    await open()
    expect(headers().slice(-2)).toEqual(['LATENCY', '(no name sent)'])
    expect(cells('orders').slice(-2)).toEqual([
      ['1 hour', 'day'],
      ['1 hour', 'day'],
    ])
    expect(matrix().querySelectorAll('a')).toHaveLength(0)
  })

  it.each([
    ['RISK', 'risk-level'],
    ['SESSION', 'session'],
    ['SQL', 'sql-type'],
    ['COUNT', 'sql-count'],
    ['INJECTION', 'sql-injection'],
    ['OPERATION', 'risk-operation'],
  ])('leads from an analysis %s to the trend %s of its database', async (type, trend) => {
    databases('orders')
    desk.answer('audit.analyses', answered([analysis('orders', type, ago(hour))]))
    await open()
    const link = matrix().querySelector<HTMLElement>('a')
    expect(link?.getAttribute('aria-label')).toMatch(/orders: 1 hour\. Open the trend$/)
    link?.click()
    await flushPromises()
    expect(address).toBe(`/risk?trend=${trend}&database=orders`)
  })

  it('is sorted by name at first, by the oldest analysis or one type on demand', async () => {
    databases('c10', 'c9', 'none')
    desk.answer(
      'audit.analyses',
      answered([
        analysis('c9', 'RISK', ago(day)),
        analysis('c9', 'SQL', ago(90 * day)),
        analysis('c10', 'RISK', ago(20 * day)),
      ]),
    )
    await open()
    expect(names()).toEqual(['c9', 'c10', 'none'])
    await choose('Oldest')
    expect(names()).toEqual(['c9', 'c10', 'none'])
    await choose('Risk')
    expect(names()).toEqual(['c10', 'c9', 'none'])
    await choose('Risk')
    expect(names()).toEqual(['c9', 'c10', 'none'])
  })

  it('can be narrowed by name or address, to stale ones, and to those that lack one', async () => {
    databases('orders', 'billing', 'new')
    desk.answer(
      'audit.analyses',
      answered([
        ...['RISK', 'SESSION', 'SQL', 'COUNT', 'INJECTION', 'OPERATION'].map((type) =>
          analysis('orders', type, ago(hour)),
        ),
        analysis('billing', 'RISK', ago(60 * day)),
      ]),
    )
    await open()
    await choose('With stale ones')
    expect(names()).toEqual(['billing'])
    await choose('With missing ones')
    expect(names()).toEqual(['billing', 'new'])
    await filterBy('10.0.0.2')
    expect(names()).toEqual(['new'])
    await filterBy('nobody')
    expect(pageText()).toContain('No database matches.')
    await choose('Clear filter')
    expect(names()).toHaveLength(3)
  })

  it('draws only what is in sight of thousands of databases, and counts them all', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => `db${String(index).padStart(4, '0')}`)
    databases(...many)
    desk.answer('audit.analyses', answered(many.map((name) => analysis(name, 'RISK', ago(day)))))
    await open()
    expect(pageText()).toContain('5,000 databases')
    expect(matrix().querySelector('table')?.getAttribute('aria-rowcount')).toBe('5001')
    expect(names().length).toBeGreaterThan(10)
    expect(names().length).toBeLessThan(100)
    await filterBy('db4321')
    expect(names()).toEqual(['db4321'])
    expect(pageText()).toContain('1 of 5,000 databases')
  })

  it('is saved as filtered: one line a database, one column a type', async () => {
    databases('orders', 'billing')
    const at = ago(hour)
    desk.answer('audit.analyses', {
      ...answered([analysis('orders', 'RISK', at), analysis('billing', 'LATENCY', at)]),
      timeZone: 'Asia/Shanghai',
    })
    desk.answer('export.saveRows', null)
    await open()
    await filterBy('orders')
    await choose('Save as CSV…')
    const [saved] = desk.asked('export.saveRows') as unknown as [RowsToSave]
    expect(saved.columns).toEqual([
      'database_id',
      'database_name',
      'database_ip',
      ...['risk', 'session', 'sql', 'count', 'injection', 'operation', 'latency'].map(
        (type) => `${type}_generated_at`,
      ),
    ])
    expect(saved.parts[0]).toMatchObject({
      accountId: accountA.id,
      notes: ['Times are read in Asia/Shanghai.', 'Only rows that contain “orders”.'],
      rows: [['orders', 'orders', '10.0.0.0', at, null, null, null, null, null, null]],
    })
  })

  it('shows a database that isn’t under audit any more, by what its analyses call it', async () => {
    databases('orders')
    desk.answer('audit.analyses', answered([analysis('dropped', 'RISK', ago(day))]))
    await open()
    expect(names()).toEqual(['dropped', 'orders'])
  })

  it('shows markup in names as text', async () => {
    const name = '<img src=x onerror=alert(1)>'
    databases()
    desk.answer(
      'audit.analyses',
      answered([{ ...analysis('a', name, ago(day)), databaseName: name }]),
    )
    await open()
    expect(document.querySelector('img')).toBeNull()
    expect(names()).toEqual([name])
  })
})

describe('the list of analyses', () => {
  it('has every analysis that was listed, and is copied with what was sent', async () => {
    const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    databases('orders')
    desk.answer(
      'audit.analyses',
      answered([analysis('orders', 'RISK', null), analysis('orders', 'LATENCY', null)]),
    )
    await open()
    const copies = [...document.querySelectorAll('button')].filter(
      (candidate) => candidate.textContent.trim() === 'Copy rows',
    )
    copies.at(-1)?.click()
    await flushPromises()
    expect(writeText).toHaveBeenCalledWith(
      [
        'Database ID\tDatabase\tKind\tGenerated, as sent\tGenerated',
        'orders\torders\tRISK\thalf past nine\t',
        'orders\torders\tLATENCY\thalf past nine\t',
      ].join('\n'),
    )
  })
})

describe('the panel around them', () => {
  const panelState = (): string | undefined =>
    document.querySelector<HTMLElement>('section[data-state]')?.dataset['state']

  it('says that databases which were never analysed may be missing', async () => {
    desk.fail('audit.databases', { message: 'No.' })
    desk.answer('audit.analyses', answered([analysis('orders', 'RISK', ago(day))]))
    await open()
    expect(pageText()).toContain('databases that were never analysed are missing here')
    expect(names()).toEqual(['orders'])
  })

  it('shows the archive’s answer as not current when the service fails', async () => {
    desk.fail('audit.analyses', { code: 'network', message: 'No route to host.' })
    desk.archive(
      'audit.analyses',
      archived([analysis('orders', 'RISK', ago(day))], '2026-04-01T10:00:00.000Z'),
    )
    await open()
    expect(panelState()).toBe('stale')
    expect(pageText()).toContain('From the archive')
    expect(names()).toContain('orders')
  })

  it('says what an incomplete answer lacks and asks again for it', async () => {
    desk.answer('audit.analyses', answered([analysis('orders', 'RISK', ago(day))], ['Half.']))
    await open()
    expect(panelState()).toBe('partial')
    desk.answer('audit.analyses', answered([analysis('orders', 'RISK', ago(day))]))
    await choose('Ask again')
    expect(panelState()).toBe('fresh')
  })
})
