import type { ChartPalette } from './palette.ts'

/** What every picture needs besides its data. */
export interface ChartContext {
  palette: ChartPalette
  /** BCP 47. */
  locale: string
}

/**
 * A count for an axis, where a full number has no room: `1.2M`. Tables and tooltips show all
 * digits.
 */
export function axisNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(
    value,
  )
}

/** The largest count, as a number to scale by; at least 1, so that zeros have a scale too. */
export function largest(counts: Iterable<bigint | null>): number {
  let most = 1n
  for (const count of counts) if (count !== null && count > most) most = count
  return Number(most)
}

/**
 * The width of the longest text in pixels, near enough to reserve room for it: a CJK character
 * takes a whole em, others about 0.58.
 * @param fontSize pixels
 */
export function roughWidth(texts: Iterable<string>, fontSize: number): number {
  let widest = 0
  for (const text of texts) {
    let ems = 0
    for (const character of text) ems += /[\u2e80-\uffdc]/u.test(character) ? 1 : 0.58
    widest = Math.max(widest, ems * fontSize)
  }
  return Math.ceil(widest)
}
