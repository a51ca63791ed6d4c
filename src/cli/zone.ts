import type { AuditInstance } from '../shared/model/instance.ts'
import { readTimeZone, type TimeZone } from '../shared/model/time-zone.ts'

/** A zone, and how we know that times are in it. */
export interface KnownZone {
  zone: TimeZone
  source: string
  /** Whether it is a matter of the instance: typed, listed or assumed, not fixed by the API. */
  isOfInstance?: true
}

/**
 * The zone DBSS times of an instance are sent and read in. They carry none, and the API reference
 * names none.
 * @param typed what the user says, `null` for nothing
 * @param listed the instance as the list of instances has it, `null` if the list was not asked
 */
export function zoneOf(
  typed: TimeZone | null,
  listed: Pick<AuditInstance, 'timeZone'> | null,
): KnownZone {
  if (typed !== null) {
    return { zone: typed, source: 'given as --dbss-time-zone', isOfInstance: true }
  }
  const said = listed?.timeZone ?? null
  const zone = readTimeZone(said)
  if (zone !== null) {
    return { zone, source: 'the list of instances says so', isOfInstance: true }
  }
  const reason =
    listed === null
      ? 'assumed, since the list of instances, which may name one, was not asked'
      : said === null || said === ''
        ? 'assumed, since the list of instances names none'
        : `assumed, since the list of instances says “${said}”, which is no zone known here`
  return { zone: 'UTC', source: reason, isOfInstance: true }
}
