import { describe, expect, it } from 'vitest'
import {
  formatDbssTime,
  formatDdmTime,
  parseDbssTime,
  parseDdmTime,
} from '../../../src/main/huawei/time.ts'

describe('times of the services', () => {
  it('sends DBSS times in UTC, to the second', () => {
    expect(formatDbssTime('2026-05-01T08:00:00.900+08:00')).toBe('2026-05-01 00:00:00')
  })

  it('sends DDM times in UTC with the offset spelled out', () => {
    expect(formatDdmTime(Date.UTC(2026, 4, 1, 9, 30, 5))).toBe('2026-05-01T09:30:05+0000')
  })

  it('reads DBSS times as UTC', () => {
    expect(parseDbssTime('2025-08-19 17:03:52')).toBe('2025-08-19T17:03:52.000Z')
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

  it.each([null, undefined, '', 'yesterday', '2025-13-40 99:00:00', '2024-06-18T03:08:15'])(
    'does not guess at %s',
    (raw) => {
      expect(parseDbssTime(raw)).toBeNull()
      expect(parseDdmTime(raw)).toBeNull()
    },
  )
})
