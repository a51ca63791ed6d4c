import { describe, expect, it } from 'vitest'
import { asked } from '../support/faults/questions.ts'
import { fuzz } from '../support/fuzz/run.ts'

const runs = 10_000

describe(`${runs} mutated answers`, () => {
  it.each(asked)(
    'to the question for %s are each a valid answer or a clear error',
    async (endpoint) => {
      const { answers, errors } = await fuzz(endpoint, runs)
      process.stdout.write(
        `mutated answers: ${endpoint}: ${answers} valid, ${errors} clear errors\n`,
      )
      expect(answers + errors).toBe(runs)
      expect(Math.min(answers, errors)).toBeGreaterThan(runs / 10)
    },
  )
})
