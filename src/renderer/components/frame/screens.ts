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
  { name: 'sessions', label: 'frame.sessions', icon: 'i-lucide-users' },
  { name: 'risk', label: 'frame.risk', icon: 'i-lucide-chart-spline' },
  { name: 'analyses', label: 'frame.analyses', icon: 'i-lucide-grid-3x3' },
  { name: 'kill-log', label: 'frame.killLog', icon: 'i-lucide-scroll-text' },
  { name: 'reports', label: 'reports.title', icon: 'i-lucide-file-check-2' },
]

export const accountsScreen: Screen = {
  name: 'accounts',
  label: 'frame.accounts',
  icon: 'i-lucide-key-round',
}

export const screens: readonly Screen[] = [...dataScreens, accountsScreen]
