/**
 * What fraction of a whole a part is, rounded half up to a number of decimals of a percent, in
 * integer arithmetic so that counts beyond 2^53 lose nothing.
 * @param decimals decimals of the percentage; 1 gives tenths of a percent
 * @returns the percentage times 10^decimals; `null` when there is no whole to be a part of
 */
export function percentUnits(part: bigint, whole: bigint, decimals: number): bigint | null {
  if (whole <= 0n || part < 0n) return null
  const scale = 100n * 10n ** BigInt(decimals)
  return (2n * part * scale + whole) / (2n * whole)
}

/**
 * A share as text, such as `12.3%`. One too small to show, but not nothing, reads `<0.1%`, and one
 * that only rounding would make the whole reads `>99.9%`.
 * @param locale BCP 47
 * @returns `—` when either count is unknown or the whole is 0
 */
export function formatShare(
  part: bigint | null,
  whole: bigint | null,
  locale: string,
  decimals = 1,
): string {
  const units = part === null || whole === null ? null : percentUnits(part, whole, decimals)
  if (units === null || part === null || whole === null) return '—'
  const format = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  const all = 100n * 10n ** BigInt(decimals)
  const text = (value: bigint): string => format.format(Number(value) / Number(all))
  if (units === 0n && part > 0n) return `<${text(1n)}`
  if (units === all && part < whole) return `>${text(all - 1n)}`
  return text(units)
}

/** The sum of the counts that are known, and how many are not. */
export function sumKnown(counts: Iterable<bigint | null>): { sum: bigint; unknown: number } {
  let sum = 0n
  let unknown = 0
  for (const count of counts) {
    if (count === null) unknown += 1
    else sum += count
  }
  return { sum, unknown }
}
