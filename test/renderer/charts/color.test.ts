import { describe, expect, it } from 'vitest'
import { contrast, rampColor, readableOn } from '../../../src/renderer/charts/color.ts'
import { darkPalette, lightPalette } from '../../../src/renderer/charts/palette.ts'

describe('contrast', () => {
  it('is what WCAG 2 says of known pairs', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
  })

  it('of the readable colour is enough on every grey', () => {
    for (let value = 0; value < 256; value += 1) {
      const grey = `#${value.toString(16).padStart(2, '0').repeat(3)}`
      expect(contrast(readableOn(grey), grey)).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('a ramp', () => {
  it('goes from its first colour to its last', () => {
    const ramp = ['#000000', '#ff0000', '#ffffff']
    expect([0, 0.25, 0.5, 1, 2].map((ratio) => rampColor(ramp, ratio))).toEqual([
      '#000000',
      '#800000',
      '#ff0000',
      '#ffffff',
      '#ffffff',
    ])
  })
})

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('the %s palette', (_, palette) => {
  it('has text that reads on its surface', () => {
    expect(contrast(palette.text, palette.surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.muted, palette.surface)).toBeGreaterThanOrEqual(4.5)
  })

  it('has marks that stand out from its surface', () => {
    for (const mark of [palette.accent, palette.risk, palette.other]) {
      expect(contrast(mark, palette.surface)).toBeGreaterThanOrEqual(3)
    }
  })
})
