export interface Left {
  unit: 'seconds' | 'minutes'
  value: number
}

/**
 * A time that is left, no more exact than an estimate is: whole seconds below two minutes.
 * @param milliseconds `null` where it can't be told
 */
export function leftOf(milliseconds: number | null): Left | null {
  if (milliseconds === null) return null
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  return seconds < 120
    ? { unit: 'seconds', value: seconds }
    : { unit: 'minutes', value: Math.round(seconds / 60) }
}
