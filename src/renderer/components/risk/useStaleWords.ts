import { computed, type ComputedRef } from 'vue'
import { formatInstant } from '../../i18n/format.ts'
import { useText } from '../../i18n/index.ts'
import type { ShownTrend } from './useShownTrends.ts'

/** Why an analysis is not what the range asks for, one sentence each; empty when it is. */
export function useStaleWords(): (shown: ShownTrend) => string[] {
  const { t } = useText()

  function tooEarly({ unanalysed, asked, data }: ShownTrend): string[] {
    const generatedAt = data?.generatedAt ?? null
    if (unanalysed === null || asked === null || generatedAt === null) return []
    const time = formatInstant(generatedAt, 'minute')
    const reachesNothing = Date.parse(generatedAt) <= asked.from
    return [t(reachesNothing ? 'risk.beforeRange' : 'risk.tooEarly', { time })]
  }

  return (shown) => [
    ...(shown.unrenewed === null ? [] : [t(`risk.unrenewed.${shown.unrenewed}`)]),
    ...tooEarly(shown),
  ]
}

/** The same of one trend, as it changes. */
export function useStaleWordsOf(shown: () => ShownTrend): ComputedRef<string[]> {
  const words = useStaleWords()
  return computed(() => words(shown()))
}
