import { fromAbsolute, parseDateTime, toZoned } from '@internationalized/date'

/** `yyyy-MM-dd HH:mm:ss`, the form of all DBSS times; the pages name no zone for it. */
const dbssTime = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/
/** `yyyy-MM-ddThh:mm:ss`, a fraction if any, then `Z`, `+0800` or `+08:00` (seed-4). */
const ddmTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d+)?(Z|([+-]\d{2}):?(\d{2}))$/

/**
 * An instant as DBSS wants it in a request, to the second (rounded down).
 * @param zone the zone the instance works in
 */
export function formatDbssTime(instant: string, zone: string): string {
  const { year, month, day, hour, minute, second } = fromAbsolute(Date.parse(instant), zone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`
}

/** An instant as DDM wants it in a query: UTC with an explicit offset, to the second. */
export function formatDdmTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}+0000`
}

/**
 * A DBSS time read in the zone of its instance. Of an hour that a change of clocks repeats the first
 * is meant; one that it skips is moved past the gap.
 * @returns ISO 8601 in UTC, or `null` if it can't be read
 */
export function parseDbssTime(raw: string | null | undefined, zone: string): string | null {
  const match = dbssTime.exec(raw ?? '')
  if (match === null) return null
  try {
    const local = parseDateTime(`${match[1] ?? ''}T${match[2] ?? ''}`)
    return toZoned(local, zone).toAbsoluteString()
  } catch {
    return null
  }
}

/** A DDM record's time with its offset. @returns ISO 8601 in UTC, or `null` if it can't be read */
export function parseDdmTime(raw: string | null | undefined): string | null {
  const milliseconds = readDdmTime(raw)
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}

/** The same. @returns milliseconds since the epoch, or `null` if it can't be read */
export function readDdmTime(raw: string | null | undefined): number | null {
  return readUsualDdmTime(raw ?? '') ?? readAnyDdmTime(raw)
}

/**
 * The form that the service uses, `yyyy-MM-ddThh:mm:ss+hhmm`, in a fraction of the time: pages are long
 * and many. @returns `null` for any other, and for whatever leaves room for doubt
 */
function readUsualDdmTime(raw: string): number | null {
  if (raw.length !== 24) return null
  const sign = raw.charCodeAt(19)
  const isShaped =
    raw.charCodeAt(4) === dash &&
    raw.charCodeAt(7) === dash &&
    raw.charCodeAt(10) === letterT &&
    raw.charCodeAt(13) === colon &&
    raw.charCodeAt(16) === colon &&
    (sign === plus || sign === dash)
  if (!isShaped) return null
  const year = twoDigits(raw, 0) * 100 + twoDigits(raw, 2)
  const month = twoDigits(raw, 5)
  const day = twoDigits(raw, 8)
  const hour = twoDigits(raw, 11)
  const minute = twoDigits(raw, 14)
  const second = twoDigits(raw, 17)
  const offsetHours = twoDigits(raw, 20)
  const offsetMinutes = twoDigits(raw, 22)
  // NaN fails each of these. Which months have a 29th is left to others, as are years before 1970.
  const isUsual =
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= 28 &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59 &&
    offsetHours <= 23 &&
    offsetMinutes <= 59
  if (!isUsual) return null
  const offset = offsetHours * 60 + offsetMinutes
  const shift = sign === plus ? offset : -offset
  return Date.UTC(year, month - 1, day, hour, minute - shift, second)
}

const [dash, plus, colon, letterT] = [45, 43, 58, 84]

/** The number of two digits; NaN where there is anything else. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

function readAnyDdmTime(raw: string | null | undefined): number | null {
  const match = ddmTime.exec(raw ?? '')
  if (match === null) return null
  const [, time = '', fraction = '', zone = '', hours = '', minutes = ''] = match
  const milliseconds = Date.parse(`${time}${fraction}${zone === 'Z' ? 'Z' : `${hours}:${minutes}`}`)
  return Number.isNaN(milliseconds) ? null : milliseconds
}
