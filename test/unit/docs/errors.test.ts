import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorCodes } from '../../../src/shared/errors.ts'

it('docs/errors.md has a row for every error code, in the order of the code', () => {
  const table = readFileSync('docs/errors.md', 'utf8')
  const rows = [...table.matchAll(/^\| `([^`]+)` +\|/gm)].map((match) => match[1])
  expect(rows).toEqual([...errorCodes])
})
