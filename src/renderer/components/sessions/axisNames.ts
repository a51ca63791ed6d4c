import type { SessionAxes } from '../../figures/sessions.ts'
import type { Translate } from '../../i18n/index.ts'

/** The names along the sides of a heat map: those sent, and how many the last one stands for. */
export function axisNames(
  { users, databases }: SessionAxes,
  t: Translate,
): { rows: string[]; columns: string[] } {
  const name = ({ label, other }: SessionAxes['users'][number]): string =>
    other > 0 ? t('charts.other', {}, other) : (label ?? t('charts.notNamed'))
  return { rows: users.map(name), columns: databases.map(name) }
}
