import { computed, type ComputedRef } from 'vue'
import { formatInstant } from '../../i18n/format.ts'
import { useText } from '../../i18n/index.ts'
import type { ShownTrend } from './useShownTrends.ts'

/** Why an analysis is not what the range asks for, one sentence each; empty when it is. */
export function useStaleWords(shown: () => ShownTrend): ComputedRef<string[]> {
  const { t } = useText()
  return computed(() => {
    const { unanalysed, unrenewed } = shown()
    return [
      ...(unrenewed === null ? [] : [t(`risk.unrenewed.${unrenewed}`)]),
      ...(unanalysed === null
        ? []
        : [t('risk.tooEarly', { time: formatInstant(unanalysed.from, 'minute') })]),
    ]
  })
}
