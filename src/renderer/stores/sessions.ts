import { ref, shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { DatabaseId } from '../../shared/model/ids.ts'
import type { QuestionOf } from '../../shared/model/question.ts'
import type { SessionShare } from '../../shared/model/session-share.ts'
import { ask } from '../bridge.ts'
import { sumKnown } from '../figures/share.ts'
import { useText } from '../i18n/index.ts'
import { useScopeStore } from './scope.ts'
import { createSubjectQuestion, type SubjectQuestion } from './subject.ts'

/** How many are shown by themselves in a picture; the rest is one. */
export const tops = ['5', '10', '20'] as const
export type Top = (typeof tops)[number]
export const sessionPictures = ['user', 'database', 'heatMap'] as const
export type SessionPicture = (typeof sessionPictures)[number]

/** A question for session counts. Call it while a store is being set up. */
export function createSessionsQuestion(
  subject: () => QuestionOf<'sessions'> | null,
): SubjectQuestion<SessionShare[]> {
  const { t } = useText()
  return createSubjectQuestion(
    subject,
    (accountId, from, { instanceId, range, databaseIds }) =>
      ask(window.auditDesk.audit.sessions({ accountId, from, instanceId, range, databaseIds })),
    {
      missing: (rows) => {
        const { unknown } = sumKnown(rows.map((row) => row.sessions))
        return unknown === 0 ? [] : [t('sessions.withoutCount', {}, unknown)]
      },
    },
  )
}

/** Sessions per database user and database, of the chosen instance, range and databases. */
export const useSessionsStore = defineStore('sessions', () => {
  const scope = useScopeStore()
  /** Empty means all databases. */
  const databaseIds = shallowRef<DatabaseId[]>([])
  const picture = ref<SessionPicture>('user')
  const top = ref<Top>('10')

  const question = createSessionsQuestion(() =>
    scope.auditInstanceId === null
      ? null
      : {
          kind: 'sessions',
          instanceId: scope.auditInstanceId,
          range: scope.range,
          databaseIds: databaseIds.value,
        },
  )

  function chooseDatabases(ids: DatabaseId[]): void {
    databaseIds.value = ids
  }

  // A database of one instance is none of another; the first instance is not a change.
  watch(
    () => scope.auditInstanceId,
    (_now, before) => {
      if (before !== null) databaseIds.value = []
    },
    { flush: 'sync' },
  )

  return { ...question, databaseIds, chooseDatabases, picture, top }
})
