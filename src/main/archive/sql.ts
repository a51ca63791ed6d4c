/** A text as a literal of SQL, where no parameter can stand. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * A value as SQL, for a statement that is run very often: one without parameters is run at once, while
 * one with them is taken apart and prepared first, each on another thread.
 */
export function valueOf(value: string | number | boolean | null): string {
  if (value === null) return 'NULL'
  return typeof value === 'string' ? literal(value) : String(value)
}

/** An instant as SQL. @param milliseconds since the epoch, a whole number */
export function instantOf(milliseconds: number): string {
  return `make_timestamp_ms(${milliseconds})`
}

/** A name as an identifier of SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
