import { readonly, ref, type Ref } from 'vue'

const minute = 60_000

let shared: Readonly<Ref<number>> | null = null

/**
 * This machine's clock in milliseconds since the epoch, renewed once a minute: ages grow while you
 * look. One timer, for the life of the window.
 */
export function useNow(): Readonly<Ref<number>> {
  if (shared !== null) return shared
  const now = ref(Date.now())
  setInterval(() => (now.value = Date.now()), minute)
  shared = readonly(now)
  return shared
}
