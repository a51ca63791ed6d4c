import { describe, expect, it } from 'vitest'
import {
  hoursEveryDay,
  hoursOfWeekday,
  nameHours,
  pressHours,
} from '../../../src/renderer/figures/weekHours.ts'

const monday9 = { weekday: 0, hour: 9 }
const friday18 = { weekday: 4, hour: 18 }

describe('hours of the week', () => {
  it('are chosen by a press, taken back by the same press, and replaced by another', () => {
    expect(pressHours([], [monday9], false)).toEqual([monday9])
    expect(pressHours([monday9], [monday9], false)).toEqual([])
    expect(pressHours([monday9], [friday18], false)).toEqual([friday18])
    expect(pressHours(hoursOfWeekday(0), [monday9], false)).toEqual([monday9])
  })

  it('are added and taken away one by one while a key is held', () => {
    expect(pressHours([monday9], [friday18], true)).toEqual([monday9, friday18])
    expect(pressHours([monday9, friday18], [monday9], true)).toEqual([friday18])
    expect(pressHours([monday9], hoursOfWeekday(0), true)).toHaveLength(24)
  })

  it('are named in the fewest words', () => {
    expect(nameHours([monday9])).toEqual({ kind: 'hour', ...monday9 })
    expect(nameHours(hoursOfWeekday(2))).toEqual({ kind: 'weekday', weekday: 2 })
    expect(nameHours(hoursEveryDay(3))).toEqual({ kind: 'daily', hour: 3 })
    expect(nameHours([monday9, friday18])).toEqual({ kind: 'some', hours: 2 })
    expect(nameHours(hoursOfWeekday(2).slice(1))).toEqual({ kind: 'some', hours: 23 })
  })
})
