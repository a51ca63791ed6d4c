import { KillLogOnly, KillLogQuery, killRecordColumns } from '../../../shared/contract/kill-log.ts'
import { useRouteQuery } from '../../composables/useRouteQuery.ts'
import { useKillLogStore } from '../../stores/killLog.ts'

const all = 'all'

/**
 * The address names what is looked for in the kill log: `filter=TEXT`, `only=all` or what was pressed
 * in the pictures as JSON, and `sort=COLUMN` or `-COLUMN`. What it names wrongly is passed over.
 */
export function useKillLogRoute(): void {
  const log = useKillLogStore()
  useRouteQuery(
    {
      name: 'filter',
      read: () => log.query.filter,
      apply: (text) => {
        if (KillLogQuery.shape.filter.safeParse(text).success) log.filterNow(text)
      },
    },
    {
      name: 'only',
      read: () => (log.query.only === undefined ? all : JSON.stringify(log.query.only)),
      apply: (text) => {
        const only = onlyFrom(text)
        if (only !== null) log.restrict(only)
      },
    },
    {
      name: 'sort',
      read: () => `${log.query.sort.descending ? '-' : ''}${log.query.sort.column}`,
      apply: (text) => {
        const descending = text.startsWith('-')
        const column = killRecordColumns.find((name) => name === text.slice(descending ? 1 : 0))
        if (column !== undefined) log.sortAs({ column, descending })
      },
    },
  )
}

function onlyFrom(text: string): KillLogOnly | null {
  if (text === all) return {}
  try {
    const parsed = KillLogOnly.strict().safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
