import { effectScope, markRaw, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { DatabaseId } from '../../shared/model/ids.ts'
import { trendQuestion, type TrendQuestion } from '../../shared/model/question.ts'
import { countOf, trendSeries, type Trend, type TrendType } from '../../shared/model/trend.ts'
import { mostLines } from '../charts/lineLooks.ts'
import { ask } from '../bridge.ts'
import type { Span } from '../figures/trend.ts'
import { useText } from '../i18n/index.ts'
import type { ShownQuestion } from '../components/earlier/shownQuestion.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { QuestionState } from './question.ts'
import { useScopeStore } from './scope.ts'
import { createSubjectQuestion } from './subject.ts'
import { useTrendRenewalsStore } from './trendRenewals.ts'

/** The trend of one database, or of all together: a question of its own. */
export interface TrendOfDatabase extends ShownQuestion {
  type: TrendType
  /** `null` means all databases. */
  databaseId: DatabaseId | null
  state: QuestionState<Trend>
  answer: Answer<Trend> | null
  need: () => Promise<void>
  retry: () => Promise<void>
}

/** Counts over time, of the chosen instance, range, type and databases. */
export const useTrendsStore = defineStore('trends', () => {
  const scope = useScopeStore()
  const renewals = useTrendRenewalsStore()
  const { t } = useText()
  const type = ref<TrendType>('risk-operation')
  /** Empty means all databases as one line. */
  const databaseIds = shallowRef<DatabaseId[]>([])
  /** The part of the time axis that is shown; `null` for all of it. */
  const zoom = shallowRef<Span | null>(null)

  const owner = effectScope()
  const known = new Map<string, TrendOfDatabase>()
  /** What is shown, in the order in which it was chosen. */
  const trends = shallowRef<TrendOfDatabase[]>([])

  function subject(of: TrendType, databaseId: DatabaseId | null): TrendQuestion | null {
    const instanceId = scope.auditInstanceId
    return instanceId === null
      ? null
      : trendQuestion(of, { instanceId, range: scope.range, databaseId })
  }

  /** Each database has its own answers, also while another is shown: they are there at once then. */
  function trendOf(of: TrendType, databaseId: DatabaseId | null): TrendOfDatabase {
    const key = `${of} ${databaseId ?? ''}`
    const before = known.get(key)
    if (before !== undefined) return before
    const question = owner.run(() =>
      createSubjectQuestion(
        () => subject(of, databaseId),
        (accountId, from, { instanceId, range }) =>
          ask(
            window.auditDesk.audit.trend({
              ...{ accountId, from, instanceId, type: of, range, databaseId },
            }),
          ),
        { missing: (trend) => missing(of, trend) },
      ),
    )
    if (question === undefined) throw new Error('the store is gone')
    const { state, answer, ...actions } = question
    const trend: TrendOfDatabase = markRaw({
      ...actions,
      type: of,
      databaseId,
      get state() {
        return state.value
      },
      get answer() {
        return answer.value
      },
    })
    known.set(key, trend)
    return trend
  }

  function missing(of: TrendType, { points }: Trend): string[] {
    const uncounted = points.filter((point) =>
      trendSeries[of].some((series) => countOf(point, series) === null),
    ).length
    const undated = points.filter((point) => point.at === null).length
    return [
      ...(uncounted === 0 ? [] : [t('risk.withoutCount', {}, uncounted)]),
      ...(undated === 0 ? [] : [t('risk.withoutTime', {}, undated)]),
    ]
  }

  /** Asks for what is shown, unless it has been asked already. */
  async function need(): Promise<void> {
    await Promise.all(trends.value.map((trend) => trend.need()))
  }

  async function refresh(): Promise<void> {
    await Promise.all(trends.value.map((trend) => trend.refresh()))
  }

  function chooseType(next: TrendType): void {
    type.value = next
  }

  /** @param ids more than can be told apart are left out */
  function chooseDatabases(ids: readonly DatabaseId[]): void {
    databaseIds.value = ids.slice(0, mostLines)
  }

  function setZoom(span: Span | null): void {
    zoom.value = span
  }

  /** Has trends computed anew, then shows what came of it. */
  async function renew(chosen: readonly TrendOfDatabase[]): Promise<void> {
    await Promise.all(chosen.map((trend) => renewOne(trend)))
  }

  async function renewOne(trend: TrendOfDatabase): Promise<void> {
    const { type: of, databaseId } = trend
    const about = subject(of, databaseId)
    if (about === null) return
    const { instanceId, range } = about
    const before = trend.answer?.data.rawGeneratedAt ?? null
    const ended = await renewals.start({ instanceId, type: of, range, databaseId, before })
    if (ended === null || ended.kind === 'failed') return
    const same = JSON.stringify(subject(of, databaseId)) === JSON.stringify(about)
    // An earlier answer that the reader looks at stays.
    if (same && trend.state.kind !== 'earlier') await trend.refresh()
  }

  watch(
    [type, databaseIds],
    () => {
      const ids = databaseIds.value.length === 0 ? [null] : databaseIds.value
      trends.value = ids.map((id) => trendOf(type.value, id))
    },
    { immediate: true, flush: 'sync' },
  )
  // A database of one instance is none of another; the first instance is not a change.
  watch(
    () => scope.auditInstanceId,
    (_now, before) => {
      zoom.value = null
      if (before !== null) databaseIds.value = []
    },
    { flush: 'sync' },
  )
  watch(
    () => scope.range,
    () => (zoom.value = null),
    { flush: 'sync' },
  )

  return {
    type,
    databaseIds,
    zoom,
    trends,
    need,
    refresh,
    chooseType,
    chooseDatabases,
    setZoom,
    renew,
  }
})
