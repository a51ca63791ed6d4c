import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { SigningKey } from '../../shared/contract/reports.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { createReader } from './reading.ts'

/** The key that this computer signs its reports with; only its public half is ever seen here. */
export const useSigningKeyStore = defineStore('signingKey', () => {
  const key = createReader<SigningKey>(() => ask(window.auditDesk.reports.signingKey({})))
  /** Where the public key was last written to. */
  const exportedTo = shallowRef<string | null>(null)
  const exportError = shallowRef<AuditDeskError | null>(null)

  async function exportKey(): Promise<void> {
    exportError.value = null
    try {
      exportedTo.value = (await ask(window.auditDesk.reports.exportKey({}))) ?? exportedTo.value
    } catch (error) {
      exportError.value = asAuditDeskError(error)
    }
  }

  /** @throws AuditDeskError why the key could not be replaced; the old one then stays */
  async function replace(): Promise<void> {
    key.set(await ask(window.auditDesk.reports.rotateKey({})))
    exportedTo.value = null
  }

  return {
    state: key.state,
    key: key.data,
    load: key.load,
    exportedTo,
    exportError,
    exportKey,
    replace,
  }
})
