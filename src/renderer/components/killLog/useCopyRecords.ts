import { useToast } from '@nuxt/ui/composables'
import type { KillRecord } from '../../../shared/model/kill-record.ts'
import { asAuditDeskError } from '../../bridge.ts'
import { countSelected, type RowSelection } from '../../figures/rowSelection.ts'
import { tsvOf } from '../../figures/tsv.ts'
import { formatCount } from '../../i18n/format.ts'
import { useText } from '../../i18n/index.ts'
import { useKillColumnsStore, type KillColumn } from '../../stores/killColumns.ts'
import { useKillLogStore } from '../../stores/killLog.ts'
import { cellText, columnLabels } from './recordCells.ts'

/** More rows than this are better saved: a clipboard holds all of it in memory. */
const mostCopied = 100_000

/** Copies records or a cell of one, and says so. */
export function useCopyRecords(): {
  copyRows: (selection: RowSelection) => Promise<void>
  copyCell: (record: KillRecord, column: KillColumn) => Promise<void>
} {
  const log = useKillLogStore()
  const columns = useKillColumnsStore()
  const toast = useToast()
  const { t } = useText()

  async function attempt(copy: () => Promise<string>): Promise<void> {
    try {
      toast.add({ title: await copy(), icon: 'i-lucide-circle-check', color: 'success' })
    } catch (error) {
      toast.add({
        title: t('killLog.notCopied'),
        description: asAuditDeskError(error).message,
        icon: 'i-lucide-circle-alert',
        color: 'error',
      })
    }
  }

  /** All columns that are shown, with their headings, in the order of the list. */
  async function copyRows(selection: RowSelection): Promise<void> {
    const rows = countSelected(selection)
    if (rows === 0) return
    if (rows > mostCopied) {
      toast.add({
        title: t('killLog.tooManyToCopy', { most: formatCount(mostCopied) }),
        description: t('killLog.saveInstead'),
        icon: 'i-lucide-circle-alert',
        color: 'warning',
      })
      return
    }
    const { shown } = columns
    await attempt(async () => {
      const records: KillRecord[] = []
      for (const { first, last } of selection.parts) {
        for (const record of await log.rows.read(first, last - first + 1)) records.push(record)
      }
      const headings = shown.map((column) => t(columnLabels[column]))
      const cells = records.map((record) => shown.map((column) => cellText(record, column)))
      await navigator.clipboard.writeText(tsvOf(headings, cells))
      return t('killLog.rowsCopied', { rows: formatCount(records.length) }, records.length)
    })
  }

  /** Exactly what was sent, without a heading. */
  async function copyCell(record: KillRecord, column: KillColumn): Promise<void> {
    await attempt(async () => {
      await navigator.clipboard.writeText(cellText(record, column) ?? '')
      return t('killLog.cellCopied')
    })
  }

  return { copyRows, copyCell }
}
