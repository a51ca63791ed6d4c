import { escapeHtml } from './escape.ts'
import type { ChartPalette } from './palette.ts'

/** One line of a tooltip: what it says, and the number or time that belongs to it. */
export interface TooltipLine {
  label: string
  value: string
}

/**
 * A tooltip as HTML. Title and lines are plain text, which may come from the service: markup in
 * them is shown, never run, and their direction stays their own.
 */
export function tooltipHtml(title: string, lines: readonly TooltipLine[]): string {
  const rows = lines.map(
    ({ label, value }) =>
      `<tr><td style="padding-right:16px"><bdi>${escapeHtml(label)}</bdi></td>` +
      `<td style="text-align:right;font-variant-numeric:tabular-nums"><bdi>${escapeHtml(value)}</bdi></td></tr>`,
  )
  return (
    `<div style="max-width:360px;white-space:normal;overflow-wrap:anywhere;font-weight:600">` +
    `<bdi>${escapeHtml(title)}</bdi></div><table>${rows.join('')}</table>`
  )
}

/** How all tooltips look; `confine` keeps them inside their chart. */
export function tooltipStyle(palette: ChartPalette) {
  return {
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.line,
    textStyle: { color: palette.text, fontSize: 12 },
  }
}
