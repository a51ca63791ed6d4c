import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { ReportId } from '../../shared/contract/reports.ts'
import type { LedgerReading } from '../../shared/model/evidence.ts'
import type { CreatedBundle, ReportProgress } from '../../shared/model/report.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { createReader } from './reading.ts'
import { useReportPlanStore } from './reportPlan.ts'

/** The report that is being made, if any, and how the last one ended. */
export type ReportRun =
  | { kind: 'none' }
  | { kind: 'running'; id: ReportId; progress: ReportProgress | null; stopping: boolean }
  | { kind: 'created'; bundle: CreatedBundle }
  | { kind: 'failed'; error: AuditDeskError }
  | { kind: 'cancelled' }

/** Makes reports, one at a time, and lists those that were made. */
export const useReportsStore = defineStore('reports', () => {
  const plan = useReportPlanStore()
  const run = shallowRef<ReportRun>({ kind: 'none' })
  const ledger = createReader<LedgerReading>(() => ask(window.auditDesk.reports.ledger({})))
  /** Why a folder could not be shown. */
  const showError = shallowRef<AuditDeskError | null>(null)

  /** The run of this id; `null` once it has ended. */
  function running(id: ReportId): Extract<ReportRun, { kind: 'running' }> | null {
    return run.value.kind === 'running' && run.value.id === id ? run.value : null
  }

  /** Makes the report that is planned. Never throws: what goes wrong is how the run ended. */
  async function create(): Promise<void> {
    if (plan.plan === null || run.value.kind === 'running') return
    const id = ReportId.parse(crypto.randomUUID())
    run.value = { kind: 'running', id, progress: null, stopping: false }
    try {
      const bundle = await ask(
        window.auditDesk.reports.create({
          reportId: id,
          plan: plan.plan,
          collectFirst: plan.collectFirst,
        }),
      )
      run.value = bundle === null ? { kind: 'none' } : { kind: 'created', bundle }
      if (bundle !== null) void ledger.load()
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      run.value = error.code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error }
    }
    // Also one that failed may have collected before it did.
    if (plan.collectFirst) plan.renewPreview()
  }

  /** Stops the report that is being made; the run says itself how it ends. */
  async function cancel(): Promise<void> {
    const current = run.value
    if (current.kind !== 'running' || current.stopping) return
    run.value = { ...current, stopping: true }
    try {
      await ask(window.auditDesk.reports.cancel({ reportId: current.id }))
    } catch {
      const now = running(current.id)
      if (now !== null) run.value = { ...now, stopping: false }
    }
  }

  /** Puts away how the last run ended. */
  function dismiss(): void {
    if (run.value.kind !== 'running') run.value = { kind: 'none' }
  }

  /** Shows a bundle in the system's file browser. Never throws: why it can't is `showError`. */
  async function show(folder: string): Promise<void> {
    showError.value = null
    try {
      await ask(window.auditDesk.reports.show({ folder }))
    } catch (error) {
      showError.value = asAuditDeskError(error)
    }
  }

  window.auditDesk.on('reports.progress', ({ reportId, ...progress }) => {
    const current = running(reportId)
    if (current !== null) run.value = { ...current, progress }
  })

  return {
    run,
    ledgerState: ledger.state,
    ledger: ledger.data,
    loadLedger: ledger.load,
    showError,
    create,
    cancel,
    dismiss,
    show,
  }
})
