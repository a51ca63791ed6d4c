import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import type { InputOf } from '../../../../shared/contract/procedure.ts'
import type { Contract } from '../../../../shared/contract/index.ts'
import type { Diagnosis, DiagnosisId } from '../../../../shared/model/diagnosis.ts'
import type { AuditDeskError } from '../../../../shared/errors.ts'
import { asAuditDeskError, ask } from '../../../bridge.ts'

export type DiagnosisSubject = InputOf<Contract['accounts']['diagnose']>['subject']

export interface DiagnosisRun {
  /** What was found so far; `null` before the first step. */
  diagnosis: ShallowRef<Diagnosis | null>
  /** Why there was no test at all. */
  error: ShallowRef<AuditDeskError | null>
  isRunning: ShallowRef<boolean>
  start: (subject: DiagnosisSubject) => Promise<void>
  stop: () => void
  /** Stops and forgets: what was tested is another now. */
  clear: () => void
}

/** One test of a connection at a time; it is stopped when the component goes. */
export function useDiagnosis(): DiagnosisRun {
  const diagnosis = shallowRef<Diagnosis | null>(null)
  const error = shallowRef<AuditDeskError | null>(null)
  const isRunning = shallowRef(false)
  let current: DiagnosisId | null = null

  const unsubscribe = window.auditDesk.on('accounts.diagnosis', (news) => {
    if (news.diagnosisId === current && isRunning.value) diagnosis.value = news
  })

  async function start(subject: DiagnosisSubject): Promise<void> {
    clear()
    const diagnosisId = crypto.randomUUID() as DiagnosisId
    current = diagnosisId
    isRunning.value = true
    try {
      const found = await ask(window.auditDesk.accounts.diagnose({ diagnosisId, subject }))
      if (current === diagnosisId) diagnosis.value = found
    } catch (thrown) {
      if (current === diagnosisId) error.value = asAuditDeskError(thrown)
    } finally {
      if (current === diagnosisId) isRunning.value = false
    }
  }

  function stop(): void {
    if (current === null || !isRunning.value) return
    void ask(window.auditDesk.accounts.stopDiagnosis({ diagnosisId: current })).catch(
      () => undefined,
    )
  }

  function clear(): void {
    stop()
    current = null
    isRunning.value = false
    diagnosis.value = null
    error.value = null
  }

  onBeforeUnmount(() => {
    clear()
    unsubscribe()
  })

  return { diagnosis, error, isRunning, start, stop, clear }
}
