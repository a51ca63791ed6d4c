import { useActions } from '../../composables/useActions.ts'
import { useKillLogStore } from '../../stores/killLog.ts'
import { useScopeStore } from '../../stores/scope.ts'

/** What can be done with the kill log from the palette and the menu. */
export function useKillLogActions(): void {
  const log = useKillLogStore()
  const scope = useScopeStore()
  useActions(() => [
    {
      id: 'kill-log.collect',
      label: 'killLog.collect',
      icon: 'i-lucide-download-cloud',
      menu: 'file',
      enabled: scope.ddmInstanceId !== null && log.collecting === null,
      run: () => log.collect('missing'),
    },
    {
      id: 'kill-log.save',
      label: 'killLog.save',
      icon: 'i-lucide-download',
      menu: 'file',
      enabled: (log.coverage?.data.rows ?? 0) > 0 && log.saving.kind !== 'saving',
      run: log.saveCsv,
    },
    {
      id: 'view.refresh',
      label: 'killLog.refresh',
      icon: 'i-lucide-refresh-cw',
      menu: 'view',
      shortcut: 'CmdOrCtrl+R',
      alsoBy: 'F5',
      run: log.refresh,
    },
  ])
}
