import type { Freshness } from '../../figures/analyses.ts'

/** How an age looks. The age is written in the cell; the tint only helps to scan. */
export const freshnessLook: Readonly<Record<Freshness, { tint: string; icon: string | null }>> = {
  day: { tint: 'bg-primary/20', icon: null },
  recent: { tint: 'bg-primary/8', icon: null },
  stale: { tint: 'bg-warning/15 text-warning', icon: 'i-lucide-clock-alert' },
  ahead: { tint: 'bg-error/10 text-error', icon: 'i-lucide-triangle-alert' },
  unread: { tint: 'text-muted', icon: 'i-lucide-circle-help' },
  never: { tint: 'text-muted', icon: null },
}
