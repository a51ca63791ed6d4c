import { shallowRef, watch } from 'vue'
import { defineStore } from 'pinia'
import type { DatabaseId } from '../../shared/model/ids.ts'
import type { SessionShare } from '../../shared/model/session-share.ts'
import { ask } from '../bridge.ts'
import { sumKnown } from '../figures/share.ts'
import { useText } from '../i18n/index.ts'
import { useScopeStore } from './scope.ts'
import { createSubjectQuestion } from './subject.ts'

/** Sessions per database user and database, of the chosen instance, range and databases. */
export const useSessionsStore = defineStore('sessions', () => {
  const scope = useScopeStore()
  const { t } = useText()
  /** Empty means all databases. */
  const databaseIds = shallowRef<DatabaseId[]>([])

  const question = createSubjectQuestion(
    () =>
      scope.auditInstanceId === null
        ? null
        : {
            kind: 'sessions',
            instanceId: scope.auditInstanceId,
            range: scope.range,
            databaseIds: databaseIds.value,
          },
    (accountId, from, { instanceId, range, databaseIds: ids }) =>
      ask(
        window.auditDesk.audit.sessions({ accountId, from, instanceId, range, databaseIds: ids }),
      ),
    { missing },
  )

  function missing(rows: SessionShare[]): string[] {
    const { unknown } = sumKnown(rows.map((row) => row.sessions))
    return unknown === 0 ? [] : [t('sessions.withoutCount', {}, unknown)]
  }

  function chooseDatabases(ids: DatabaseId[]): void {
    databaseIds.value = ids
  }

  watch(
    () => scope.auditInstanceId,
    () => (databaseIds.value = []),
    { flush: 'sync' },
  )

  return { ...question, databaseIds, chooseDatabases }
})
