import type { TooltipLine } from '../../charts/tooltip.ts'
import { formatChange } from '../../figures/share.ts'
import type { Presence } from '../../figures/sessionChanges.ts'
import { formatCount, formatDifference, formattingLocale } from '../../i18n/format.ts'
import type { Translate } from '../../i18n/index.ts'

/** By how much, or that it is new or gone, for which there is no percentage. */
export function changeText(
  { presence, now, before }: { presence: Presence; now: bigint | null; before: bigint | null },
  t: Translate,
): string {
  if (presence === 'both') return formatChange(now, before, formattingLocale())
  return t(`sessions.compare.${presence}`)
}

/** What a tooltip says of a change. */
export function changeDetails(
  change: { presence: Presence; now: bigint; before: bigint; difference: bigint },
  t: Translate,
): TooltipLine[] {
  return [
    { label: t('sessions.compare.now'), value: formatCount(change.now) },
    { label: t('sessions.compare.before'), value: formatCount(change.before) },
    { label: t('sessions.compare.difference'), value: formatDifference(change.difference) },
    { label: t('sessions.compare.change'), value: changeText(change, t) },
  ]
}
