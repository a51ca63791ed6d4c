import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { VerifyId } from '../../shared/contract/reports.ts'
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
  | {
      kind: 'running'
      id: VerifyId
      target: VerifyTarget
      progress: VerifyProgress | null
      stopping: boolean
    }
  | { kind: 'cancelled'; target: VerifyTarget }
  | { kind: 'done'; verdict: BundleVerdict }
  | { kind: 'failed'; target: VerifyTarget; error: AuditDeskError }

/** Verifies one bundle at a time, of whomever, and trusts its key when told to. */
export const useVerificationStore = defineStore('verification', () => {
  const state = shallowRef<Verification>({ kind: 'none' })

  /** The run of this id; `null` once it has ended. */
  function running(id: VerifyId): Extract<Verification, { kind: 'running' }> | null {
    return state.value.kind === 'running' && state.value.id === id ? state.value : null
  }

  /** Never throws: what goes wrong is the state. A dialog that is closed leaves all as it was. */
  async function verify(target: VerifyTarget): Promise<void> {
    const before = state.value
    if (before.kind === 'running') return
    const id = VerifyId.parse(crypto.randomUUID())
    state.value = { kind: 'running', id, target, progress: null, stopping: false }
    try {
      const verdict = await ask(window.auditDesk.reports.verify({ verifyId: id, ...target }))
      state.value = verdict === null ? before : { kind: 'done', verdict }
    } catch (thrown) {
      const error = asAuditDeskError(thrown)
      state.value =
        error.code === 'cancelled'
          ? { kind: 'cancelled', target }
          : { kind: 'failed', target, error }
    }
  }

  /** Stops it; the state says itself how it ends. */
  async function cancel(): Promise<void> {
    const current = state.value
    if (current.kind !== 'running' || current.stopping) return
    state.value = { ...current, stopping: true }
    try {
      await ask(window.auditDesk.reports.cancelVerify({ verifyId: current.id }))
    } catch {
      const now = running(current.id)
      if (now !== null) state.value = { ...now, stopping: false }
    }
  }

  /**
   * Makes the key of the bundle that was verified known for its accounts, and verifies again.
   * @throws AuditDeskError why it can't, such as that it is another bundle by now
   */
  async function trust(): Promise<void> {
    if (state.value.kind !== 'done') return
    const { path, kind, digest, key } = state.value.verdict
    if (digest === null || key === null) return
    const { fingerprint } = key
    const verifyId = VerifyId.parse(crypto.randomUUID())
    await ask(window.auditDesk.reports.trust({ verifyId, path, digest, fingerprint }))
    await verify({ path, kind })
  }

  window.auditDesk.on('reports.verifyProgress', ({ verifyId, ...progress }) => {
    const current = running(verifyId)
    if (current !== null) state.value = { ...current, progress }
  })

  return { state, verify, cancel, trust }
})
