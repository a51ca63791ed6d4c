import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { mediaQuery } from './mediaQuery.ts'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

const key = 'auditDesk.theme'

function readTheme(): Theme {
  const stored = localStorage.getItem(key)
  return themes.find((theme) => theme === stored) ?? 'system'
}

let shared: { theme: Ref<Theme>; isDark: ComputedRef<boolean> } | null = null

/** The theme the user chose and whether that is dark now; `system` follows the desktop live. */
export function useTheme(): { theme: Ref<Theme>; isDark: ComputedRef<boolean> } {
  if (shared !== null) return shared
  const systemIsDark = mediaQuery('(prefers-color-scheme: dark)')
  const theme = ref(readTheme())
  const isDark = computed(() =>
    theme.value === 'system' ? systemIsDark.value : theme.value === 'dark',
  )
  shared = { theme, isDark }
  watch(theme, (chosen) => localStorage.setItem(key, chosen))
  watch(
    isDark,
    (dark) => {
      document.documentElement.classList.toggle('dark', dark)
      document.documentElement.classList.toggle('light', !dark)
    },
    { immediate: true, flush: 'sync' },
  )
  return shared
}
