import { watch, type Ref } from 'vue'
import { mediaQuery } from './mediaQuery.ts'

let shared: { isDark: Readonly<Ref<boolean>> } | null = null

/**
 * Whether the window is dark now. The main process tells Chromium what was chosen, so the media
 * query knows it before the first paint, and follows the desktop live where nothing was.
 */
export function useTheme(): { isDark: Readonly<Ref<boolean>> } {
  if (shared !== null) return shared
  const isDark = mediaQuery('(prefers-color-scheme: dark)')
  shared = { isDark }
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
