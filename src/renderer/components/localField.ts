const pad = (value: number, length = 2): string => String(value).padStart(length, '0')

/**
 * An instant as the value of an `<input type="datetime-local">`, in the zone of this machine and to
 * the second.
 * @param instant ISO 8601 with a zone
 */
export function toLocalField(instant: string): string {
  const at = new Date(instant)
  const date = [pad(at.getFullYear(), 4), pad(at.getMonth() + 1), pad(at.getDate())].join('-')
  return `${date}T${[at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => pad(part)).join(':')}`
}

/**
 * The instant a `datetime-local` field stands for.
 * @returns ISO 8601 in UTC, `null` while the field isn't filled in
 */
export function fromLocalField(value: string): string | null {
  const at = new Date(value)
  return value === '' || Number.isNaN(at.getTime()) ? null : at.toISOString()
}
