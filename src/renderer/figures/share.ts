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

/**
 * By how much of itself a count has changed, rounded half away from zero, in integer arithmetic.
 * @param decimals decimals of the percentage; 1 gives tenths of a percent
 * @returns the signed percentage times 10^decimals; `null` when either is unknown, and when there was
 *   nothing before: no percentage says how much more than nothing something is
 */
export function changeUnits(
  now: bigint | null,
  before: bigint | null,
  decimals: number,
): bigint | null {
  if (now === null || before === null) return null
  const difference = now - before
  const units = percentUnits(difference < 0n ? -difference : difference, before, decimals)
  return units === null || difference >= 0n ? units : -units
}

/**
 * A change as text, such as `+12.3%`. One too small to show, but not none, reads `+<0.1%`.
 * @param locale BCP 47
 * @returns `—` where there is no percentage
 */
export function formatChange(
  now: bigint | null,
  before: bigint | null,
  locale: string,
  decimals = 1,
): string {
  const units = changeUnits(now, before, decimals)
  if (units === null) return '—'
  const format = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: 'exceptZero',
  })
  const all = 100n * 10n ** BigInt(decimals)
  const text = (value: bigint): string => format.format(Number(value) / Number(all))
  if (units !== 0n || now === before) return text(units)
  const least = text(now !== null && before !== null && now < before ? -1n : 1n)
  return `${least.slice(0, 1)}<${least.slice(1)}`
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
