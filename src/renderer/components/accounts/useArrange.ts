import { nextTick, ref } from 'vue'
import { useToast } from '@nuxt/ui/composables'
import type { AccountId } from '../../../shared/model/ids.ts'
import { asAuditDeskError } from '../../bridge.ts'
import { formatCount } from '../../i18n/format.ts'
import { useText } from '../../i18n/index.ts'
import { groupAccounts } from '../../stores/accountGroups.ts'
import { useAccountsStore, type Standing } from '../../stores/accounts.ts'

/** Puts accounts in another order, and says aloud where one stands now; when it fails, says so. */
export function useArrange() {
  const accounts = useAccountsStore()
  const toast = useToast()
  const { t } = useText()
  /** For who can't see where the account went. */
  const announcement = ref('')

  /** @param standings `null` where there is nothing to change */
  async function arrange(standings: Standing[] | null): Promise<boolean> {
    if (standings === null) return false
    try {
      await accounts.arrange(standings)
      return true
    } catch (error) {
      toast.add({
        title: t('accounts.groups.failed'),
        description: asAuditDeskError(error).message,
        color: 'error',
        icon: 'i-lucide-circle-alert',
      })
      return false
    }
  }

  /** As `arrange`, for the move of one account, which keeps the keyboard's focus. */
  async function move(id: AccountId, standings: Standing[] | null): Promise<void> {
    if (!(await arrange(standings))) return
    await nextTick()
    document.querySelector<HTMLElement>(`[data-handle="${id}"]`)?.focus()
    for (const { name, accounts: members } of groupAccounts(accounts.accounts)) {
      const place = members.findIndex((account) => account.id === id)
      if (place === -1) continue
      announcement.value = t('accounts.groups.moved', {
        name: members[place]?.name ?? '',
        place: formatCount(place + 1),
        total: formatCount(members.length),
        group: name ?? t('accounts.groups.none'),
      })
    }
  }

  return { announcement, arrange, move }
}
