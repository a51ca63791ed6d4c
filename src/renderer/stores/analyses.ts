import { defineStore } from 'pinia'
import { ask } from '../bridge.ts'
import { useScopeStore } from './scope.ts'
import { createSubjectQuestion } from './subject.ts'

/** Which statistics exist of the chosen instance, and when they were computed. */
export const useAnalysesStore = defineStore('analyses', () => {
  const scope = useScopeStore()
  return createSubjectQuestion(
    () =>
      scope.auditInstanceId === null
        ? null
        : { kind: 'analyses', instanceId: scope.auditInstanceId },
    (accountId, from, { instanceId }) =>
      ask(window.auditDesk.audit.analyses({ accountId, from, instanceId })),
  )
})
