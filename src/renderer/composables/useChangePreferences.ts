import { useToast } from '@nuxt/ui/composables'
import type { Preferences } from '../../shared/model/preferences.ts'
import { asAuditDeskError } from '../bridge.ts'
import { useText } from '../i18n/index.ts'
import { usePreferencesStore } from '../stores/preferences.ts'

/** Changes how the app looks or speaks; when that can't be kept, says so. */
export function useChangePreferences(): (changes: Partial<Preferences>) => Promise<void> {
  const store = usePreferencesStore()
  const toast = useToast()
  const { t } = useText()
  return async (changes) => {
    try {
      await store.change(changes)
    } catch (error) {
      toast.add({
        title: t('settings.notKept'),
        description: asAuditDeskError(error).message,
        color: 'error',
        icon: 'i-lucide-circle-alert',
      })
    }
  }
}
