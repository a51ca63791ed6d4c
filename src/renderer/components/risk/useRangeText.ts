import type { TimeRange } from '../../../shared/model/time-range.ts'
import { formatInstant } from '../../i18n/format.ts'
import { useText } from '../../i18n/index.ts'

/** A range in words, as the picker has it. */
export function useRangeText(): (range: TimeRange) => string {
  const { t } = useText()
  return (range) =>
    range.kind === 'preset'
      ? t(`frame.range.${range.preset}`)
      : t('frame.range.bounds', {
          from: formatInstant(range.bounds.from, 'minute'),
          to: formatInstant(range.bounds.to, 'minute'),
        })
}
