import { describe, expect, it } from 'vitest'
import { asked } from '../../support/faults/questions.ts'
import { fuzz } from '../../support/fuzz/run.ts'

describe('300 mutated answers', () => {
  it.each(asked)(
    'to the question for %s are each a valid answer or a clear error',
    async (endpoint) => {
      const { answers, errors } = await fuzz(endpoint, 300)
      // Mutations that are all refused, or all harmless, would prove little.
      expect(Math.min(answers, errors)).toBeGreaterThan(20)
    },
    60_000,
  )
})
