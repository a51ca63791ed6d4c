import { readonly, ref, type Ref } from 'vue'

const known = new Map<string, Readonly<Ref<boolean>>>()

/** Whether a media query matches, live. One listener for each query, for the life of the window. */
export function mediaQuery(query: string): Readonly<Ref<boolean>> {
  const before = known.get(query)
  if (before !== undefined) return before
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  list.addEventListener('change', (event) => (matches.value = event.matches))
  known.set(query, readonly(matches))
  return readonly(matches)
}
