import type { Slice, Stretch } from '../../figures/coverage.ts'
import { formatCount, formatInstant } from '../../i18n/format.ts'
import type { Translate } from '../../i18n/index.ts'

/** A stretch of time, as a day where it is a whole one of the local calendar. */
export function spanText({ from, to }: Slice['range'], t: Translate): string {
  const start = new Date(from)
  const isDay =
    start.getTime() === new Date(start).setHours(0, 0, 0, 0) &&
    Date.parse(to) === new Date(start).setHours(24, 0, 0, 0)
  return isDay
    ? formatInstant(from, 'day')
    : t('killLog.span', { from: formatInstant(from, 'minute'), to: formatInstant(to, 'minute') })
}

/** What coverage says of a part that was never asked for. */
const notAsked = 'not asked for'

/** Why windows are not complete, each reason once. */
export function reasonsOf(windows: Stretch['windows'], t: Translate): string[] {
  const reasons = windows.flatMap(({ expected, obtained, missing }) => {
    if (missing === null) return []
    if (missing === notAsked) return [t('killLog.notAsked')]
    if (expected === null) return [missing]
    const counts = { obtained: formatCount(obtained), expected: formatCount(expected) }
    return [t('killLog.ofExpected', counts), missing]
  })
  return [...new Set(reasons)]
}

/** When the oldest of the windows was collected, ISO 8601 in UTC; `null` when none was. */
export function oldestCollected(windows: Stretch['windows']): string | null {
  const times = windows.flatMap(({ missing, obtained, collectedAt }) =>
    collectedAt !== null && (missing === null || obtained > 0) ? [collectedAt] : [],
  )
  return times.sort()[0] ?? null
}

/** What is known of a slice, in a sentence or a few. */
export function sliceText({ range, state, stretches }: Slice, t: Translate): string {
  const windows = stretches.flatMap((stretch) => stretch.windows)
  const collected = oldestCollected(windows)
  const details =
    state === 'complete' && collected !== null
      ? [t('killLog.collectedSince', { time: formatInstant(collected, 'minute') })]
      : state === 'partial' || state === 'missing'
        ? reasonsOf(
            windows.filter(({ missing }) => missing !== notAsked),
            t,
          )
        : []
  return [t(`killLog.slice.${state}`, { time: spanText(range, t) }), ...details].join('. ')
}
