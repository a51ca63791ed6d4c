import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { AccountId } from '../../shared/model/ids.ts'
import type { Answer } from '../../shared/model/answer.ts'
import type { AuditInstance, DdmInstance } from '../../shared/model/instance.ts'
import type { Envelope } from '../../shared/contract/index.ts'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError, ask } from '../bridge.ts'

/** The instances of an account that the archive knows; none when it never asked for them. */
export interface KnownInstances {
  audit: AuditInstance[]
  ddm: DdmInstance[]
  /** Why they could not be read; `null` when they could. */
  error: AuditDeskError | null
}

const latest = { kind: 'archive', answerId: null } as const

async function known<T>(
  accountId: AccountId,
  envelope: Promise<Envelope<Answer<T[]>>>,
): Promise<T[]> {
  try {
    const answer = await ask(envelope)
    return answer.accountId === accountId ? answer.data : []
  } catch (error) {
    if (asAuditDeskError(error).code === 'not-found') return []
    throw error
  }
}

/** What the archives know of the instances of any account, on screen or not. Asks no service. */
export const useKnownInstancesStore = defineStore('knownInstances', () => {
  const byAccount = shallowRef<ReadonlyMap<AccountId, KnownInstances>>(new Map())

  function put(accountId: AccountId, found: KnownInstances): void {
    byAccount.value = new Map(byAccount.value).set(accountId, found)
  }

  /** Reads the archive of an account. Never throws: what goes wrong stands in the entry. */
  async function load(accountId: AccountId): Promise<void> {
    try {
      const [audit, ddm] = await Promise.all([
        known(accountId, window.auditDesk.audit.instances({ accountId, from: latest })),
        known(accountId, window.auditDesk.killLog.instances({ accountId, from: latest })),
      ])
      put(accountId, { audit, ddm, error: null })
    } catch (thrown) {
      put(accountId, { audit: [], ddm: [], error: asAuditDeskError(thrown) })
    }
  }

  return { byAccount, load }
})
