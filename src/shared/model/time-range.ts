import { z } from 'zod'

/** The presets of `Duration.time_range`, shortest first (seed-0 and seed-1, Table 4). */
export const presets = [
  'HALF_HOUR',
  'HOUR',
  'THREE_HOUR',
  'TWELVE_HOUR',
  'DAY',
  'WEEK',
  'MONTH',
] as const
export const Preset = z.enum(presets)
export type Preset = z.infer<typeof Preset>

/** Length of a preset in milliseconds; MONTH counts 30 days, as the service's own preset does. */
export const presetMilliseconds: Readonly<Record<Preset, number>> = {
  HALF_HOUR: 30 * 60_000,
  HOUR: 3_600_000,
  THREE_HOUR: 3 * 3_600_000,
  TWELVE_HOUR: 12 * 3_600_000,
  DAY: 24 * 3_600_000,
  WEEK: 7 * 24 * 3_600_000,
  MONTH: 30 * 24 * 3_600_000,
}

/** An instant as ISO 8601 with an explicit offset; `2026-05-01T00:00:00Z`. */
export const Instant = z.iso.datetime({
  offset: true,
  message: 'must be ISO 8601 with a time zone, such as 2026-05-01T00:00:00Z',
})

/** Two explicit instants, the second after the first. */
export const Bounds = z
  .object({ from: Instant, to: Instant })
  .refine((bounds) => Date.parse(bounds.from) < Date.parse(bounds.to), {
    path: ['to'],
    message: 'must be after from',
  })
export type Bounds = z.infer<typeof Bounds>

/** Either a preset, sent to the service as the user chose it, or explicit bounds; never both. */
export const TimeRange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preset'), preset: Preset }),
  z.object({ kind: z.literal('bounds'), bounds: Bounds }),
])
export type TimeRange = z.infer<typeof TimeRange>

/**
 * The explicit bounds of a range.
 * @param now the instant a preset ends at, milliseconds since the epoch
 * @returns ISO 8601 instants in UTC
 */
export function resolveBounds(range: TimeRange, now: number): Bounds {
  if (range.kind === 'bounds') return range.bounds
  return {
    from: new Date(now - presetMilliseconds[range.preset]).toISOString(),
    to: new Date(now).toISOString(),
  }
}
