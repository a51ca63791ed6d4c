/**
 * An instant as ISO 8601 in UTC with three digits of the second, as JavaScript writes it, or six
 * where there are microseconds.
 */
export function instantText(column: string): string {
  const format = (fraction: string) => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.${fraction}Z')`
  return `CASE WHEN epoch_us(${column}) % 1000 = 0 THEN ${format('%g')} ELSE ${format('%f')} END`
}

/** With all its digits, whatever type it is staged in. */
export function integer(column: string): string {
  return `${column}::HUGEINT`
}

/** Such as "1 cell" or "2 cells". */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
