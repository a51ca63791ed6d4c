import type { HourOfWeek } from '../../../shared/contract/kill-log.ts'
import { nameHours } from '../../figures/weekHours.ts'
import { formatCount, formattingLocale } from '../../i18n/format.ts'
import type { Translate } from '../../i18n/index.ts'

/** A Monday, so that weekday 0 is one. */
const monday = Date.UTC(2024, 0, 1)
const day = 24 * 3_600_000

export function weekdayName(weekday: number, style: 'short' | 'long'): string {
  return new Intl.DateTimeFormat(formattingLocale(), { weekday: style, timeZone: 'UTC' }).format(
    monday + weekday * day,
  )
}

/** Two digits, as on a clock. */
export function hourName(hour: number): string {
  return String(hour).padStart(2, '0')
}

/** Hours of the week in words, such as `Mon 19:00–20:00`. */
export function hoursText(hours: readonly HourOfWeek[], t: Translate): string {
  const named = nameHours(hours)
  const clock = (hour: number) => `${hourName(hour)}:00–${hourName(hour + 1)}:00`
  switch (named.kind) {
    case 'hour':
      return `${weekdayName(named.weekday, 'short')} ${clock(named.hour)}`
    case 'weekday':
      return weekdayName(named.weekday, 'long')
    case 'daily':
      return t('killLog.everyDay', { time: clock(named.hour) })
    case 'some':
      return t('killLog.someHours', { hours: formatCount(named.hours) }, named.hours)
  }
}
