import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type {
  CollectionId,
  KillLogFacets,
  KillLogPage,
  KillLogProgress,
  UnfinishedCollection,
} from '../../../src/shared/contract/kill-log.ts'
import { DdmInstanceId } from '../../../src/shared/model/ids.ts'
import type { Bounds } from '../../../src/shared/model/time-range.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useCollectionsStore } from '../../../src/renderer/stores/collections.ts'
import { useKillLogStore } from '../../../src/renderer/stores/killLog.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { coverage, killPage, killRecord } from '../support/data.ts'
import {
  accountA,
  accountB,
  answered,
  ddmInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'

let desk: FakeDesk

const now = Date.parse('2026-11-21T12:00:00Z')
const lastDay = { from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T12:00:00.000Z' }
const may = { from: '2026-05-01T00:00:00.000Z', to: '2026-05-06T00:00:00.000Z' }

function page(total = 3, changes: Partial<KillLogPage> = {}): KillLogPage {
  return killPage(
    Array.from({ length: total }, (_, index) => killRecord(index)),
    changes,
  )
}

function facets(total = 3): KillLogFacets {
  return {
    accountId: accountA.id,
    total,
    operators: [{ operator: 'ops.zhang', kills: total }],
    instances: [{ instanceName: 'ddm-orders', kills: total }],
    hours: [{ weekday: 0, hour: 19, kills: total }],
    timeZone: 'Europe/Berlin',
    withoutTime: 0,
    revision: 1,
  }
}

function unfinished(changes: Partial<UnfinishedCollection> = {}): UnfinishedCollection {
  return {
    id: '00000000-0000-4000-8000-0000000000aa' as CollectionId,
    instanceId: ddmInstanceId,
    range: may,
    state: 'interrupted',
    updatedAt: '2026-11-20T12:00:00.000Z',
    reason: null,
    ...changes,
  }
}

function news(changes: Partial<KillLogProgress> = {}): KillLogProgress {
  return {
    accountId: accountA.id,
    collectionId: desk.asked('killLog.collect').at(-1)?.['collectionId'] as CollectionId,
    instanceId: ddmInstanceId,
    windowsDone: 2,
    windowsTotal: 5,
    rows: 40,
    revision: 2,
    waiting: null,
    ...changes,
  }
}

beforeEach(async () => {
  vi.useFakeTimers({ now, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  desk = await startDesk()
  desk.answer('killLog.coverage', answered(coverage(3)))
  desk.answer('killLog.collect', (input) => {
    const { bounds } = input['range'] as { bounds: Bounds }
    return answered({ ...coverage(3), range: bounds })
  })
  desk.answer('killLog.page', page())
  desk.answer('killLog.facets', facets())
  useScopeStore().needDdmInstances()
  await flush()
})

afterEach(() => {
  vi.useRealTimers()
})

async function flush(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
}

describe('the kill log of the archive', () => {
  it('is shown at once for the chosen instance and range, without asking the service', async () => {
    const log = useKillLogStore()
    await log.need()
    const asked = { accountId: accountA.id, instanceId: ddmInstanceId, range: lastDay }
    expect(desk.asked('killLog.coverage')).toEqual([asked])
    expect(desk.asked('killLog.page')).toEqual([
      {
        ...asked,
        query: { filter: '', sort: { column: 'at', descending: true } },
        offset: 0,
        limit: 200,
      },
    ])
    expect(desk.asked('killLog.facets')).toEqual([{ ...asked, filter: '' }])
    expect(desk.asked('killLog.collect')).toEqual([])
    expect(log.rows.total).toBe(3)
    expect(log.rows.at(2)?.processId).toBe('2')
  })

  it('keeps the bounds of a preset fixed until it is refreshed', async () => {
    const log = useKillLogStore()
    await log.need()
    vi.setSystemTime(now + 3_600_000)
    await log.need()
    log.sortBy('operator')
    await flush()
    const ranges = desk.asked('killLog.page').map((input) => input['range'])
    expect(ranges).toEqual([lastDay, lastDay])
    await log.refresh()
    expect(desk.asked('killLog.page').at(-1)?.['range']).toEqual({
      from: '2026-11-20T13:00:00.000Z',
      to: '2026-11-21T13:00:00.000Z',
    })
  })

  it('of one range never stands under another', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.hold('killLog.coverage')
    desk.hold('killLog.page')
    useScopeStore().setRange({ kind: 'bounds', bounds: may })
    void log.need()
    await flush()
    expect(log.coverage).toBeNull()
    expect(log.rows.total).toBeNull()
    expect(log.facetsState).not.toMatchObject({ previous: { accountId: accountA.id } })
  })

  it('drops rows, counts and coverage of A that arrive after the switch to B', async () => {
    const pages = desk.hold('killLog.page')
    const counts = desk.hold('killLog.facets')
    const covered = desk.hold('killLog.coverage')
    const log = useKillLogStore()
    void log.need()
    await flush()
    await useAccountsStore().select(accountB.id)
    void pages[0]?.answer(page())
    void counts[0]?.answer(facets())
    void covered[0]?.answer(answered(coverage(3)))
    await flush()
    expect([pages.length, counts.length, covered.length]).toEqual([1, 1, 1])
    expect(log.rows.total).toBeNull()
    expect(log.rows.at(0)).toBeNull()
    expect(log.facetsState.kind).toBe('idle')
    expect(log.coverageState.kind).toBe('idle')
  })
})

describe('collecting the kill log', () => {
  it('asks for what is missing up to now, or for all again', async () => {
    const log = useKillLogStore()
    await log.need()
    vi.setSystemTime(now + 3_600_000)
    const range = {
      kind: 'bounds',
      bounds: { from: '2026-11-20T13:00:00.000Z', to: '2026-11-21T13:00:00.000Z' },
    }
    await log.collect('missing')
    await log.collect('all')
    const collectionId = expect.any(String) as string
    const asked = { accountId: accountA.id, collectionId, instanceId: ddmInstanceId, range }
    expect(desk.asked('killLog.collect')).toEqual([
      { ...asked, what: 'missing' },
      { ...asked, what: 'all' },
    ])
    expect(log.shown?.range).toEqual(range.bounds)
  })

  it('asks for one gap alone when that is what was pressed', async () => {
    const log = useKillLogStore()
    await log.need()
    await log.collectGap(may)
    expect(desk.asked('killLog.collect')[0]).toMatchObject({
      range: { kind: 'bounds', bounds: may },
      what: 'missing',
    })
    expect(log.shown?.range).toEqual(lastDay)
  })

  it('fills a log by one collection at a time', async () => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    void log.collect('all')
    await flush()
    expect(desk.asked('killLog.collect')).toHaveLength(1)
  })

  it('follows its own progress and nobody else’s', async () => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    desk.emit('killLog.progress', news())
    expect(log.collecting?.progress).toEqual(news())
    desk.emit('killLog.progress', news({ accountId: accountB.id, rows: 99 }))
    desk.emit(
      'killLog.progress',
      news({ collectionId: crypto.randomUUID() as CollectionId, rows: 99 }),
    )
    expect(log.collecting?.progress?.rows).toBe(40)
  })

  it('shows the rows as they are stored, quietly and not at every news', async () => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    vi.advanceTimersByTime(1000)
    desk.answer('killLog.page', page(5, { revision: 2 }))
    desk.answer('killLog.coverage', answered(coverage(5)))
    const before = desk.asked('killLog.page').length
    for (const revision of [2, 3, 4]) desk.emit('killLog.progress', news({ revision }))
    expect(log.coverageState.kind).toBe('fresh')
    await flush()
    expect(log.rows.total).toBe(5)
    expect(log.coverage?.data.rows).toBe(5)
    expect(desk.asked('killLog.page')).toHaveLength(before + 1)
    vi.advanceTimersByTime(1000)
    await flush()
    expect(desk.asked('killLog.page')).toHaveLength(before + 2)
  })

  it('looks again only when what is stored has changed', async () => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    desk.emit('killLog.progress', news({ revision: 7 }))
    await flush()
    vi.advanceTimersByTime(2000)
    await flush()
    const before = desk.asked('killLog.page').length
    desk.emit('killLog.progress', news({ revision: 7, rows: 41 }))
    vi.advanceTimersByTime(2000)
    await flush()
    expect(desk.asked('killLog.page')).toHaveLength(before)
  })

  it('shows what the app collects by itself in the background too', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.answer('killLog.page', page(9, { revision: 2 }))
    desk.emit('killLog.progress', news({ collectionId: crypto.randomUUID() as CollectionId }))
    await flush()
    expect(log.rows.total).toBe(9)
    expect(log.collecting).toBeNull()
  })

  it('ends what is shown where the service’s clock was, for nobody has what comes after', async () => {
    const log = useKillLogStore()
    await log.need()
    const reached = { ...lastDay, to: '2026-11-21T11:59:58.000Z' }
    desk.answer('killLog.collect', answered({ ...coverage(3), range: reached }))
    await log.collect('missing')
    expect(log.shown?.range).toEqual(reached)
    vi.advanceTimersByTime(1000)
    await flush()
    expect(desk.asked('killLog.coverage').at(-1)?.['range']).toEqual(reached)
  })

  it('looks once more when it has ended', async () => {
    const held = desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    vi.advanceTimersByTime(1000)
    desk.answer('killLog.coverage', answered(coverage(8)))
    void held[0]?.answer(answered(coverage(8)))
    await flush()
    expect(log.collecting).toBeNull()
    expect(log.coverage?.data.rows).toBe(8)
  })

  it.each(['pause', 'cancel'] as const)('can be stopped: %s', async (how) => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    const { id } = log.collecting!
    await useCollectionsStore().stop(id, how)
    await useCollectionsStore().stop(id, how)
    expect(log.collecting?.stopping).toBe(how)
    expect(desk.asked('killLog.stop')).toEqual([{ accountId: accountA.id, collectionId: id, how }])
  })

  it('says nothing of having been stopped, and why it failed otherwise', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.fail('killLog.collect', { code: 'cancelled' })
    await log.collect('missing')
    expect(log.failure).toBeNull()
    desk.fail('killLog.collect', { code: 'network', message: 'No route to host.' })
    await log.collect('missing')
    expect(log.failure?.error.message).toBe('No route to host.')
    expect(log.coverage?.data.rows).toBe(3)
    desk.answer('killLog.collect', answered(coverage(3)))
    await useCollectionsStore().start(log.failure!)
    expect(log.failure).toBeNull()
  })
})

