import type { Freshness } from '../../figures/analyses.ts'

/** How an age looks. The age is written in the cell; the tint only helps to scan. `ink` is the icon’s. */
export const freshnessLook: Readonly<
  Record<Freshness, { tint: string; icon: string | null; ink: string }>
> = {
  day: { tint: 'bg-primary/20', icon: null, ink: '' },
  recent: { tint: 'bg-primary/8', icon: null, ink: '' },
  stale: { tint: 'bg-warning/15', icon: 'i-lucide-clock-alert', ink: 'text-warning' },
  ahead: { tint: 'bg-error/10', icon: 'i-lucide-triangle-alert', ink: 'text-error' },
  unread: { tint: 'text-muted', icon: 'i-lucide-circle-help', ink: '' },
  never: { tint: 'text-muted', icon: null, ink: '' },
}
