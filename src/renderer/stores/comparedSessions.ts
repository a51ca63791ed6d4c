import { computed, ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { SessionShare } from '../../shared/model/session-share.ts'
import type { TimeRange } from '../../shared/model/time-range.ts'
import { previousPeriod } from '../figures/periods.ts'
import { answerOf, asOf, type QuestionState } from './question.ts'
import { useScopeStore } from './scope.ts'
import { createSessionsQuestion, useSessionsStore } from './sessions.ts'

/** What the sessions are compared with. */
export type Comparison = 'none' | 'previous' | 'range'

/** The same counts in a second period, of the same instance and databases. */
export const useComparedSessionsStore = defineStore('comparedSessions', () => {
  const scope = useScopeStore()
  const sessions = useSessionsStore()
  const comparison = ref<Comparison>('none')
  const view = ref<'sideBySide' | 'difference'>('sideBySide')
  /** The second range, where the user wants another than the previous period. */
  const chosenRange = shallowRef<TimeRange | null>(null)
  /** Where the first period ends if it is a preset: by the service's clock, when it was read. */
  const end = ref<string | null>(null)

  watch(
    () => sessions.state,
    (state) => {
      if (state.kind === 'idle') end.value = null
      else if (state.kind === 'loading') end.value = state.previous === null ? null : end.value
      else if (state.kind === 'failed' && state.previous === null) {
        end.value ??= new Date().toISOString()
      } else {
        const source = sessions.answer?.sources[0]
        end.value = source?.serverDate ?? asOf(sessions.answer)
      }
    },
    { immediate: true, flush: 'sync' },
  )

  /** `null` while nothing is compared, or while it isn't known yet with what. */
  const range = computed<TimeRange | null>(() => {
    if (comparison.value === 'none') return null
    if (comparison.value === 'range' && chosenRange.value !== null) return chosenRange.value
    if (scope.range.kind === 'preset' && end.value === null) return null
    return { kind: 'bounds', bounds: previousPeriod(scope.range, end.value ?? '') }
  })

  const question = createSessionsQuestion(() =>
    scope.auditInstanceId === null || range.value === null
      ? null
      : {
          kind: 'sessions',
          instanceId: scope.auditInstanceId,
          range: range.value,
          databaseIds: sessions.databaseIds,
        },
  )

  function compareWith(next: Comparison): void {
    // Another range starts from the one shown, to be changed.
    if (next === 'range') chosenRange.value ??= range.value
    comparison.value = next
  }

  function chooseRange(next: TimeRange): void {
    chosenRange.value = next
    comparison.value = 'range'
  }

  // What was asked about another period must not stand under the name of this one.
  const state = computed<QuestionState<SessionShare[]>>(() =>
    range.value === null ? { kind: 'loading', previous: null } : question.state.value,
  )
  const answer = computed(() => answerOf(state.value))

  return { ...question, state, answer, comparison, view, range, compareWith, chooseRange }
})
