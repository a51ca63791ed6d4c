import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/cli/exit-codes.ts'
import { readPreset, readRange, readTime } from '../../../src/cli/range.ts'

const now = Date.parse('2026-11-21T01:00:00Z')

describe('a time as it is typed', () => {
  it.each([
    ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.000Z', false],
    ['2026-05-01T08:00:00+08:00', '2026-05-01T00:00:00.000Z', false],
    ['2026-05-01T08:00:00+0800', '2026-05-01T00:00:00.000Z', false],
    ['2026-05-01t00:00:00z', '2026-05-01T00:00:00.000Z', false],
    ['2026-05-01T00:00Z', '2026-05-01T00:00:00.000Z', false],
    ['2026-05-01T00:00:00.250Z', '2026-05-01T00:00:00.250Z', false],
    ['2026-05-01', '2026-05-01T00:00:00.000Z', true],
    ['2026-05-01T12:30', '2026-05-01T12:30:00.000Z', true],
    ['2026-05-01 12:30:15', '2026-05-01T12:30:15.000Z', true],
    ['2028-02-29', '2028-02-29T00:00:00.000Z', true],
  ])('%s is %s', (typed, instant, zoneAssumed) => {
    expect(readTime(typed)).toEqual({ typed, instant, zoneAssumed })
  })

  it.each([
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-29',
    '2026-05-01T25:00:00Z',
    '2026-05-01T00:00:00 Europe/Berlin',
    '01.05.2026',
    '1777593600000',
    '2026-05',
  ])('%j is none', (typed) => {
    expect(readTime(typed)).toBeNull()
  })
})

describe('a range', () => {
  const may = readTime('2026-05-01')!
  const june = readTime('2026-06-01T00:00:00Z')!

  it('has explicit bounds, and says what was assumed to get them', () => {
    expect(readRange({ from: may, to: june }, now)).toEqual({
      range: {
        kind: 'bounds',
        bounds: { from: '2026-05-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' },
      },
      bounds: { from: '2026-05-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' },
      asked: { from: '2026-05-01', to: '2026-06-01T00:00:00Z' },
      assumptions: [
        '--from 2026-05-01 has no time zone and is read as UTC: 2026-05-01T00:00:00.000Z, the start of that day.',
      ],
    })
  })

  it('is a preset that ends now', () => {
    const { range, bounds } = readRange({ last: 'HALF_HOUR' }, now)
    expect(range).toEqual({ kind: 'preset', preset: 'HALF_HOUR' })
    expect(bounds).toEqual({ from: '2026-11-21T00:30:00.000Z', to: '2026-11-21T01:00:00.000Z' })
  })

  it('is exactly one, and its end after its start', () => {
    for (const options of [
      {},
      { from: may },
      { to: june },
      { from: may, last: 'DAY' as const },
      { from: june, to: may },
      { from: may, to: may },
    ])
      expect(() => readRange(options, now)).toThrow(UsageError)
  })

  it('takes presets in either case, and no others', () => {
    expect(readPreset('three_hour')).toBe('THREE_HOUR')
    expect(readPreset('YEAR')).toBeNull()
  })
})
