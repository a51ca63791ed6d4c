import { computed, type ComputedRef } from 'vue'
import type { ChartContext } from '../charts/text.ts'
import { chartPalette } from '../components/chartTheme.ts'
import { formattingLocale } from '../i18n/format.ts'
import { useTheme } from './useTheme.ts'

/** Colours of the theme and the language's own numbers, for the builders of chart options. */
export function useChartContext(): ComputedRef<ChartContext> {
  const { isDark } = useTheme()
  return computed(() => ({ palette: chartPalette(isDark.value), locale: formattingLocale() }))
}
