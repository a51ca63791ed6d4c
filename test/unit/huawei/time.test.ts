import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatDbssTime,
  formatDdmTime,
  parseDbssTime,
  parseDdmTime,
} from '../../../src/main/huawei/time.ts'

describe('times of the services', () => {
  it('sends DBSS times in UTC, to the second', () => {
    expect(formatDbssTime('2026-05-01T08:00:00.900+08:00', 'UTC')).toBe('2026-05-01 00:00:00')
  })

  it('sends DDM times in UTC with the offset spelled out', () => {
    expect(formatDdmTime(Date.UTC(2026, 4, 1, 9, 30, 5))).toBe('2026-05-01T09:30:05+0000')
  })

  it('reads DBSS times as UTC', () => {
    expect(parseDbssTime('2025-08-19 17:03:52', 'UTC')).toBe('2025-08-19T17:03:52.000Z')
  })

  it.each([
    ['Asia/Shanghai', '2025-08-19 17:03:52', '2025-08-19T09:03:52.000Z'],
    ['+08:00', '2025-08-19 17:03:52', '2025-08-19T09:03:52.000Z'],
    ['America/Sao_Paulo', '2025-08-19 22:03:52', '2025-08-20T01:03:52.000Z'],
    // The hour that the clocks repeat: the first is meant.
    ['Europe/Berlin', '2025-10-26 02:30:00', '2025-10-26T00:30:00.000Z'],
  ])('reads and sends DBSS times in the zone %s', (zone, raw, instant) => {
    expect(parseDbssTime(raw, zone)).toBe(instant)
    expect(formatDbssTime(instant, zone)).toBe(raw)
  })

  it.each([
    ['2024-06-18T03:08:15+0800', '2024-06-17T19:08:15.000Z'],
    ['2024-06-18T03:08:15+08:00', '2024-06-17T19:08:15.000Z'],
    ['2024-06-18T03:08:15-0330', '2024-06-18T06:38:15.000Z'],
    ['2024-06-18T03:08:15+0000', '2024-06-18T03:08:15.000Z'],
    ['2024-06-18T03:08:15Z', '2024-06-18T03:08:15.000Z'],
    ['2024-06-18T03:08:15.250Z', '2024-06-18T03:08:15.250Z'],
  ])('reads the DDM time %s with its own offset', (raw, instant) => {
    expect(parseDdmTime(raw)).toBe(instant)
  })

  it('reads a DDM time alike with and without a colon in its offset, whatever its digits', () => {
    let read = 0
    const two = (most: number) =>
      fc.oneof(
        {
          weight: 20,
          arbitrary: fc.nat({ max: most }).map((value) => String(value).padStart(2, '0')),
        },
        { weight: 1, arbitrary: fc.constantFrom('00', '59', '60', '99', '-1', ' 1', '1e', 'ab') },
      )
    const parts = fc.tuple(
      fc.oneof(
        fc.integer({ min: 1960, max: 2300 }).map(String),
        fc.constantFrom('0000', '0099', '9999'),
      ),
      ...[two(13), two(31), two(24), two(59), two(60), two(24), two(59)],
      fc.constantFrom('+', '-'),
    )
    fc.assert(
      fc.property(parts, ([year, month, day, hour, minute, second, hours, minutes, sign]) => {
        const time = `${year}-${month}-${day}T${hour}:${minute}:${second}${sign}`
        const at = parseDdmTime(`${time}${hours}${minutes}`)
        if (at !== null) read++
        expect(at).toBe(parseDdmTime(`${time}${hours}:${minutes}`))
      }),
      { numRuns: 2000 },
    )
    expect(read).toBeGreaterThan(500)
  })

  it.each([null, undefined, '', 'yesterday', '2025-13-40 99:00:00', '2024-06-18T03:08:15'])(
    'does not guess at %s',
    (raw) => {
      expect(parseDbssTime(raw, 'UTC')).toBeNull()
      expect(parseDdmTime(raw)).toBeNull()
    },
  )
})
