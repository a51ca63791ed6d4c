import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { BundleVerdict, VerifyProgress } from '../../shared/model/evidence.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'

/** What is to be verified; without a path the user is asked for one. */
export interface VerifyTarget {
  path: string | null
  kind: 'folder' | 'zip'
}

export type Verification =
  | { kind: 'none' }
  | { kind: 'running'; target: VerifyTarget; progress: VerifyProgress | null }
  | { kind: 'done'; verdict: BundleVerdict }
  | { kind: 'failed'; target: VerifyTarget; error: AuditDeskError }

/** Verifies one bundle at a time, of whomever, and trusts its key when told to. */
export const useVerificationStore = defineStore('verification', () => {
  const state = shallowRef<Verification>({ kind: 'none' })

  /** Never throws: what goes wrong is the state. A dialog that is closed leaves all as it was. */
  async function verify(target: VerifyTarget): Promise<void> {
    const before = state.value
    if (before.kind === 'running') return
    state.value = { kind: 'running', target, progress: null }
    try {
      const verdict = await ask(window.auditDesk.reports.verify(target))
      state.value = verdict === null ? before : { kind: 'done', verdict }
    } catch (error) {
      state.value = { kind: 'failed', target, error: asAuditDeskError(error) }
    }
  }

  /**
   * Makes the key of the bundle that was verified known for its accounts, and verifies again.
   * @throws AuditDeskError why it can't
   */
  async function trust(): Promise<void> {
    if (state.value.kind !== 'done') return
    const { path, kind } = state.value.verdict
    await ask(window.auditDesk.reports.trust({ path }))
    await verify({ path, kind })
  }

  window.auditDesk.on('reports.verifyProgress', (progress) => {
    if (state.value.kind === 'running') state.value = { ...state.value, progress }
  })

  return { state, verify, trust }
})
