import { ref, type Ref } from 'vue'
import { useToast } from '@nuxt/ui/composables'
import type { Contract } from '../../shared/contract/index.ts'
import type { InputOf } from '../../shared/contract/procedure.ts'
import { asAuditDeskError, ask } from '../bridge.ts'
import { formatCount } from '../i18n/format.ts'
import { useText } from '../i18n/index.ts'

/** Saves rows of a screen as CSV and says what came of it; `saving` while the dialog is open. */
export function useSaveRows(): {
  saving: Ref<boolean>
  saveRows: (rows: InputOf<Contract['export']['saveRows']>) => Promise<void>
} {
  const { t } = useText()
  const toast = useToast()
  const saving = ref(false)

  async function saveRows(rows: InputOf<Contract['export']['saveRows']>): Promise<void> {
    saving.value = true
    try {
      const saved = await ask(window.auditDesk.export.saveRows(rows))
      if (saved === null) return
      toast.add({
        title: t('saving.saved', { rows: formatCount(saved.rows) }, saved.rows),
        description: saved.path,
        icon: 'i-lucide-circle-check',
        color: 'success',
        duration: 10_000,
      })
    } catch (error) {
      const { message, hint } = asAuditDeskError(error)
      toast.add({
        title: t('saving.notSaved'),
        description: [message, hint].filter((part) => part !== undefined).join(' '),
        icon: 'i-lucide-circle-alert',
        color: 'error',
        duration: 0,
      })
    } finally {
      saving.value = false
    }
  }

  return { saving, saveRows }
}
