import { computed, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import { CollectionId } from '../../shared/contract/kill-log.ts'
import type {
  KillLogFacets,
  KillLogProgress,
  KillLogQuery,
  SavedFile,
} from '../../shared/contract/kill-log.ts'
import type { AccountId, DdmInstanceId } from '../../shared/model/ids.ts'
import type { Coverage } from '../../shared/model/coverage.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { useAccountsStore } from './accounts.ts'
import { createKillRecordRows } from './killRecordRows.ts'
import { createQuestion } from './question.ts'
import { useScopeStore } from './scope.ts'

/** One run of collecting: what it was asked for. */
export interface Collection {
  id: CollectionId
  accountId: AccountId
  instanceId: DdmInstanceId
  instanceName: string
  range: TimeRange
}

export type Saving =
  | { kind: 'idle' }
  | { kind: 'saving' }
  | { kind: 'saved'; file: NonNullable<SavedFile> }
  | { kind: 'failed'; error: AuditDeskError }

const typingPause = 200

const firstQuery: KillLogQuery = { filter: '', sort: { column: 'at', descending: true } }

/** The kill-session log: collecting it, and looking at what was collected. */
export const useKillLogStore = defineStore('killLog', () => {
  const accounts = useAccountsStore()
  const scope = useScopeStore()

  const coverage = createQuestion<Coverage>({ onUnlock: () => void collect() })
  const facets = createQuestion<KillLogFacets>()
  /** The collection under way or, after it, the one shown. */
  const collection = shallowRef<Collection | null>(null)
  const progress = shallowRef<KillLogProgress | null>(null)
  /** When a collection that waits goes on, milliseconds since the epoch; `null` while it runs. */
  const resumesAt = ref<number | null>(null)
  const cancelling = ref(false)
  const query = shallowRef<KillLogQuery>(firstQuery)
  const saving = shallowRef<Saving>({ kind: 'idle' })
  let typing: ReturnType<typeof setTimeout> | undefined
  /** The filter as typed; the query has it once typing pauses. */
  let typed = firstQuery.filter

  const collecting = computed(() => coverage.state.value.kind === 'loading')
  /** The collection whose rows can be looked at; `null` before there is one. */
  const shown = computed(() => (coverage.answer.value === null ? null : collection.value))
  /** Whether instance or range have been changed since the collection shown was asked for. */
  const outdated = computed(
    () =>
      shown.value !== null &&
      (shown.value.instanceId !== scope.ddmInstanceId ||
        JSON.stringify(shown.value.range) !== JSON.stringify(scope.range)),
  )

  const rows = createKillRecordRows((offset, limit) => {
    const from = shown.value
    if (from === null) return null
    return ask(
      window.auditDesk.killLog.page({
        accountId: from.accountId,
        collectionId: from.id,
        query: query.value,
        offset,
        limit,
      }),
    )
  })

  function forget(): void {
    clearTimeout(typing)
    typed = firstQuery.filter
    collection.value = null
    progress.value = null
    resumesAt.value = null
    cancelling.value = false
    query.value = firstQuery
    saving.value = { kind: 'idle' }
    rows.clear()
    facets.reset()
  }

  /** Collects the log of the chosen DDM instance and range; ends with its rows on show. */
  async function collect(): Promise<void> {
    const instance = scope.ddmInstance
    const accountId = accounts.selectedId
    if (instance === null || accountId === null || collecting.value) return
    forget()
    const mine: Collection = {
      id: CollectionId.parse(crypto.randomUUID()),
      accountId,
      instanceId: instance.id,
      instanceName: instance.name,
      range: scope.range,
    }
    collection.value = mine
    await coverage.ask(
      (account) =>
        ask(
          window.auditDesk.killLog.collect({
            accountId: account,
            collectionId: mine.id,
            instanceId: mine.instanceId,
            range: mine.range,
          }),
        ),
      mine.id,
    )
    if (collection.value !== mine) return
    progress.value = null
    resumesAt.value = null
    cancelling.value = false
    const state = coverage.state.value
    // Stopped before anything was obtained: there is nothing to show and nothing went wrong.
    if (state.kind === 'failed' && state.error.code === 'cancelled') coverage.reset()
    if (shown.value !== null) await look()
  }

  /** Stops collecting; what was obtained by then is shown, as incomplete. */
  async function cancel(): Promise<void> {
    const running = collection.value
    if (running === null || !collecting.value || cancelling.value) return
    cancelling.value = true
    try {
      await ask(
        window.auditDesk.killLog.cancel({
          accountId: running.accountId,
          collectionId: running.id,
        }),
      )
    } catch {
      // The collection goes on and says itself how it ends.
      if (collection.value === running) cancelling.value = false
    }
  }

  async function countFacets(): Promise<void> {
    const from = shown.value
    if (from === null) return
    const { filter } = query.value
    await facets.ask(async (accountId) => {
      const data = await ask(
        window.auditDesk.killLog.facets({ accountId, collectionId: from.id, filter }),
      )
      return { accountId: data.accountId, data, sources: [], timeZone: null, missing: [] }
    }, from.id)
  }

  async function look(): Promise<void> {
    await Promise.all([rows.restart(), countFacets()])
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

  function applyFilter(): void {
    clearTimeout(typing)
    if (typed === query.value.filter) return
    setQuery({ ...query.value, filter: typed })
    void look()
  }

  /** Sorts by a column, and the other way round when it is sorted by it already. */
  function sortBy(column: KillLogQuery['sort']['column']): void {
    const { sort } = query.value
    const again = sort.column === column
    setQuery({
      ...query.value,
      sort: { column, descending: again ? !sort.descending : column === 'at' },
    })
    void rows.restart()
  }

  /** Saves the rows that match the query, in its order; the main process asks where. */
  async function saveCsv(): Promise<void> {
    const from = shown.value
    if (from === null || saving.value.kind === 'saving') return
    applyFilter()
    saving.value = { kind: 'saving' }
    const settle = (result: Saving): void => {
      if (shown.value?.id === from.id) saving.value = result
    }
    try {
      const file = await ask(
        window.auditDesk.killLog.saveCsv({
          accountId: from.accountId,
          collectionId: from.id,
          query: query.value,
        }),
      )
      settle(file === null ? { kind: 'idle' } : { kind: 'saved', file })
    } catch (error) {
      settle({ kind: 'failed', error: asAuditDeskError(error) })
    }
  }

  window.auditDesk.on('killLog.progress', (news) => {
    const running = collection.value
    if (running?.id === news.collectionId && running.accountId === news.accountId) {
      progress.value = news
      resumesAt.value = news.waiting === null ? null : Date.now() + news.waiting.milliseconds
    }
  })
  watch(() => accounts.selectedId, forget, { flush: 'sync' })

  return {
    coverageState: coverage.state,
    coverage: coverage.answer,
    facetsState: facets.state,
    collection,
    collecting,
    cancelling,
    progress,
    resumesAt,
    shown,
    outdated,
    query,
    rows,
    saving,
    collect,
    cancel,
    countFacets,
    filterBy,
    sortBy,
    saveCsv,
  }
})
