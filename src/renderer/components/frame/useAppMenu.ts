import { computed, onScopeDispose, watch } from 'vue'
import { ask } from '../../bridge.ts'
import { actions, runAction } from '../../composables/useActions.ts'
import { useText } from '../../i18n/index.ts'
import { isMac } from '../../shortcuts.ts'
import { appMenu } from './appMenu.ts'
import { isDialogOpen } from './openDialog.ts'

/** Keeps the application's menu the same as what can be done, in the language in use. */
export function useAppMenu(): void {
  const { t } = useText()
  const menu = computed(() => appMenu(actions.value, t, isMac))
  const text = computed(() => JSON.stringify(menu.value))
  // A menu that can't be shown takes no way from the user: keys and palette remain.
  watch(text, () => void ask(window.auditDesk.app.setMenu(menu.value)).catch(() => undefined), {
    immediate: true,
    flush: 'post',
  })
  onScopeDispose(
    window.auditDesk.on('app.menu', ({ id }) => {
      if (!isDialogOpen()) runAction(id)
    }),
  )
}
