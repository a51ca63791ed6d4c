import type { Answer } from '../../../shared/model/answer.ts'
import { useText } from '../../i18n/index.ts'
import { useSessionsStore } from '../../stores/sessions.ts'

/** What a reader of a file of sessions must know besides the period. */
export function useSessionNotes(): { notesOf: (answer: Answer<unknown> | null) => string[] } {
  const sessions = useSessionsStore()
  const { t } = useText()
  return {
    notesOf: (answer) => {
      const chosen = sessions.databaseIds.length
      return [
        ...(chosen === 0 ? [] : [t('sessions.note.databases', {}, chosen)]),
        ...(answer?.missing ?? []).map((reason) => t('sessions.note.incomplete', { reason })),
      ]
    },
  }
}
