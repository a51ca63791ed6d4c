import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KillLogFacets, KillLogPage } from '../../../src/shared/contract/kill-log.ts'
import { useAccountsStore } from '../../../src/renderer/stores/accounts.ts'
import { useKillLogStore } from '../../../src/renderer/stores/killLog.ts'
import { useScopeStore } from '../../../src/renderer/stores/scope.ts'
import { coverage, killRecord } from '../support/data.ts'
import {
  accountA,
  accountB,
  answered,
  ddmInstanceId,
  startDesk,
  type FakeDesk,
} from '../support/two-accounts.ts'

type Input = Record<string, unknown>

let desk: FakeDesk

function page(input: Input, total = 3): KillLogPage {
  return {
    accountId: accountA.id,
    collectionId: input['collectionId'] as KillLogPage['collectionId'],
    total,
    offset: 0,
    rows: Array.from({ length: total }, (_, index) => killRecord(index)),
  }
}

function facets(input: Input, total = 3): KillLogFacets {
  return {
    accountId: accountA.id,
    collectionId: input['collectionId'] as KillLogFacets['collectionId'],
    total,
    operators: [{ operator: 'ops.zhang', kills: total }],
    hours: [{ weekday: 0, hour: 19, kills: total }],
    withoutTime: 0,
  }
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  desk = await startDesk()
  desk.answer('killLog.collect', answered(coverage(3)))
  desk.answer('killLog.page', page)
  desk.answer('killLog.facets', facets)
  useScopeStore().needDdmInstances()
  await flush()
})

afterEach(() => {
  vi.useRealTimers()
})

