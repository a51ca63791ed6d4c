import { describe, expect, it } from 'vitest'
import { tsvOf } from '../../../src/renderer/figures/tsv.ts'

describe('rows for the clipboard', () => {
  it('stand between tabs below their headings, counts with all their digits', () => {
    expect(tsvOf(['User', 'Sessions'], [['root', 9_007_199_254_740_993n]])).toBe(
      'User\tSessions\nroot\t9007199254740993',
    )
  })

  it('leave a cell empty where nothing was sent', () => {
    expect(tsvOf(['A', 'B'], [[null, '']])).toBe('A\tB\n\t')
  })

  it('stay one cell each, whatever a name contains', () => {
    expect(tsvOf(['A', 'B'], [['a\tb', 'c\n"d"']])).toBe('A\tB\n"a\tb"\t"c\n""d"""')
  })

  it('can’t run as a formula, while a number keeps its sign', () => {
    expect(tsvOf(['A', 'B'], [['=cmd|calc', -3n]])).toBe("A\tB\n'=cmd|calc\t-3")
  })
})
