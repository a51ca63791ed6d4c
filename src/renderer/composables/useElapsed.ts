import { computed, onScopeDispose, ref, type ComputedRef } from 'vue'

/**
 * Milliseconds since an instant, counted while in use.
 * @param since milliseconds since the epoch
 */
export function useElapsed(since: () => number): ComputedRef<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 1000)
  onScopeDispose(() => {
    clearInterval(timer)
  })
  return computed(() => Math.max(0, now.value - since()))
}
