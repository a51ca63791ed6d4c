import { onBeforeUnmount, onMounted } from 'vue'
import { useAccountsStore } from '../../stores/accounts.ts'
import { useSwitchAccount } from './useSwitchAccount.ts'

/**
 * Ctrl+1…9, or Cmd+1…9 on a Mac, shows the account at that place of the switcher. Not while a
 * dialog is open: what was typed there belongs to the account before.
 */
export function useAccountShortcuts(): void {
  const accounts = useAccountsStore()
  const switchAccount = useSwitchAccount()
  const isMac = navigator.platform.startsWith('Mac')

  function onKeydown(event: KeyboardEvent): void {
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1]
    const modified = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
    if (digit === undefined || !modified || event.altKey || event.shiftKey) return
    if (document.querySelector('[role="dialog"]') !== null) return
    const account = accounts.accounts[Number(digit) - 1]
    if (account === undefined) return
    event.preventDefault()
    void switchAccount(account.id)
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
