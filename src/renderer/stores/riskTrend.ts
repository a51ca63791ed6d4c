import { ref, watch } from 'vue'
import { defineStore } from 'pinia'
import type { DatabaseId } from '../../shared/model/ids.ts'
import { ask } from '../bridge.ts'
import type { Trend } from '../../shared/model/trend.ts'
import { sumKnown } from '../figures/share.ts'
import { useText } from '../i18n/index.ts'
import { useScopeStore } from './scope.ts'
import { createSubjectQuestion } from './subject.ts'

/** Risky operations over time, of the chosen instance and range, and of one database or all. */
export const useRiskTrendStore = defineStore('riskTrend', () => {
  const scope = useScopeStore()
  const { t } = useText()
  /** `null` means all databases. */
  const databaseId = ref<DatabaseId | null>(null)

  const question = createSubjectQuestion(
    () =>
      scope.auditInstanceId === null
        ? null
        : {
            kind: 'risk-trend',
            instanceId: scope.auditInstanceId,
            range: scope.range,
            databaseId: databaseId.value,
          },
    (accountId, from, { instanceId, range, databaseId: id }) =>
      ask(
        window.auditDesk.audit.trend({
          accountId,
          from,
          type: 'risk-operation',
          instanceId,
          range,
          databaseId: id,
        }),
      ),
    { missing },
  )

  function missing({ points }: Trend): string[] {
    const { unknown } = sumKnown(points.map((point) => point.counts.riskyOperations ?? null))
    const undated = points.filter((point) => point.at === null).length
    return [
      ...(unknown === 0 ? [] : [t('risk.withoutCount', {}, unknown)]),
      ...(undated === 0 ? [] : [t('risk.withoutTime', {}, undated)]),
    ]
  }

  function chooseDatabase(id: DatabaseId | null): void {
    databaseId.value = id
  }

  watch(
    () => scope.auditInstanceId,
    () => (databaseId.value = null),
    { flush: 'sync' },
  )

  return { ...question, databaseId, chooseDatabase }
})
