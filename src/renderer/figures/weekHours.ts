import type { HourOfWeek } from '../../shared/contract/kill-log.ts'

/** Which hours of the week are meant, in the fewest words. */
export type NamedHours =
  | { kind: 'hour'; weekday: number; hour: number }
  | { kind: 'weekday'; weekday: number }
  | { kind: 'daily'; hour: number }
  | { kind: 'some'; hours: number }

const keyOf = ({ weekday, hour }: HourOfWeek): number => weekday * 24 + hour

export function hoursOfWeekday(weekday: number): HourOfWeek[] {
  return Array.from({ length: 24 }, (_, hour) => ({ weekday, hour }))
}

export function hoursEveryDay(hour: number): HourOfWeek[] {
  return Array.from({ length: 7 }, (_, weekday) => ({ weekday, hour }))
}

/** What pressing some hours makes of those chosen before: the same ones again are taken back. */
export function pressHours(
  before: readonly HourOfWeek[],
  pressed: readonly HourOfWeek[],
  adding: boolean,
): HourOfWeek[] {
  const chosen = new Set(before.map(keyOf))
  const keys = new Set(pressed.map(keyOf))
  const isThere = pressed.every((hour) => chosen.has(keyOf(hour)))
  if (adding) {
    return isThere
      ? before.filter((hour) => !keys.has(keyOf(hour)))
      : [...before, ...pressed.filter((hour) => !chosen.has(keyOf(hour)))]
  }
  return isThere && chosen.size === keys.size ? [] : [...pressed]
}

export function nameHours(hours: readonly HourOfWeek[]): NamedHours {
  const [first] = hours
  const weekdays = new Set(hours.map(({ weekday }) => weekday))
  const times = new Set(hours.map(({ hour }) => hour))
  if (first !== undefined) {
    const { weekday, hour } = first
    if (hours.length === 1) return { kind: 'hour', weekday, hour }
    if (weekdays.size === 1 && times.size === 24) return { kind: 'weekday', weekday }
    if (weekdays.size === 7 && times.size === 1) return { kind: 'daily', hour }
  }
  return { kind: 'some', hours: hours.length }
}
