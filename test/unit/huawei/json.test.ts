import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson, stringifyJson } from '../../../src/main/huawei/json.ts'

describe('JSON without loss', () => {
  it('keeps every digit of a 64-bit integer', () => {
    expect(parseJson('{"total_sql": 9223372036854775807, "low": -9223372036854775808}')).toEqual({
      total_sql: 9223372036854775807n,
      low: -9223372036854775808n,
    })
  })

  it('leaves integers that a number holds exactly as numbers', () => {
    expect(parseJson('[9007199254740991, 9007199254740992]')).toEqual([
      9007199254740991,
      9007199254740992n,
    ])
  })

  it('leaves fractions, exponents and digits inside strings alone', () => {
    expect(parseJson('[0.12345678901234567, 1e300, "12345678901234567890"]')).toEqual([
      0.12345678901234567,
      1e300,
      '12345678901234567890',
    ])
  })

  it('writes what it read, for any integers', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (integers) => {
        const text = `[${integers.join(',')}]`
        expect(stringifyJson(parseJson(text))).toBe(text)
      }),
    )
  })

  it('reads what it wrote, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value)
        expect(stringifyJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('refuses what is not JSON', () => {
    expect(() => parseJson('<html>')).toThrow(SyntaxError)
    expect(() => parseJson('[1234567890123456')).toThrow(SyntaxError)
  })
})
