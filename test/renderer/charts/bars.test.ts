import { describe, expect, it } from 'vitest'
import { barsHeight, barsOption, type Bar } from '../../../src/renderer/charts/bars.ts'
import { lightPalette } from '../../../src/renderer/charts/palette.ts'
import { drawnTexts, tooltipAt } from './draw.ts'

const context = { palette: lightPalette, locale: 'en' }

function bar(label: string, count: bigint, rest = false): Bar {
  const text = new Intl.NumberFormat('en').format(count)
  return { label, count, text, details: [{ label: 'Sessions', value: text }], rest }
}

describe('bars', () => {
  it('write every label and the exact count at the end of its bar', () => {
    const bars = [bar('root', 9_007_199_254_740_993n), bar('app', 12n), bar('3 others', 4n, true)]
    const texts = drawnTexts(barsOption(bars, context))
    expect(texts).toEqual(
      expect.arrayContaining(['root', 'app', '3 others', '9,007,199,254,740,993', '12', '4']),
    )
  })

  it('cut a long label and keep it whole in the tooltip', () => {
    const label = 'reporting_service_for_the_quarterly_statements_of_the_northern_region'
    const option = barsOption([bar(label, 3n)], context)
    const drawn = drawnTexts(option).find((text) => text.startsWith('reporting_service'))
    expect(drawn).toMatch(/…$/)
    expect(tooltipAt(option, 0, true)).toContain(label)
  })

  it('show markup in a name as text', () => {
    const option = barsOption([bar('<img src=x onerror=alert(1)>', 3n)], context)
    expect(tooltipAt(option, 0, true)).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(tooltipAt(option, 0, true)).not.toContain('<img')
    expect(drawnTexts(option).some((text) => text.startsWith('<img src=x'))).toBe(true)
  })

  it('keep apart two bars with the same label', () => {
    const texts = drawnTexts(barsOption([bar('orders', 3n), bar('orders', 2n)], context))
    expect(texts.filter((text) => text === 'orders')).toHaveLength(2)
    expect(texts).toEqual(expect.arrayContaining(['3', '2']))
  })

  it('draw the rest in another colour than the named ones', () => {
    const { series } = barsOption([bar('root', 3n), bar('2 others', 2n, true)], context)
    const colors = JSON.stringify(series)
    expect(colors).toContain(lightPalette.accent)
    expect(colors).toContain(lightPalette.other)
  })

  it('have room for every label however many there are', () => {
    const bars = Array.from({ length: 21 }, (_, index) => bar(`user ${String(index)}`, 1n))
    const texts = drawnTexts(barsOption(bars, context), 600, barsHeight(bars.length))
    expect(texts.filter((text) => text.startsWith('user '))).toHaveLength(21)
  })

  it('have a scale when all counts are 0', () => {
    expect(drawnTexts(barsOption([bar('root', 0n)], context))).toContain('root')
  })
})
