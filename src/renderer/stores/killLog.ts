import { computed, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type {
  KillLogFacets,
  KillLogOnly,
  KillLogQuery,
  SavedFile,
  UnfinishedCollection,
} from '../../shared/contract/kill-log.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import { resolveBounds, type Bounds, type TimeRange } from '../../shared/model/time-range.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'
import { archiveAnswer } from './archiveAnswer.ts'
import { useCollectionsStore, type Log } from './collections.ts'
import { createKillRecordRows } from './killRecordRows.ts'
import { createQuestion } from './question.ts'
import { useScopeStore } from './scope.ts'

/** The part of the archive's kill log that is on screen. */
export interface ShownLog extends Log {
  /** As it was chosen. */
  chosen: TimeRange
  /** What that came to when it was chosen, or last refreshed. */
  range: Bounds
}

export type Saving =
  | { kind: 'idle' }
  | { kind: 'saving' }
  | { kind: 'saved'; file: NonNullable<SavedFile> }
  | { kind: 'failed'; error: AuditDeskError }

const typingPause = 200
/** At least this long between two looks at a log that is being filled, in milliseconds. */
const followPause = 1000

/** Columns whose latest is wanted first. */
const newestFirst: readonly KillLogQuery['sort']['column'][] = ['at', 'rawTime']

const firstQuery: KillLogQuery = { filter: '', sort: { column: 'at', descending: true } }

/** The kill-session log as the archive has it, and filling it. */
export const useKillLogStore = defineStore('killLog', () => {
  const accounts = useAccountsStore()
  const scope = useScopeStore()
  const collections = useCollectionsStore()

  const coverage = createQuestion<Coverage>()
  const facets = createQuestion<KillLogFacets>()
  const shown = shallowRef<ShownLog | null>(null)
  const query = shallowRef<KillLogQuery>(firstQuery)
  const saving = shallowRef<Saving>({ kind: 'idle' })
  let typing: ReturnType<typeof setTimeout> | undefined
  /** The filter as typed; the query has it once typing pauses. */
  let typed = firstQuery.filter
  let following: 'no' | 'yes' | 'again' = 'no'
  let revision: number | null = null

  /** What fills the log on screen now. */
  const collecting = computed(() =>
    shown.value === null ? null : collections.runningOf(shown.value),
  )
  /** Whether some of the records there are may not be shown. */
  const isFiltered = computed(
    () => query.value.filter.trim() !== '' || query.value.only !== undefined,
  )
  const failure = computed(() => (shown.value === null ? null : collections.failureOf(shown.value)))

  const rows = createKillRecordRows((offset, limit) => {
    const from = shown.value
    if (from === null) return null
    const { accountId, instanceId, range } = from
    return ask(
      window.auditDesk.killLog.page({
        accountId,
        instanceId,
        range,
        query: query.value,
        offset,
        limit,
      }),
    )
  })

  function forget(): void {
    clearTimeout(typing)
    typed = firstQuery.filter
    query.value = firstQuery
    leave()
  }

  /** Forgets the log on screen, but not what is looked for in it. */
  function leave(): void {
    shown.value = null
    saving.value = { kind: 'idle' }
    revision = null
    rows.clear()
    facets.reset()
    coverage.reset()
  }

  function isShown({ accountId, instanceId, chosen }: Omit<ShownLog, 'range'>): boolean {
    const now = shown.value
    return (
      now?.accountId === accountId &&
      now.instanceId === instanceId &&
      JSON.stringify(now.chosen) === JSON.stringify(chosen)
    )
  }

  /** Shows the chosen instance and range, unless they are shown already. */
  async function need(): Promise<void> {
    const wanted = chosenNow()
    if (wanted === null) leave()
    else if (!isShown(wanted)) await refresh()
  }

  function chosenNow(): Omit<ShownLog, 'range'> | null {
    const accountId = accounts.selectedId
    const instanceId = scope.ddmInstanceId
    return accountId === null || instanceId === null
      ? null
      : { accountId, instanceId, chosen: scope.range }
  }

  /** Shows the chosen instance and range as the archive has them now; a preset ends now. */
  async function refresh(): Promise<void> {
    const wanted = chosenNow()
    if (wanted === null) return
    if (!isShown(wanted)) leave()
    shown.value = { ...wanted, range: resolveBounds(wanted.chosen, Date.now()) }
    await Promise.all([askCoverage(), look(), collections.loadUnfinished()])
  }

  async function askCoverage(): Promise<void> {
    await coverage.ask(() => {
      if (shown.value === null) throw new Error('No kill log is shown.')
      const { accountId, instanceId, range } = shown.value
      return ask(window.auditDesk.killLog.coverage({ accountId, instanceId, range }))
    })
  }

  async function countFacets(): Promise<void> {
    if (shown.value === null) return
    await facets.ask(async () => {
      if (shown.value === null) throw new Error('No kill log is shown.')
      const { accountId, instanceId, range } = shown.value
      const { filter, only } = query.value
      const data = await ask(
        window.auditDesk.killLog.facets({ accountId, instanceId, range, filter, only }),
      )
      return archiveAnswer(data)
    })
  }

  async function look(): Promise<void> {
    await Promise.all([rows.restart(), countFacets()])
  }

  /** Looks again, quietly and not too often, at a log that is being filled. */
  async function follow(): Promise<void> {
    if (following !== 'no') {
      following = 'again'
      return
    }
    following = 'yes'
    if (shown.value !== null) {
      await Promise.all([coverage.renew(), rows.renew(), facets.renew()])
    }
    setTimeout(() => {
      const again = following === 'again'
      following = 'no'
      if (again) void follow()
    }, followPause)
  }

  /** Collects the log on screen, up to now: only what the archive lacks, or all of it again. */
  async function collect(what: 'missing' | 'all'): Promise<void> {
    const wanted = chosenNow()
    if (wanted === null || collecting.value !== null) return
    const range = resolveBounds(wanted.chosen, Date.now())
    const collected = collections.start({ ...wanted, range, what })
    if (isShown(wanted)) {
      shown.value = { ...wanted, range }
      void follow()
    } else {
      void refresh()
    }
    await collected
  }

  /** Collects only a part of what is on screen. */
  async function collectGap(range: Bounds): Promise<void> {
    if (shown.value === null) return
    const { accountId, instanceId } = shown.value
    await collections.start({ accountId, instanceId, range, what: 'missing' })
  }

  /** Goes on where a collection stopped, and shows its instance and range. */
  async function resume({ id, instanceId, range }: UnfinishedCollection): Promise<void> {
    const accountId = accounts.selectedId
    if (accountId === null) return
    scope.chooseDdmInstance(instanceId)
    scope.setRange({ kind: 'bounds', bounds: range })
    const collected = collections.start({ accountId, instanceId, range, what: 'missing' })
    void need()
    void collections.dismiss(id)
    await collected
  }

  function setQuery(next: KillLogQuery): void {
    query.value = next
    if (saving.value.kind !== 'saving') saving.value = { kind: 'idle' }
  }

  /** Filters rows, counts and pictures, once the reader pauses typing. */
  function filterBy(filter: string): void {
    clearTimeout(typing)
    typed = filter
    typing = setTimeout(applyFilter, typingPause)
  }

  /** Filters at once. */
  function filterNow(filter: string): void {
    typed = filter
    applyFilter()
  }

  function applyFilter(): void {
    clearTimeout(typing)
    if (typed === query.value.filter) return
    setQuery({ ...query.value, filter: typed })
    void look()
  }

  /** Restricts rows, counts, pictures and exports; nothing in it means to all. */
  function restrict(only: KillLogOnly): void {
    const { filter, sort } = query.value
    const isNone = Object.values(only).every((value) => value === undefined)
    setQuery({ filter, ...(isNone ? {} : { only }), sort })
    void look()
  }

  /** Takes away one restriction. */
  function lift(what: keyof KillLogOnly): void {
    const { [what]: _, ...rest } = query.value.only ?? {}
    restrict(rest)
  }

  /** Takes away all restrictions, the filter too. */
  function liftAll(): void {
    clearTimeout(typing)
    typed = ''
    setQuery({ filter: '', sort: query.value.sort })
    void look()
  }

  /** Sorts by a column, and the other way round when it is sorted by it already. */
  function sortBy(column: KillLogQuery['sort']['column']): void {
    const { sort } = query.value
    const again = sort.column === column
    sortAs({ column, descending: again ? !sort.descending : newestFirst.includes(column) })
  }

  function sortAs(sort: KillLogQuery['sort']): void {
    setQuery({ ...query.value, sort })
    void rows.restart()
  }

  /** Saves the rows that match the query, in its order; the main process asks where. */
  async function saveCsv(): Promise<void> {
    const from = shown.value
    if (from === null || saving.value.kind === 'saving') return
    applyFilter()
    saving.value = { kind: 'saving' }
    const settle = (result: Saving): void => {
      if (isShown(from)) saving.value = result
    }
    try {
      const { accountId, instanceId, range } = from
      const file = await ask(
        window.auditDesk.killLog.saveCsv({ accountId, instanceId, range, query: query.value }),
      )
      settle(file === null ? { kind: 'idle' } : { kind: 'saved', file })
    } catch (error) {
      settle({ kind: 'failed', error: asAuditDeskError(error) })
    }
  }

  function isSame(one: Bounds, other: Bounds): boolean {
    return one.from === other.from && one.to === other.to
  }

  function concerns(log: Log): boolean {
    const now = shown.value
    return now?.accountId === log.accountId && now.instanceId === log.instanceId
  }

  watch(
    () => collections.news,
    (news) => {
      if (news === null || !concerns(news) || news.revision === revision) return
      revision = news.revision
      void follow()
    },
    { flush: 'sync' },
  )
  watch(
    () => collections.ended,
    (collection) => {
      const now = shown.value
      if (collection === null || now === null || !concerns(collection)) return
      if (isSame(collection.range, now.range)) shown.value = { ...now, range: collection.reached }
      void follow()
    },
    { flush: 'sync' },
  )
  watch(() => accounts.selectedId, forget, { flush: 'sync' })

  return {
    coverageState: coverage.state,
    coverage: coverage.answer,
    facetsState: facets.state,
    shown,
    collecting,
    failure,
    query,
    isFiltered,
    rows,
    saving,
    need,
    refresh,
    collect,
    collectGap,
    resume,
    askCoverage,
    countFacets,
    filterBy,
    filterNow,
    restrict,
    lift,
    liftAll,
    sortBy,
    sortAs,
    saveCsv,
  }
})
