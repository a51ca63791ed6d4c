import { DatabaseId } from '../../../shared/model/ids.ts'
import { useRouteQuery } from '../../composables/useRouteQuery.ts'
import { rangeFromText, rangeToText } from '../../routeState.ts'
import { useComparedSessionsStore } from '../../stores/comparedSessions.ts'
import { sessionPictures, tops, useSessionsStore } from '../../stores/sessions.ts'

const all = 'all'

/**
 * The address names what is shown of the sessions: `databases=ID,ID` or `all`, `picture`, `top`, and
 * `compare=none`, `previous` or a range. What it names wrongly is passed over.
 */
export function useSessionsRoute(): void {
  const sessions = useSessionsStore()
  const compared = useComparedSessionsStore()
  useRouteQuery(
    {
      name: 'databases',
      read: () => (sessions.databaseIds.length === 0 ? all : sessions.databaseIds.join(',')),
      apply: (text) => {
        const ids = text === all ? [] : text.split(',')
        sessions.chooseDatabases(
          ids.flatMap((id) => {
            const parsed = DatabaseId.safeParse(id)
            return parsed.success ? [parsed.data] : []
          }),
        )
      },
    },
    {
      name: 'picture',
      read: () => sessions.picture,
      apply: (text) => {
        sessions.picture = sessionPictures.find((one) => one === text) ?? sessions.picture
      },
    },
    {
      name: 'top',
      read: () => sessions.top,
      apply: (text) => {
        sessions.top = tops.find((top) => top === text) ?? sessions.top
      },
    },
    {
      name: 'compare',
      read: () => {
        const { comparison, range } = compared
        return comparison === 'range' && range !== null ? rangeToText(range) : comparison
      },
      apply: (text) => {
        const range = rangeFromText(text)
        if (range !== null) compared.chooseRange(range)
        else if (text === 'none' || text === 'previous') compared.compareWith(text)
      },
    },
  )
}
