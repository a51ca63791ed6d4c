export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** A stretch of time, milliseconds since the epoch. */
export interface Range {
  from: number
  to: number
}

const two = (value: number) => String(value).padStart(2, '0')

function parts(at: number): { date: string; time: string } {
  const moment = new Date(at)
  return {
    date: `${moment.getUTCFullYear()}-${two(moment.getUTCMonth() + 1)}-${two(moment.getUTCDate())}`,
    time: `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}:${two(moment.getUTCSeconds())}`,
  }
}

/** DBSS's `yyyy-MM-dd HH:mm:ss`, in UTC. */
export function formatDbssTime(at: number): string {
  const { date, time } = parts(at)
  return `${date} ${time}`
}

/**
 * DDM's `yyyy-MM-ddTHH:mm:ss+0800`.
 * @param offset minutes east of UTC
 */
export function formatDdmTime(at: number, offset: number): string {
  const { date, time } = parts(at + offset * minute)
  const sign = offset < 0 ? '-' : '+'
  const size = Math.abs(offset)
  return `${date}T${time}${sign}${two(Math.floor(size / 60))}${two(size % 60)}`
}

/** The instant of a calendar time; `null` if there is no such day or time, such as 30 February. */
function instant(fields: readonly string[]): number | null {
  const [year = 0, month = 0, date = 0, hours = 0, minutes = 0, seconds = 0] = fields.map(Number)
  const at = Date.UTC(year, month - 1, date, hours, minutes, seconds)
  const read = new Date(at)
  const same =
    read.getUTCFullYear() === year &&
    read.getUTCMonth() === month - 1 &&
    read.getUTCDate() === date &&
    read.getUTCHours() === hours &&
    read.getUTCMinutes() === minutes &&
    read.getUTCSeconds() === seconds
  return same ? at : null
}

const dbssTime = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/
const ddmTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)([+-])(\d\d)(\d\d)$/

/** Reads `yyyy-MM-dd HH:mm:ss` as UTC; `null` if it isn't one. */
export function parseDbssTime(text: string): number | null {
  const match = dbssTime.exec(text)
  return match === null ? null : instant(match.slice(1))
}

/** Reads `yyyy-MM-ddTHH:mm:ss+0800` (seed-4, Table 2); `null` if it isn't one. */
export function parseDdmTime(text: string): number | null {
  const match = ddmTime.exec(text)
  if (match === null) return null
  const at = instant(match.slice(1, 7))
  const hours = Number(match[8])
  const minutes = Number(match[9])
  if (at === null || hours > 14 || minutes > 59) return null
  const offset = (hours * 60 + minutes) * minute
  return match[7] === '-' ? at + offset : at - offset
}
