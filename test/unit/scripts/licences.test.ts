import { describe, expect, it } from 'vitest'
import { licenceProblems } from '../../../scripts/lib/licences.mjs'

const problemsOf = (license?: string) =>
  licenceProblems({
    packages: { 'node_modules/a/node_modules/@scope/b': license === undefined ? {} : { license } },
  })

describe('Licences', () => {
  it.each(['MIT', '(MIT OR WTFPL)', '(GPL-3.0 OR Apache-2.0)', '(MIT AND ISC)'])(
    'are in order when permissive: %s',
    (license) => {
      expect(problemsOf(license)).toEqual([])
    },
  )

  it.each(['GPL-3.0', '(MIT AND GPL-3.0)', 'SEE LICENSE IN LICENSE'])(
    'are a problem otherwise: %s',
    (license) => {
      expect(problemsOf(license)).toEqual([`@scope/b: ${license}`])
    },
  )

  it('are a problem when none is stated', () => {
    expect(problemsOf()).toEqual(['@scope/b: no licence stated'])
  })
})
