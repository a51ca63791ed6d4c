import { useToast } from '@nuxt/ui/composables'
import type { AccountId } from '../../../shared/model/ids.ts'
import { asAuditDeskError } from '../../bridge.ts'
import { useText } from '../../i18n/index.ts'
import { useAccountsStore } from '../../stores/accounts.ts'

/** Switches the account; when that fails, says so and stays. */
export function useSwitchAccount(): (accountId: AccountId) => Promise<void> {
  const accounts = useAccountsStore()
  const toast = useToast()
  const { t } = useText()
  return async (accountId) => {
    try {
      await accounts.select(accountId)
    } catch (error) {
      toast.add({
        title: t('frame.switcher.failed'),
        description: asAuditDeskError(error).message,
        color: 'error',
        icon: 'i-lucide-circle-alert',
      })
    }
  }
}
