import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatShare, percentUnits, sumKnown } from '../../../src/renderer/figures/share.ts'

describe('a share', () => {
  it('is exact to one decimal of a percent', () => {
    expect(formatShare(33n, 100n, 'en')).toBe('33.0%')
    expect(formatShare(1n, 3n, 'en')).toBe('33.3%')
    expect(formatShare(2n, 3n, 'en')).toBe('66.7%')
  })

  it('rounds a half up, where floating point would waver', () => {
    expect(formatShare(1n, 80n, 'en')).toBe('1.3%')
    expect(formatShare(3n, 2000n, 'en')).toBe('0.2%')
  })

  it('is unknown without a whole, and when either count is unknown', () => {
    expect(formatShare(3n, 0n, 'en')).toBe('—')
    expect(formatShare(null, 10n, 'en')).toBe('—')
    expect(formatShare(1n, null, 'en')).toBe('—')
  })

  it('never reads as nothing when there is something, nor as all when there is a rest', () => {
    expect(formatShare(1n, 1_000_000n, 'en')).toBe('<0.1%')
    expect(formatShare(999_999n, 1_000_000n, 'en')).toBe('>99.9%')
    expect(formatShare(0n, 1_000_000n, 'en')).toBe('0.0%')
    expect(formatShare(1_000_000n, 1_000_000n, 'en')).toBe('100.0%')
  })

  it('tells apart counts that a double can not', () => {
    const whole = 2n ** 53n + 1n
    expect(formatShare(whole - 1n, whole, 'en')).toBe('>99.9%')
    expect(formatShare(whole, whole, 'en')).toBe('100.0%')
  })

  it('may exceed the whole, since the service need not be consistent', () => {
    expect(formatShare(3n, 2n, 'en')).toBe('150.0%')
  })

  it('takes as many decimals as asked, in the manner of the locale', () => {
    expect(formatShare(1_597_508n, 120_267_839n, 'en', 2)).toBe('1.33%')
    expect(formatShare(1n, 3n, 'de')).toBe('33,3\u00a0%')
  })

  it('is never more than half a unit from the true fraction', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 70n), fc.bigInt(1n, 2n ** 70n), (part, whole) => {
        const units = percentUnits(part, whole, 1)
        if (units === null) throw new Error('there is a whole')
        const doubled = 2n * (units * whole - part * 1000n)
        expect(doubled > -whole && doubled <= whole).toBe(true)
      }),
    )
  })
})

describe('a sum', () => {
  it('is exact beyond 2^53', () => {
    expect(sumKnown([2n ** 53n, 1n])).toEqual({ sum: 9_007_199_254_740_993n, unknown: 0 })
  })

  it('says how many counts it lacks instead of taking them for 0', () => {
    expect(sumKnown([4n, null, 0n, null])).toEqual({ sum: 4n, unknown: 2 })
  })
})
