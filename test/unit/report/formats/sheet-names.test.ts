import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sheetNames } from '../../../../src/main/report/formats/sheet-names.ts'

describe('names of sheets', () => {
  it('are the titles, numbered from the second sheet on', () => {
    expect(
      sheetNames([
        ['Kill log', 3],
        ['风险', 1],
      ]),
    ).toEqual(['Kill log', 'Kill log 2', 'Kill log 3', '风险'])
  })

  it('lose what Excel refuses', () => {
    expect(sheetNames([["'Risk: [a/b]\\*?'", 1]])).toEqual(['Risk a b'])
    expect(sheetNames([['History', 1]])).toEqual(['History_'])
    expect(sheetNames([['[]', 1]])).toEqual(['Sheet'])
  })

  it('stay apart when cut, and whatever the case', () => {
    const long = 'The analyses of every single instance'
    expect(
      sheetNames([
        [long, 2],
        [long.toUpperCase(), 1],
      ]),
    ).toEqual([
      'The analyses of every single in',
      'The analyses of every single 2',
      'THE ANALYSES OF EVERY SINGLE 3',
    ])
  })

  it('are legal and apart for any titles', () => {
    const title = fc.string({ unit: 'grapheme', maxLength: 40 })
    fc.assert(
      fc.property(fc.array(fc.tuple(title, fc.integer({ min: 1, max: 12 }))), (titles) => {
        const names = sheetNames(titles)
        expect(names).toHaveLength(titles.reduce((sum, [, sheets]) => sum + sheets, 0))
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
        for (const name of names) {
          expect(name.length).toBeLessThanOrEqual(31)
          expect(name).toMatch(/^[^[\]:*?/\\]+$/)
          expect(name).not.toMatch(/^'|'$|^\s|\s$|^history$/i)
        }
      }),
    )
  })
})
