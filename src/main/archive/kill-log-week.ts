/*
 * Hours of the week, in SQL. A zone is asked about quarters of an hour, not about every record: every
 * zone there is has been a multiple of one away from UTC since 1972.
 */

const slotSeconds = 900

/** The quarter of an hour in which a record was killed, counted since the epoch. */
export function slotOf(table: string): string {
  return `epoch(date_trunc('minute', ${table}.killed_at))::BIGINT // ${slotSeconds}`
}

/** When such a quarter begins by the clocks of a zone: a TIMESTAMP. */
export function weekOf(slot: string, timeZone: string): string {
  return `timezone(${timeZone}, to_timestamp(${slot} * ${slotSeconds}))`
}
