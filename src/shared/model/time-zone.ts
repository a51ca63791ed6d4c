import { z } from 'zod'

/** Whether this machine knows the zone: an IANA name, or an offset such as `+08:00`. */
function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** A time zone: `UTC`, an IANA name such as `Asia/Shanghai`, or an offset such as `+08:00`. */
export const TimeZone = z
  .string()
  .trim()
  .refine(isTimeZone, 'must be a time zone, such as UTC, Asia/Shanghai or +08:00')
export type TimeZone = z.infer<typeof TimeZone>

/**
 * The zone an audit instance says it works in. The newer instance list sends it in forms that no
 * page describes, such as `UTC+08:00` or `Asia/Shanghai`.
 * @returns `null` when it says none, or one that can't be read
 */
export function readTimeZone(sent: string | null): TimeZone | null {
  const text = (sent ?? '').trim().replace(/^(UTC|GMT)(?=[+-])/i, '')
  const offset = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text)
  const zone =
    offset === null
      ? text
      : `${offset[1] ?? ''}${(offset[2] ?? '').padStart(2, '0')}:${offset[3] ?? '00'}`
  return zone === '' ? null : (TimeZone.safeParse(zone).data ?? null)
}
