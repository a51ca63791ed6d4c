import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../../src/cli/zone.ts'

describe('the zone of an instance’s times', () => {
  it.each([
    ['what was typed', 'Asia/Tokyo', 'UTC+08:00', 'Asia/Tokyo', 'given as --dbss-time-zone'],
    ['what the instance says', null, 'UTC+08:00', '+08:00', 'the list of instances says so'],
    [
      'UTC where the list names none',
      null,
      null,
      'UTC',
      'assumed, since the list of instances names none',
    ],
    [
      'UTC where it names one unknown',
      null,
      'Mars',
      'UTC',
      'assumed, since the list of instances says “Mars”, which is no zone known here',
    ],
  ])('is %s', (_, typed, timeZone, zone, source) => {
    expect(zoneOf(typed, { timeZone })).toMatchObject({ zone, source })
  })

  it('is assumed to be UTC where the list was not asked', () => {
    expect(zoneOf(null, null)).toMatchObject({
      zone: 'UTC',
      source: 'assumed, since the list of instances, which may name one, was not asked',
    })
  })
})
