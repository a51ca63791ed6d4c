/** `yyyy-MM-dd HH:mm:ss`, the form of all DBSS times; the pages name no zone for it. */
const dbssTime = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/
/** `yyyy-MM-ddThh:mm:ss`, a fraction if any, then `Z`, `+0800` or `+08:00` (seed-4). */
const ddmTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|([+-]\d{2}):?(\d{2}))$/

/** An instant as DBSS wants it in a request: UTC, to the second (rounded down). */
export function formatDbssTime(instant: string): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
}

/** An instant as DDM wants it in a query: UTC with an explicit offset, to the second. */
export function formatDdmTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}+0000`
}

/** A DBSS time read as UTC. @returns ISO 8601 in UTC, or `null` if it can't be read */
export function parseDbssTime(raw: string | null | undefined): string | null {
  const match = dbssTime.exec(raw ?? '')
  return match === null ? null : toInstant(`${match[1] ?? ''}T${match[2] ?? ''}Z`)
}

/** A DDM record's time with its offset. @returns ISO 8601 in UTC, or `null` if it can't be read */
export function parseDdmTime(raw: string | null | undefined): string | null {
  const match = ddmTime.exec(raw ?? '')
  if (match === null) return null
  const [, time = '', fraction = '', zone = '', hours = '', minutes = ''] = match
  return toInstant(`${time}${fraction}${zone === 'Z' ? 'Z' : `${hours}:${minutes}`}`)
}

function toInstant(text: string): string | null {
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString()
}
