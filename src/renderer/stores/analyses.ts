import { ref } from 'vue'
import { defineStore } from 'pinia'
import { ask } from '../bridge.ts'
import { useScopeStore } from './scope.ts'
import { createSubjectQuestion } from './subject.ts'

/** After how many days an analysis may be called stale; nothing documents when it is. */
export const staleChoices = ['1', '7', '30'] as const
export type StaleChoice = (typeof staleChoices)[number]

/** Which statistics exist of the chosen instance, and when they were computed. */
export const useAnalysesStore = defineStore('analyses', () => {
  const scope = useScopeStore()
  /** In days. */
  const staleAfter = ref<StaleChoice>('7')
  const question = createSubjectQuestion(
    () =>
      scope.auditInstanceId === null
        ? null
        : { kind: 'analyses', instanceId: scope.auditInstanceId },
    (accountId, from, { instanceId }) =>
      ask(window.auditDesk.audit.analyses({ accountId, from, instanceId })),
  )
  return { ...question, staleAfter }
})
