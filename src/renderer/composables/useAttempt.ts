import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { AuditDeskError } from '../../shared/errors.ts'
import { asAuditDeskError } from '../bridge.ts'

export interface Attempt {
  busy: Ref<boolean>
  /** Why the last attempt failed, until the next. */
  error: ShallowRef<AuditDeskError | null>
  /**
   * Does some work, unless some is under way: a button can be pressed twice, and Enter as well.
   * @returns whether it was done
   */
  attempt: (work: () => Promise<unknown>) => Promise<boolean>
}

/** Something that the user starts and that may fail, such as what a dialog is sent off for. */
export function useAttempt(): Attempt {
  const busy = ref(false)
  const error = shallowRef<AuditDeskError | null>(null)

  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = null
    try {
      await work()
      return true
    } catch (thrown) {
      error.value = asAuditDeskError(thrown)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, error, attempt }
}
