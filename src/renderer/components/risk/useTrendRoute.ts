import { DatabaseId } from '../../../shared/model/ids.ts'
import { TrendType } from '../../../shared/model/trend.ts'
import { useRouteQuery } from '../../composables/useRouteQuery.ts'
import { useTrendsStore } from '../../stores/trends.ts'

const all = 'all'

/**
 * The address names the trend: `trend=TYPE`, and `database=ID`, several with commas between them or
 * `all`. What it names wrongly is passed over.
 */
export function useTrendRoute(): void {
  const trends = useTrendsStore()
  useRouteQuery(
    {
      name: 'trend',
      read: () => trends.type,
      apply: (text) => {
        const type = TrendType.safeParse(text)
        if (type.success) trends.chooseType(type.data)
      },
    },
    {
      name: 'database',
      read: () => (trends.databaseIds.length === 0 ? all : trends.databaseIds.join(',')),
      apply: (text) => {
        const ids = text === all ? [] : text.split(',')
        trends.chooseDatabases(
          ids.flatMap((id) => {
            const parsed = DatabaseId.safeParse(id)
            return parsed.success ? [parsed.data] : []
          }),
        )
      },
    },
  )
}
