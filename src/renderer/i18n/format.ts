import { i18n, type Translate } from './index.ts'

/**
 * Language and script, such as `zh-Hans` for both `zh-CN` and `zh-SG`; `null` of what is no language
 * tag, for a system may call its own `c` or `en-us@posix`.
 */
function written(tag: string): string | null {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    return `${language}-${script ?? ''}`
  } catch {
    return null
  }
}

/** The system's own variant of the language in use (`en-GB`), for its separators and order. */
export function formattingLocale(): string {
  const chosen = i18n.global.locale.value
  // No formatter knows the pseudo-language.
  const language = chosen === 'en-XA' ? 'en' : chosen
  return navigator.languages.find((tag) => written(tag) === written(language)) ?? language
}

const formatters = new Map<string, unknown>()

function cached<T>(kind: string, make: (locale: string) => T): T {
  const locale = formattingLocale()
  const key = `${kind}/${locale}`
  const known = formatters.get(key)
  if (known !== undefined) return known as T
  const made = make(locale)
  formatters.set(key, made)
  return made
}

/** All digits, with the locale's separators; exact for 64-bit counts. */
export function formatCount(value: bigint | number): string {
  return cached('count', (locale) => new Intl.NumberFormat(locale)).format(value)
}

/** The same with a sign, unless it is zero: `+1,234`. */
export function formatDifference(value: bigint | number): string {
  return cached(
    'difference',
    (locale) => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' }),
  ).format(value)
}

/**
 * @param ratio 0…1
 * @returns a percentage with one decimal
 */
export function formatPercent(ratio: number): string {
  return cached(
    'percent',
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'percent',
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      }),
  ).format(ratio)
}

const day = { year: 'numeric', month: 'short', day: 'numeric' } as const
const minute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const

const instantFormats = {
  /** 21 Nov 2026, 14:02:15 GMT+1 */
  full: { ...day, ...minute, second: '2-digit', timeZoneName: 'short' },
  /** 21 Nov 2026, 14:02 */
  minute: { ...day, ...minute },
  /** 21 Nov 2026 */
  day,
  /** 14:02 */
  clock: { ...minute },
  /** 14:02:15 GMT+1 */
  time: { ...minute, second: '2-digit', timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type InstantFormat = keyof typeof instantFormats

/**
 * An instant in the local time zone of this machine.
 * @param instant ISO 8601 with a zone, or milliseconds since the epoch
 */
export function formatInstant(instant: string | number, format: InstantFormat = 'full'): string {
  return cached(format, (locale) => new Intl.DateTimeFormat(locale, instantFormats[format])).format(
    new Date(instant),
  )
}

/**
 * An instant as one speaks of it: "14:02 today", "14:02 yesterday", "21 Nov 2026, 14:02". In the
 * local time zone of this machine.
 * @param instant ISO 8601 with a zone
 * @param now milliseconds since the epoch
 */
export function formatWhen(instant: string, now: number, t: Translate): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  // Noon of the day before, whatever the clocks did in between.
  const yesterday = new Date(midnight - 12 * 3_600_000).setHours(0, 0, 0, 0)
  const at = Date.parse(instant)
  if (at < yesterday || at > now + 60_000) return formatInstant(instant, 'minute')
  const time = formatInstant(instant, 'clock')
  return at < midnight ? t('common.yesterday', { time }) : t('common.today', { time })
}

const ageUnits = [
  ['year', 365 * 24 * 3_600_000],
  ['month', 30 * 24 * 3_600_000],
  ['day', 24 * 3_600_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const
const shortestAge = ['minute', 60_000] as const

/**
 * How long ago an instant was, in its largest whole unit: "3 days ago"; "now" under a minute.
 * @param instant ISO 8601 with a zone
 * @param now milliseconds since the epoch
 */
export function formatAge(instant: string, now: number): string {
  const elapsed = now - Date.parse(instant)
  const whole = ageUnits.find(([, size]) => Math.abs(elapsed) >= size)
  if (whole === undefined) {
    const numeric = 'auto'
    return cached('now', (locale) => new Intl.RelativeTimeFormat(locale, { numeric })).format(
      0,
      'second',
    )
  }
  // "1 day ago", not "yesterday": what is counted is hours, not calendar days.
  const [unit, length] = whole
  return cached('age', (locale) => new Intl.RelativeTimeFormat(locale)).format(
    -Math.trunc(elapsed / length),
    unit,
  )
}

/**
 * The same length without a direction, for columns that say so in their header: "3 days".
 * @param instant ISO 8601 with a zone
 * @param now milliseconds since the epoch
 */
export function formatElapsed(instant: string, now: number): string {
  const elapsed = Math.max(0, now - Date.parse(instant))
  const [unit, length] = ageUnits.find(([, size]) => elapsed >= size) ?? shortestAge
  return cached(
    `elapsed-${unit}`,
    (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
  ).format(Math.trunc(elapsed / length))
}

/** The name of this machine's time zone with its offset now: `Europe/Berlin (GMT+1)`. */
export function localZone(now: number = Date.now()): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const offset = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' })
    .formatToParts(new Date(now))
    .find((part) => part.type === 'timeZoneName')?.value
  return offset === undefined || offset === timeZone ? timeZone : `${timeZone} (${offset})`
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A size of a file in its largest whole unit of 1000, to one decimal: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(
    byteUnits.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)),
  )
  const unit = byteUnits[power] ?? 'byte'
  return cached(
    `bytes-${unit}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: 1,
      }),
  ).format(bytes / 1000 ** power)
}
