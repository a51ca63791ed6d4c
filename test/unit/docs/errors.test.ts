import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeRule, errorRules } from '../../../src/main/huawei/error-table.ts'
import { errorCodes } from '../../../src/shared/errors.ts'

const table = readFileSync('docs/errors.md', 'utf8')
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

it('docs/errors.md has a row for every error code, in the order of the code', () => {
  const codes = rows.flatMap(([code = '']) => /^`([^`.]+)`$/.exec(code)?.[1] ?? [])
  expect(codes).toEqual([...errorCodes])
})

it('docs/errors.md has a row for everything a service can say, word for word', () => {
  const first = rows.findIndex(([head]) => head === 'What the service says')
  expect(rows.slice(first + 1)).toEqual(
    errorRules.map((rule) => [
      describeRule(rule),
      `\`${rule.code}\``,
      rule.retryable ? 'yes' : 'no',
      rule.hint,
    ]),
  )
})
