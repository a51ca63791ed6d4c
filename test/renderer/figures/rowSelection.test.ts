import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countSelected,
  isSelected,
  nothingSelected,
  selectAll,
  selectOnly,
  selectThrough,
  toggleSelected,
  type RowSelection,
} from '../../../src/renderer/figures/rowSelection.ts'

const placesOf = (selection: RowSelection, total = 20): number[] =>
  Array.from({ length: total }, (_, place) => place).filter((place) => isSelected(selection, place))

describe('the selection of rows', () => {
  it('goes from where a range began to where it is led, to either side', () => {
    const began = selectOnly(5)
    const down = selectThrough(selectThrough(began, 6), 8)
    expect(placesOf(down)).toEqual([5, 6, 7, 8])
    expect(placesOf(selectThrough(down, 3))).toEqual([3, 4, 5])
    expect(down.active).toBe(8)
  })

  it('begins a range where it is, if nothing was selected before', () => {
    expect(placesOf(selectThrough(nothingSelected, 4))).toEqual([4])
  })

  it('holds a million rows without listing them', () => {
    const all = selectAll(1_000_000, selectOnly(7))
    expect(countSelected(all)).toBe(1_000_000)
    expect(all.active).toBe(7)
    expect(countSelected(toggleSelected(all, 500_000))).toBe(999_999)
    expect(countSelected(selectAll(0, nothingSelected))).toBe(0)
  })

  it('takes single rows in and out as a set does, its parts apart and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19 })), (toggled) => {
        const expected = new Set<number>()
        let selection = nothingSelected
        for (const place of toggled) {
          if (!expected.delete(place)) expected.add(place)
          selection = toggleSelected(selection, place)
        }
        expect(placesOf(selection)).toEqual([...expected].sort((a, b) => a - b))
        expect(countSelected(selection)).toBe(expected.size)
        for (const [index, { first }] of selection.parts.entries()) {
          expect(first).toBeGreaterThan((selection.parts[index - 1]?.last ?? -2) + 1)
        }
      }),
    )
  })
})