describe('leaving the account', () => {
  it('lets the collection go on, and shows it again on coming back', async () => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    await useAccountsStore().select(accountB.id)
    expect(desk.asked('killLog.stop')).toEqual([])
    expect(log.collecting).toBeNull()
    desk.emit('killLog.progress', news({ rows: 77 }))
    await useAccountsStore().select(accountA.id)
    useScopeStore().needDdmInstances()
    await flush()
    await log.need()
    expect(log.collecting?.progress?.rows).toBe(77)
  })

  it('drops the news of a file of A that is saved after the switch to B', async () => {
    const log = useKillLogStore()
    await log.need()
    const held = desk.hold('killLog.saveCsv')
    void log.saveCsv()
    await useAccountsStore().select(accountB.id)
    void held[0]?.answer({ path: '/tmp/a.csv', rows: 3, complete: true, demo: false })
    await flush()
    expect(log.saving).toEqual({ kind: 'idle' })
  })
})

describe('a collection that was not finished', () => {
  it('is offered, and resumed over its own range and instance', async () => {
    const other = DdmInstanceId.parse('ddm-2')
    desk.answer('killLog.unfinished', [unfinished({ instanceId: other })])
    const log = useKillLogStore()
    const collections = useCollectionsStore()
    await log.need()
    expect(collections.unfinished).toHaveLength(1)
    desk.answer('killLog.unfinished', [])
    await log.resume(collections.unfinished[0]!)
    expect(desk.asked('killLog.collect')[0]).toMatchObject({
      instanceId: other,
      range: { kind: 'bounds', bounds: may },
      what: 'missing',
    })
    expect(useScopeStore().range).toEqual({ kind: 'bounds', bounds: may })
    expect(desk.asked('killLog.dismiss')).toEqual([
      { accountId: accountA.id, collectionId: unfinished().id },
    ])
    expect(collections.unfinished).toEqual([])
  })

  it('is no longer offered once it is dismissed', async () => {
    desk.answer('killLog.unfinished', [unfinished()])
    const collections = useCollectionsStore()
    await collections.loadUnfinished()
    await collections.dismiss(unfinished().id)
    expect(collections.unfinished).toEqual([])
    expect(desk.asked('killLog.dismiss')).toHaveLength(1)
  })

  it('of A is never offered for B', async () => {
    const held = desk.hold('killLog.unfinished')
    const collections = useCollectionsStore()
    void collections.loadUnfinished()
    await flush()
    await useAccountsStore().select(accountB.id)
    void held[0]?.answer([unfinished()])
    await flush()
    expect(collections.unfinished).toEqual([])
  })

  it('is offered as soon as it has been paused', async () => {
    const held = desk.hold('killLog.collect')
    const log = useKillLogStore()
    await log.need()
    void log.collect('missing')
    await flush()
    desk.answer('killLog.unfinished', [unfinished({ state: 'paused' })])
    void held[0]?.answer(answered(coverage(1, ['stopped'])))
    await flush()
    expect(useCollectionsStore().unfinished).toMatchObject([{ state: 'paused' }])
  })
})