async function flush(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

describe('collecting the kill log', () => {
  it('asks for the chosen DDM instance and range, and then shows its first rows', async () => {
    const log = useKillLogStore()
    await log.collect()
    expect(desk.asked('killLog.collect')).toEqual([
      {
        accountId: accountA.id,
        collectionId: log.shown?.id,
        instanceId: ddmInstanceId,
        range: { kind: 'preset', preset: 'DAY' },
      },
    ])
    expect(log.coverageState.kind).toBe('fresh')
    expect(log.rows.total).toBe(3)
    expect(log.rows.at(2)?.processId).toBe('2')
    expect(log.facetsState.kind).toBe('fresh')
  })

  it('follows its own progress and nobody else’s', async () => {
    desk.hold('killLog.collect')
    const log = useKillLogStore()
    void log.collect()
    await flush()
    const mine = {
      accountId: accountA.id,
      collectionId: desk.asked('killLog.collect')[0]?.[
        'collectionId'
      ] as KillLogPage['collectionId'],
      windowsDone: 2,
      windowsTotal: 5,
      rows: 40,
      waiting: null,
    }
    desk.emit('killLog.progress', mine)
    expect(log.progress).toEqual(mine)
    desk.emit('killLog.progress', { ...mine, accountId: accountB.id, rows: 99 })
    desk.emit('killLog.progress', {
      ...mine,
      collectionId: crypto.randomUUID() as KillLogPage['collectionId'],
      rows: 99,
    })
    expect(log.progress?.rows).toBe(40)
  })

  it('can be cancelled, and shows what was obtained as incomplete with the reason', async () => {
    const held = desk.hold('killLog.collect')
    const log = useKillLogStore()
    void log.collect()
    await flush()
    await log.cancel()
    expect(log.cancelling).toBe(true)
    const [asked] = desk.asked('killLog.collect')
    expect(desk.asked('killLog.cancel')).toEqual([
      { accountId: accountA.id, collectionId: asked?.['collectionId'] },
    ])
    const reasons = ['14 Nov to 21 Nov: stopped']
    void held[0]?.answer(answered(coverage(3, reasons), reasons))
    await flush()
    expect(log.coverageState).toMatchObject({ kind: 'partial', missing: reasons })
    expect(log.rows.total).toBe(3)
    expect(log.cancelling).toBe(false)
  })

  it('goes back to nothing when it is cancelled before anything was obtained', async () => {
    desk.fail('killLog.collect', { code: 'cancelled' })
    const log = useKillLogStore()
    await log.collect()
    expect(log.coverageState.kind).toBe('idle')
    expect(log.shown).toBeNull()
  })

  it('never shows the rows of the collection before while the next one runs', async () => {
    const log = useKillLogStore()
    await log.collect()
    desk.hold('killLog.collect')
    void log.collect()
    await flush()
    expect(log.shown).toBeNull()
    expect(log.rows.total).toBeNull()
    expect(log.facetsState.kind).toBe('idle')
  })

  it('says when instance or range have been changed since', async () => {
    const log = useKillLogStore()
    await log.collect()
    expect(log.outdated).toBe(false)
    useScopeStore().setRange({ kind: 'preset', preset: 'MONTH' })
    expect(log.outdated).toBe(true)
  })
})

describe('leaving the account', () => {
  it('drops a collection of A that ends after the switch to B', async () => {
    const held = desk.hold('killLog.collect')
    const log = useKillLogStore()
    void log.collect()
    await flush()
    const switched = useAccountsStore().select(accountB.id)
    expect(log.collecting).toBe(false)
    await switched
    void held[0]?.answer(answered(coverage(3)))
    await flush()
    expect(log.coverageState.kind).toBe('idle')
    expect(log.shown).toBeNull()
    expect(desk.asked('killLog.page')).toEqual([])
  })

  it('drops rows and counts of A that arrive after the switch to B', async () => {
    const pages = desk.hold('killLog.page')
    const counts = desk.hold('killLog.facets')
    const log = useKillLogStore()
    void log.collect()
    await flush()
    await useAccountsStore().select(accountB.id)
    void pages[0]?.answer(page(pages[0].input))
    void counts[0]?.answer(facets(counts[0].input))
    await flush()
    expect([pages.length, counts.length]).toEqual([1, 1])
    expect(log.rows.total).toBeNull()
    expect(log.rows.at(0)).toBeNull()
    expect(log.facetsState.kind).toBe('idle')
  })

  it('drops the news of a file of A that is saved after the switch to B', async () => {
    const log = useKillLogStore()
    await log.collect()
    const held = desk.hold('killLog.saveCsv')
    void log.saveCsv()
    await useAccountsStore().select(accountB.id)
    void held[0]?.answer({ path: '/tmp/a.csv', rows: 3, complete: true })
    await flush()
    expect(log.saving).toEqual({ kind: 'idle' })
  })
})

describe('looking at what was collected', () => {
  it('filters rows and counts together, once typing pauses', async () => {
    const log = useKillLogStore()
    await log.collect()
    desk.answer('killLog.page', (input) => page(input, 1))
    desk.answer('killLog.facets', (input) => facets(input, 1))
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
    await log.collect()
    const held = desk.hold('killLog.page')
    for (const typed of ['old', 'new']) {
      log.filterBy(typed)
      vi.advanceTimersByTime(1000)
      await flush()
    }
    void held[1]?.answer(page(held[1].input, 2))
    await flush()
    void held[0]?.answer(page(held[0].input, 1))
    await flush()
    expect(log.rows.total).toBe(2)
  })

  it('sorts by a column, and the other way round the second time', async () => {
    const log = useKillLogStore()
    await log.collect()
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
    await log.collect()
    log.sortBy('processId')
    log.filterBy('zhang')
    vi.advanceTimersByTime(1000)
    await flush()
    const file = { path: '/home/auditor/kill-log.csv', rows: 3, complete: true }
    desk.answer('killLog.saveCsv', file)
    await log.saveCsv()
    expect(desk.asked('killLog.saveCsv')[0]).toMatchObject({
      collectionId: log.shown?.id,
      query: { filter: 'zhang', sort: { column: 'processId', descending: false } },
    })
    expect(log.saving).toEqual({ kind: 'saved', file })
  })

  it('saves what the filter says even when typing has not paused yet', async () => {
    const log = useKillLogStore()
    await log.collect()
    desk.answer('killLog.saveCsv', null)
    log.filterBy('zhang')
    await log.saveCsv()
    expect(desk.asked('killLog.saveCsv')[0]).toMatchObject({ query: { filter: 'zhang' } })
  })

  it('says nothing when the dialog is closed without a choice', async () => {
    const log = useKillLogStore()
    await log.collect()
    desk.answer('killLog.saveCsv', null)
    await log.saveCsv()
    expect(log.saving).toEqual({ kind: 'idle' })
  })

  it('says what went wrong when the file could not be written', async () => {
    const log = useKillLogStore()
    await log.collect()
    desk.fail('killLog.saveCsv', { code: 'file', message: 'The disk is full.' })
    await log.saveCsv()
    expect(log.saving).toMatchObject({ kind: 'failed', error: { message: 'The disk is full.' } })
  })
})
