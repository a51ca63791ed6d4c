import type { Translate } from '../../i18n/index.ts'

/**
 * The header of what the service sent as a time.
 * @param zone the zone it was read in, `null` where that is not known
 */
export function rawLabel(zone: string | null, t: Translate): string {
  return zone === null ? t('risk.rawOnly') : t('risk.raw', { zone })
}
