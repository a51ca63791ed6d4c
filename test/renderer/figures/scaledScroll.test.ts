import { describe, expect, it } from 'vitest'
import { placeRow, scrollScale } from '../../../src/renderer/figures/scaledScroll.ts'

const rowHeight = 34
const viewport = 600
/** What Chromium can lay out. */
const ceiling = 33_554_428

describe('a list in a scroll area', () => {
  it('is as tall as its rows while that is possible', () => {
    expect(scrollScale(1000, rowHeight, viewport)).toEqual({ height: 34_000, ratio: 1 })
  })

  it('stays below what the browser can lay out, however long', () => {
    expect(scrollScale(100_000_000, rowHeight, viewport).height).toBeLessThan(ceiling)
  })

  it('can be scrolled to its very last row', () => {
    const rows = 5_000_000
    const scale = scrollScale(rows, rowHeight, viewport)
    const furthest = (scale.height - viewport) * scale.ratio
    expect(furthest + viewport).toBeCloseTo(rows * rowHeight, 3)
  })

  it('draws the row at the top of the view where the view is', () => {
    const scale = scrollScale(5_000_000, rowHeight, viewport)
    const scrollTop = 9_000_000
    const offset = scrollTop * scale.ratio
    expect(placeRow(offset, offset, scale)).toBeCloseTo(scrollTop, 3)
    expect(placeRow(offset + rowHeight, offset, scale)).toBeCloseTo(scrollTop + rowHeight, 3)
  })

  it('leaves rows in their places where nothing is scaled', () => {
    expect(placeRow(340, 200, scrollScale(1000, rowHeight, viewport))).toBe(340)
  })
})
