import { onBeforeUnmount, onMounted } from 'vue'
import type { Account } from '../../../shared/model/account.ts'
import type { AccountId } from '../../../shared/model/ids.ts'
import { isPressed, type Shortcut } from '../../shortcuts.ts'
import { useAccountsStore } from '../../stores/accounts.ts'
import { isDialogOpen } from './openDialog.ts'
import { useSwitchAccount } from './useSwitchAccount.ts'

const shortcuts = Array.from(
  { length: 9 },
  (_, place): Shortcut => `CmdOrCtrl+${String(place + 1)}`,
)

/** The keys that show an account: those of its place in the switcher, `null` from the tenth on. */
export function shortcutOf(switcherOrder: readonly Account[], id: AccountId): Shortcut | null {
  return shortcuts[switcherOrder.findIndex((account) => account.id === id)] ?? null
}

/**
 * Ctrl+1…9, or Cmd+1…9 on a Mac, shows the account at that place of the switcher. Not while a
 * dialog is open: what was typed there belongs to the account before.
 */
export function useAccountShortcuts(): void {
  const accounts = useAccountsStore()
  const switchAccount = useSwitchAccount()

  function onKeydown(event: KeyboardEvent): void {
    const account =
      accounts.switcherOrder[shortcuts.findIndex((shortcut) => isPressed(shortcut, event))]
    if (account === undefined) return
    if (isDialogOpen()) return
    event.preventDefault()
    void switchAccount(account.id)
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
