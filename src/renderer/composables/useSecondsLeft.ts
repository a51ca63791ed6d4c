import { computed, onScopeDispose, ref, watch, type ComputedRef } from 'vue'

/**
 * Whole seconds until an instant, counted down while in use; `null` once it has come.
 * @param until milliseconds since the epoch, `null` for none
 */
export function useSecondsLeft(until: () => number | null): ComputedRef<number | null> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), 250)
  onScopeDispose(() => {
    clearInterval(timer)
  })
  watch(until, () => (now.value = Date.now()), { flush: 'sync' })
  return computed(() => {
    const left = (until() ?? 0) - now.value
    return left <= 0 ? null : Math.ceil(left / 1000)
  })
}
