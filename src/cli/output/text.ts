/** Control characters, invisible and direction-changing ones, and halves of characters. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * Text of others as it may stand in a terminal: what can't be seen, or could move the cursor, change
 * colours or turn the direction of what follows, is written out as `\u{…}`.
 */
export function visible(text: string): string {
  return text.replace(unseen, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
}

const numbers = new Intl.NumberFormat('en')

/** A count with thousands separators, all its digits; a dash where there is none. */
export function formatCount(value: number | bigint | null | undefined): string {
  return value === null || value === undefined ? '–' : numbers.format(value)
}

/** An instant to the second, in UTC; a dash where there is none. */
export function formatInstant(instant: string | null): string {
  return instant === null ? '–' : instant.slice(0, 19).replace('T', ' ')
}

/** `1 row`, `12,345 rows`. */
export function rowsInWords(rows: number): string {
  return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`
}
