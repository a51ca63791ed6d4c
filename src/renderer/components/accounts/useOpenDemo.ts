import { ref, type Ref } from 'vue'
import { useToast } from '@nuxt/ui/composables'
import { asAuditDeskError } from '../../bridge.ts'
import { useText } from '../../i18n/index.ts'
import { useAccountsStore } from '../../stores/accounts.ts'

/** Opens the demo tenants; when that fails, says so. */
export function useOpenDemo(): { openDemo: () => Promise<void>; opening: Ref<boolean> } {
  const accounts = useAccountsStore()
  const toast = useToast()
  const { t } = useText()
  const opening = ref(false)

  async function openDemo(): Promise<void> {
    opening.value = true
    try {
      await accounts.openDemo()
    } catch (error) {
      toast.add({
        title: t('accounts.demoFailed'),
        description: asAuditDeskError(error).message,
        color: 'error',
        icon: 'i-lucide-circle-alert',
      })
    } finally {
      opening.value = false
    }
  }

  return { openDemo, opening }
}
