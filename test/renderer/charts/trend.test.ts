import { describe, expect, it } from 'vitest'
import { lightPalette } from '../../../src/renderer/charts/palette.ts'
import { trendOption, type TrendPoint } from '../../../src/renderer/charts/trend.ts'
import { drawnTexts, tooltipAt } from './draw.ts'

const context = { palette: lightPalette, locale: 'en' }
const hour = 3_600_000
const start = Date.UTC(2025, 7, 19, 17, 3, 52)

function point(at: number, count: bigint | null): TrendPoint {
  return {
    at,
    count,
    title: 'title',
    details: [{ label: 'Risky operations', value: String(count) }],
  }
}

function only<T>(of: T | T[] | undefined): T {
  const [first] = Array.isArray(of) ? of : [of]
  if (first === undefined) throw new Error('missing')
  return first
}

describe('the trend', () => {
  const irregular = [
    point(start, 2n),
    point(start + hour + 232_000, 5n),
    point(start + 9 * hour, 0n),
  ]

  it('places each point at its own time, however irregular', () => {
    const option = trendOption(irregular, null, 'Risky operations', context)
    expect(only(option.xAxis).type).toBe('time')
    expect(only(option.series)).toMatchObject({
      data: irregular.map(({ at, count }) => [at, Number(count)]),
    })
  })

  it('shows all of the range that was asked for, and what the service answered beyond it', () => {
    const bounds = { from: start - 5 * hour, to: start + 2 * hour }
    const option = trendOption(irregular, bounds, 'Risky operations', context)
    expect(only(option.xAxis)).toMatchObject({ min: bounds.from, max: start + 9 * hour })
  })

  it('breaks the line where the service sent no count', () => {
    const option = trendOption([point(start, null)], null, 'Risky operations', context)
    expect(only(option.series)).toMatchObject({ connectNulls: false, data: [[start, null]] })
  })

  it('keeps peaks when there are more points than pixels', () => {
    const points = Array.from({ length: 50_000 }, (_, index) => point(start + index * 60_000, 1n))
    points[31_234] = point(start + 31_234 * 60_000, 400n)
    const option = trendOption(points, null, 'Risky operations', context)
    // The axis reaches up to the peak only if the peak is drawn data.
    expect(drawnTexts(option)).toContain('400')
    expect(only(option.series)).toMatchObject({ sampling: 'minmax', showSymbol: false })
  })

  it('says the exact count of a point', () => {
    const option = trendOption([point(start, 2n ** 53n + 1n)], null, 'Risky operations', context)
    expect(tooltipAt(option, 0, true)).toContain('9007199254740993')
  })

  it('can be narrowed by brushing', () => {
    expect(trendOption(irregular, null, 'Risky operations', context).dataZoom).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 'slider', brushSelect: true })]),
    )
  })
})
