import { onBeforeUnmount, onMounted, ref, watch } from 'vue'
import { useToast } from '@nuxt/ui/composables'
import { useRoute, useRouter } from 'vue-router'
import { languages, themes } from '../../../shared/model/preferences.ts'
import { actions, useActions, type Action } from '../../composables/useActions.ts'
import { useChangePreferences } from '../../composables/useChangePreferences.ts'
import { useText } from '../../i18n/index.ts'
import { languageNames } from '../../i18n/names.ts'
import { isMac, isPressed } from '../../shortcuts.ts'
import { useAccountsStore } from '../../stores/accounts.ts'
import { usePreferencesStore } from '../../stores/preferences.ts'
import { useOpenDemo } from '../accounts/useOpenDemo.ts'
import { isDialogOpen } from './openDialog.ts'
import { screens } from './screens.ts'
import { useSwitchAccount } from './useSwitchAccount.ts'

const themeIcons = { light: 'i-lucide-sun', dark: 'i-lucide-moon', system: 'i-lucide-monitor' }

/** What can be done on every screen, and the keys of all that can be done. */
export function useFrameActions({ openPalette }: { openPalette: () => void }) {
  const router = useRouter()
  const route = useRoute()
  const accounts = useAccountsStore()
  const preferences = usePreferencesStore()
  const change = useChangePreferences()
  const switchAccount = useSwitchAccount()
  const toast = useToast()
  const { openDemo } = useOpenDemo()
  const { t } = useText()
  const isAdding = ref(false)

  const ways = ref({ back: false, forward: false })
  // What vue-router keeps in the history's state tells whether there is a way back and forth.
  watch(
    () => route.fullPath,
    () => {
      const state: unknown = window.history.state
      const has = (side: string): boolean =>
        typeof state === 'object' && state !== null && typeof Reflect.get(state, side) === 'string'
      ways.value = { back: has('back'), forward: has('forward') }
    },
    { immediate: true },
  )

  async function copyLink(): Promise<void> {
    await navigator.clipboard.writeText(route.fullPath)
    toast.add({ title: t('palette.linkCopied'), icon: 'i-lucide-link', color: 'success' })
  }

  const fileActions = (): Action[] => [
    {
      id: 'accounts.add',
      label: 'accounts.add',
      icon: 'i-lucide-plus',
      menu: 'file',
      shortcut: 'CmdOrCtrl+N',
      run: () => (isAdding.value = true),
    },
    {
      id: 'accounts.demo',
      label: 'accounts.exploreDemo',
      icon: 'i-lucide-flask-conical',
      menu: 'file',
      enabled: !accounts.accounts.some(({ demo }) => demo),
      run: openDemo,
    },
  ]

  const goActions = (): Action[] => [
    {
      id: 'go.back',
      label: 'palette.back',
      icon: 'i-lucide-arrow-left',
      menu: 'go',
      shortcut: isMac ? 'CmdOrCtrl+[' : 'Alt+Left',
      enabled: ways.value.back,
      run: () => {
        router.back()
      },
    },
    {
      id: 'go.forward',
      label: 'palette.forward',
      icon: 'i-lucide-arrow-right',
      menu: 'go',
      shortcut: isMac ? 'CmdOrCtrl+]' : 'Alt+Right',
      enabled: ways.value.forward,
      run: () => {
        router.forward()
      },
    },
    ...screens.map(({ name, label, icon }, index): Action => ({
      id: `go.${name}`,
      label,
      icon,
      menu: 'go',
      shortcut:
        name === 'settings' ? 'CmdOrCtrl+,' : `${isMac ? 'Ctrl' : 'Alt'}+${String(index + 1)}`,
      checked: route.name === name,
      run: () => router.push({ name }),
    })),
  ]

  const viewActions = (): Action[] => [
    {
      id: 'view.palette',
      label: 'palette.open',
      icon: 'i-lucide-search',
      menu: 'view',
      shortcut: 'CmdOrCtrl+K',
      run: openPalette,
    },
    {
      id: 'view.copy-link',
      label: 'palette.copyLink',
      icon: 'i-lucide-link',
      menu: 'view',
      shortcut: 'CmdOrCtrl+Shift+L',
      run: copyLink,
    },
    ...themes.map((theme): Action => ({
      id: `theme.${theme}`,
      label: 'palette.theme',
      named: { theme: t(`frame.theme.${theme}`) },
      icon: themeIcons[theme],
      menu: 'view',
      checked: preferences.preferences.theme === theme,
      run: () => change({ theme }),
    })),
    ...languages.map((language): Action => ({
      id: `language.${language}`,
      label: 'palette.language',
      named: { language: languageNames[language] },
      icon: 'i-lucide-languages',
      menu: 'view',
      checked: preferences.preferences.language === language,
      run: () => change({ language }),
    })),
  ]

  const accountActions = (): Action[] =>
    accounts.switcherOrder.map((account, index) => ({
      id: `account.${account.id}`,
      label: { text: account.name },
      menu: 'account',
      ...(index < 9 ? { shortcut: `CmdOrCtrl+${String(index + 1)}` } : {}),
      checked: account.id === accounts.selectedId,
      run: () => switchAccount(account.id),
    }))

  useActions(() =>
    accounts.accounts.length === 0
      ? [...fileActions(), ...viewActions().filter(({ id }) => /^(theme|language)\./.test(id))]
      : [...fileActions(), ...viewActions(), ...goActions(), ...accountActions()],
  )

  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat) return
    const action = actions.value.find(({ shortcut, alsoBy }) =>
      [shortcut, alsoBy].some((keys) => keys !== undefined && isPressed(keys, event)),
    )
    // The keys of the accounts are listened to where they are switched.
    if (action === undefined || action.menu === 'account' || isDialogOpen()) return
    event.preventDefault()
    if (action.enabled !== false) void action.run()
  }

  /** The side buttons of a mouse. */
  function onMouseUp(event: MouseEvent): void {
    if (event.button !== 3 && event.button !== 4) return
    event.preventDefault()
    if (isDialogOpen()) return
    if (event.button === 3) router.back()
    else router.forward()
  }

  onMounted(() => {
    window.addEventListener('keydown', onKeydown)
    window.addEventListener('mouseup', onMouseUp)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', onKeydown)
    window.removeEventListener('mouseup', onMouseUp)
  })

  return { isAdding }
}
