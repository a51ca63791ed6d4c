import type { Sums } from '../../charts/heatMap.ts'
import type { SessionAxes } from '../../figures/sessions.ts'
import type { Translate } from '../../i18n/index.ts'

/**
 * The names along the sides of a heat map, those sent and how many the last one stands for; and
 * whether there is such a last one.
 */
export function axisNames(
  { users, databases }: SessionAxes,
  t: Translate,
): { rows: string[]; columns: string[]; sums: Sums } {
  const name = ({ label, other }: SessionAxes['users'][number]): string =>
    other > 0 ? t('charts.other', {}, other) : (label ?? t('charts.notNamed'))
  const endsInSum = (axis: SessionAxes['users']): boolean => (axis.at(-1)?.other ?? 0) > 0
  return {
    rows: users.map(name),
    columns: databases.map(name),
    sums: { row: endsInSum(users), column: endsInSum(databases) },
  }
}
