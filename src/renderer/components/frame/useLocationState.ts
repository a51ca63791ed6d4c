import { useToast } from '@nuxt/ui/composables'
import { useRoute } from 'vue-router'
import { AuditInstanceId, DdmInstanceId } from '../../../shared/model/ids.ts'
import { useRouteQuery } from '../../composables/useRouteQuery.ts'
import { useText } from '../../i18n/index.ts'
import { rangeFromText, rangeToText } from '../../routeState.ts'
import { useAccountsStore } from '../../stores/accounts.ts'
import { useScopeStore } from '../../stores/scope.ts'
import { useSwitchAccount } from './useSwitchAccount.ts'

/** The address names what all screens look at: account, instance and range. */
export function useLocationState(): void {
  const route = useRoute()
  const accounts = useAccountsStore()
  const scope = useScopeStore()
  const switchAccount = useSwitchAccount()
  const toast = useToast()
  const { t } = useText()

  function named<T>(name: 'audit' | 'ddm' | 'range', value: T): T | null {
    return route.meta.names?.includes(name) === true ? value : null
  }

  useRouteQuery(
    {
      name: 'account',
      read: () => (route.meta.names === undefined ? null : accounts.selectedId),
      apply: (text) => {
        const account = accounts.accounts.find(({ id }) => id === text)
        if (account !== undefined) void switchAccount(account.id)
        else toast.add({ title: t('frame.linkToOther'), color: 'warning' })
      },
      decides: true,
    },
    {
      name: 'audit',
      read: () => named('audit', scope.auditInstanceId ?? scope.wantedAuditId),
      settled: () => named('audit', scope.auditInstanceId),
      apply: (text) => {
        const id = AuditInstanceId.safeParse(text)
        if (id.success) scope.chooseAuditInstance(id.data)
      },
    },
    {
      name: 'ddm',
      read: () => named('ddm', scope.ddmInstanceId ?? scope.wantedDdmId),
      settled: () => named('ddm', scope.ddmInstanceId),
      apply: (text) => {
        const id = DdmInstanceId.safeParse(text)
        if (id.success) scope.chooseDdmInstance(id.data)
      },
    },
    {
      name: 'range',
      read: () => named('range', rangeToText(scope.range)),
      apply: (text) => {
        const range = rangeFromText(text)
        if (range !== null) scope.setRange(range)
      },
    },
  )
}
