import { describe, expect, it, vi } from 'vitest'
import { useText } from '../../../src/renderer/i18n/index.ts'
import {
  formatAge,
  formatBytes,
  formatCount,
  formatInstant,
  formatPercent,
  formatWhen,
  formattingLocale,
  localZone,
} from '../../../src/renderer/i18n/format.ts'

const now = Date.parse('2026-05-10T12:00:00Z')

describe('numbers', () => {
  it('keep every digit', () => {
    expect(formatCount(12_345_678_901_234_567_890n)).toBe('12,345,678,901,234,567,890')
    expect(formatCount(-1)).toBe('-1')
  })

  it('are shares with one decimal', () => {
    expect(formatPercent(0.25678)).toBe('25.7%')
    expect(formatPercent(1)).toBe('100.0%')
  })
})

describe('sizes of files', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [12_345_678, '12.3 MB'],
    [4_000_000_000, '4 GB'],
  ])('of %d bytes read %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected)
  })
})

describe('days as one speaks of them', () => {
  const { t } = useText()
  const noon = new Date(2026, 4, 10, 12).getTime()
  const at = (day: number, hour: number, minute: number) =>
    formatWhen(new Date(2026, 4, day, hour, minute).toISOString(), noon, t)

  it('end at midnight, not after 24 hours', () => {
    expect(at(10, 0, 0)).toBe('00:00 today')
    expect(at(9, 23, 59)).toBe('23:59 yesterday')
    expect(at(9, 0, 0)).toBe('00:00 yesterday')
    expect(at(8, 23, 59)).toBe('May 8, 2026, 23:59')
  })

  it('are named in full when the clock was wrong then or is now', () => {
    expect(at(11, 9, 0)).toBe('May 11, 2026, 09:00')
  })
})

describe('times', () => {
  it('have a date that can’t be misread, 24 hours and a zone', () => {
    expect(formatInstant('2026-05-01T00:00:00Z')).toMatch(
      /^(Apr|May) \d{1,2}, 2026, \d\d:\d\d:00 \S+$/,
    )
  })

  it('say midnight as 00, not 24', () => {
    const midnight = new Date(2026, 4, 1).getTime()
    expect(formatInstant(midnight, 'time')).toMatch(/^00:00:00 /)
  })

  it('name the zone they are in', () => {
    expect(localZone(now)).toContain(Intl.DateTimeFormat().resolvedOptions().timeZone)
  })
})

describe('ages', () => {
  it.each([
    ['2026-05-10T11:59:30Z', 'now'],
    ['2026-05-10T11:59:00Z', '1 minute ago'],
    ['2026-05-10T10:01:00Z', '1 hour ago'],
    ['2026-05-09T12:00:00Z', '1 day ago'],
    ['2026-05-07T11:00:00Z', '3 days ago'],
    ['2026-03-01T12:00:00Z', '2 months ago'],
    ['2024-05-10T12:00:00Z', '2 years ago'],
  ])('of %s is "%s"', (instant, expected) => {
    expect(formatAge(instant, now)).toBe(expected)
  })
})

it('A system whose language is no language tag is taken for one without a variant', () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['c', 'en-us@posix', 'en-GB'])
  expect(formattingLocale()).toBe('en-GB')
})
