import { computed, onScopeDispose, watch } from 'vue'
import { ask } from '../../bridge.ts'
import { actions, runAction } from '../../composables/useActions.ts'
import { useText } from '../../i18n/index.ts'
import { isMac } from '../../shortcuts.ts'
import { appMenu } from './appMenu.ts'
import { isDialogOpen } from './openDialog.ts'

/** How long what can be done must have stayed the same before the menu follows, in milliseconds. */
const rest = 100

/** Keeps the application's menu the same as what can be done, in the language in use. */
export function useAppMenu(): void {
  const { t } = useText()
  const menu = computed(() => appMenu(actions.value, t, isMac))
  const text = computed(() => JSON.stringify(menu.value))
  let due: number | undefined
  // Each menu costs the main process some 8 ms, and a screen that opens changes it several times.
  watch(
    text,
    () => {
      window.clearTimeout(due)
      due = window.setTimeout(show, rest)
    },
    { immediate: true },
  )
  // A menu that can't be shown takes no way from the user: keys and palette remain.
  function show(): void {
    void ask(window.auditDesk.app.setMenu(menu.value)).catch(() => undefined)
  }
  const stopListening = window.auditDesk.on('app.menu', ({ id }) => {
    if (!isDialogOpen()) runAction(id)
  })
  onScopeDispose(() => {
    window.clearTimeout(due)
    stopListening()
  })
}
