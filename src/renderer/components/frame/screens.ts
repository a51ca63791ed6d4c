import type { MessageKey } from '../../i18n/index.ts'

interface Screen {
  /** The name of its route. */
  name: string
  label: MessageKey
  icon: string
}

/** The screens that show what was audited, in the order of the rail. */
export const dataScreens: readonly Screen[] = [
  { name: 'overview', label: 'frame.overview', icon: 'i-lucide-layout-dashboard' },
  { name: 'all-accounts', label: 'allAccounts.title', icon: 'i-lucide-layers' },
  { name: 'sessions', label: 'frame.sessions', icon: 'i-lucide-users' },
  { name: 'risk', label: 'frame.risk', icon: 'i-lucide-chart-spline' },
  { name: 'analyses', label: 'frame.analyses', icon: 'i-lucide-grid-3x3' },
  { name: 'kill-log', label: 'frame.killLog', icon: 'i-lucide-scroll-text' },
  { name: 'reports', label: 'reports.title', icon: 'i-lucide-file-check-2' },
]

const accountsScreen: Screen = {
  name: 'accounts',
  label: 'frame.accounts',
  icon: 'i-lucide-key-round',
}

const settingsScreen: Screen = {
  name: 'settings',
  label: 'settings.title',
  icon: 'i-lucide-settings',
}

/** The screens about the app itself, below the others in the rail. */
export const appScreens: readonly Screen[] = [accountsScreen, settingsScreen]

export const screens: readonly Screen[] = [...dataScreens, ...appScreens]
