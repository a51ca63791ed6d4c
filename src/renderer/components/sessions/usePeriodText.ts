import type { Answer } from '../../../shared/model/answer.ts'
import type { TimeRange } from '../../../shared/model/time-range.ts'
import { readTimeZone } from '../../../shared/model/time-zone.ts'
import { formatInstant, localZone } from '../../i18n/format.ts'
import { useText } from '../../i18n/index.ts'
import { useScopeStore } from '../../stores/scope.ts'

/** What was asked of the service, in words: the range, and in which zone its times were sent. */
export interface PeriodText {
  /** In the local zone, which it names. */
  range: string
  rangeHint: string | null
  /** `null` where no time was sent. */
  zone: string | null
  zoneHint: string | null
}

export function usePeriodText(): {
  periodText: (range: TimeRange, answer: Answer<unknown> | null) => PeriodText
  /** The same as one sentence's part, for a file. */
  periodLine: (range: TimeRange, answer: Answer<unknown> | null) => string
} {
  const { t } = useText()
  const scope = useScopeStore()

  function periodText(range: TimeRange, answer: Answer<unknown> | null): PeriodText {
    if (range.kind === 'preset') {
      const { preset } = range
      return {
        range: t('sessions.period.preset', { range: t(`frame.range.${preset}`) }),
        rangeHint: t('sessions.period.presetHint', { preset }),
        zone: null,
        zoneHint: null,
      }
    }
    const { from, to } = range.bounds
    const bounds = t('sessions.period.bounds', {
      from: formatInstant(from, 'minute'),
      to: formatInstant(to, 'minute'),
    })
    const zone = answer?.timeZone ?? null
    const named = readTimeZone(scope.auditInstance?.timeZone ?? null) === zone
    return {
      range: `${bounds} · ${localZone(Date.parse(to))}`,
      rangeHint: t('sessions.period.bounds', { from, to }),
      zone:
        zone === null
          ? null
          : t(named ? 'sessions.period.sentIn' : 'sessions.period.sentInAssumed', { zone }),
      zoneHint: t(named ? 'sessions.period.namedHint' : 'sessions.period.assumedHint'),
    }
  }

  function periodLine(range: TimeRange, answer: Answer<unknown> | null): string {
    const { zone } = periodText(range, answer)
    if (range.kind === 'preset') return t(`frame.range.${range.preset}`)
    const bounds = t('sessions.period.bounds', range.bounds)
    return zone === null ? bounds : `${bounds}, ${zone}`
  }

  return { periodText, periodLine }
}