describe('looking at what is there', () => {
  it('filters rows and counts together, once typing pauses', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.answer('killLog.page', page(1))
    desk.answer('killLog.facets', facets(1))
    for (const typed of ['z', 'zh', 'zha']) log.filterBy(typed)
    vi.advanceTimersByTime(1000)
    await flush()
    const asked = desk.asked('killLog.page').slice(1)
    expect(asked.map((input) => input['query'])).toEqual([
      { filter: 'zha', sort: { column: 'at', descending: true } },
    ])
    expect(desk.asked('killLog.facets').at(-1)?.['filter']).toBe('zha')
    expect(log.rows.total).toBe(1)
    expect(log.facetsState).toMatchObject({ kind: 'fresh', answer: { data: { total: 1 } } })
  })

  it('drops the rows of a filter that has been replaced', async () => {
    const log = useKillLogStore()
    await log.need()
    const held = desk.hold('killLog.page')
    for (const typed of ['old', 'new']) {
      log.filterBy(typed)
      vi.advanceTimersByTime(1000)
      await flush()
    }
    void held[1]?.answer(page(2))
    await flush()
    void held[0]?.answer(page(1))
    await flush()
    expect(log.rows.total).toBe(2)
  })

  it('keeps to the last filter when the one before was cut short for it', async () => {
    const log = useKillLogStore()
    await log.need()
    const held = desk.hold('killLog.page')
    for (const typed of ['old', 'new']) {
      log.filterBy(typed)
      vi.advanceTimersByTime(1000)
      await flush()
    }
    void held[0]?.fail({ code: 'cancelled' })
    await flush()
    void held[1]?.answer(page(2))
    await flush()
    expect(log.rows.error).toBeNull()
    expect(log.rows.total).toBe(2)
  })

  it('sorts by a column, and the other way round the second time', async () => {
    const log = useKillLogStore()
    await log.need()
    log.sortBy('operator')
    await flush()
    log.sortBy('operator')
    await flush()
    const sorts = desk.asked('killLog.page').map((input) => input['query'])
    expect(sorts).toEqual([
      { filter: '', sort: { column: 'at', descending: true } },
      { filter: '', sort: { column: 'operator', descending: false } },
      { filter: '', sort: { column: 'operator', descending: true } },
    ])
  })
})

