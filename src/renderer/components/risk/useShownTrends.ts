import { computed, type ComputedRef } from 'vue'
import type { DatabaseId } from '../../../shared/model/ids.ts'
import type { Trend } from '../../../shared/model/trend.ts'
import {
  askedSpan,
  trendFigures,
  unanalysed,
  type Span,
  type TrendFigures,
} from '../../figures/trend.ts'
import { useText } from '../../i18n/index.ts'
import { asOf, type QuestionState } from '../../stores/question.ts'
import { useScopeStore } from '../../stores/scope.ts'
import { useTrendRenewalsStore } from '../../stores/trendRenewals.ts'
import { useTrendsStore, type TrendOfDatabase } from '../../stores/trends.ts'

/** One of the trends on the screen, and what follows from it. */
export interface ShownTrend {
  trend: TrendOfDatabase
  /** The name of its database, or that it is all of them. */
  name: string
  /** `null` before there is an answer. */
  data: Trend | null
  figures: TrendFigures
  /** What was asked for, in time; `null` before there is an answer. */
  asked: Span | null
  /** The end of it that the analysis does not reach; `null` when it does. */
  unanalysed: Span | null
  /** When it was to be computed anew to no effect: what is shown is the analysis from before. */
  unrenewed: 'unfinished' | 'stopped' | null
}

const nothing: TrendFigures = { dated: [], undated: [] }

export function useDatabaseName(): (id: DatabaseId | null) => string {
  const scope = useScopeStore()
  const { t } = useText()
  return (id) =>
    id === null
      ? t('frame.allDatabases')
      : (scope.databases.find((database) => database.id === id)?.name ?? id)
}

/** The trends that are shown, in their order. */
export function useShownTrends(): ComputedRef<ShownTrend[]> {
  const scope = useScopeStore()
  const trends = useTrendsStore()
  const renewals = useTrendRenewalsStore()
  const nameOf = useDatabaseName()

  function unrenewed(trend: TrendOfDatabase): ShownTrend['unrenewed'] {
    const instanceId = scope.auditInstanceId
    if (instanceId === null || trend.answer === null) return null
    const { type, databaseId } = trend
    const renewal = renewals.renewalOf({ instanceId, type, range: scope.range, databaseId })
    if (renewal === null || renewal.before !== trend.answer.data.rawGeneratedAt) return null
    const { kind } = renewal.state
    return kind === 'unfinished' || kind === 'stopped' ? kind : null
  }

  return computed(() =>
    trends.trends.map((trend) => {
      const { answer } = trend
      const readAt = asOf(answer)
      const asked = answer === null ? null : askedSpan(scope.range, readAt)
      return {
        trend,
        name: nameOf(trend.databaseId),
        data: answer?.data ?? null,
        figures: answer === null ? nothing : trendFigures(answer.data.points),
        asked,
        unanalysed:
          answer === null || readAt === null
            ? null
            : unanalysed(answer.data, asked, Date.parse(readAt)),
        unrenewed: unrenewed(trend),
      }
    }),
  )
}

/**
 * One state for the panels that show several trends at once: what there is, as soon as there is any.
 * How each of them stands is said beside its name.
 */
export function stateOfAll(shown: readonly ShownTrend[]): QuestionState<Trend> {
  const states = shown.map(({ trend }) => trend.state)
  const [only] = states
  if (only !== undefined && states.length === 1) return only
  const answered = shown.find(({ trend }) => trend.answer !== null)?.trend.answer
  if (answered !== undefined && answered !== null) return { kind: 'fresh', answer: answered }
  if (states.some(({ kind }) => kind === 'loading')) return { kind: 'loading', previous: null }
  return states.find(({ kind }) => kind === 'failed') ?? { kind: 'idle' }
}