describe('saving as CSV', () => {
  it('saves the very query on show, and says where, how many and whether complete', async () => {
    const log = useKillLogStore()
    await log.need()
    log.sortBy('processId')
    log.filterBy('zhang')
    vi.advanceTimersByTime(1000)
    await flush()
    const file = { path: '/home/auditor/kill-log.csv', rows: 3, complete: true, demo: false }
    desk.answer('killLog.saveCsv', file)
    await log.saveCsv()
    expect(desk.asked('killLog.saveCsv')).toEqual([
      {
        accountId: accountA.id,
        instanceId: ddmInstanceId,
        range: lastDay,
        query: { filter: 'zhang', sort: { column: 'processId', descending: false } },
      },
    ])
    expect(log.saving).toEqual({ kind: 'saved', file })
  })

  it('saves what the filter says even when typing has not paused yet', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.answer('killLog.saveCsv', null)
    log.filterBy('zhang')
    await log.saveCsv()
    expect(desk.asked('killLog.saveCsv')[0]).toMatchObject({ query: { filter: 'zhang' } })
  })

  it('says nothing when the dialog is closed without a choice', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.answer('killLog.saveCsv', null)
    await log.saveCsv()
    expect(log.saving).toEqual({ kind: 'idle' })
  })

  it('says what went wrong when the file could not be written', async () => {
    const log = useKillLogStore()
    await log.need()
    desk.fail('killLog.saveCsv', { code: 'file', message: 'The disk is full.' })
    await log.saveCsv()
    expect(log.saving).toMatchObject({ kind: 'failed', error: { message: 'The disk is full.' } })
  })
})
