import { afterAll, describe, expect, it } from 'vitest'
import { describeMatrix } from '../../support/faults/describe.ts'
import { asked } from '../../support/faults/questions.ts'
import { endingsOf, type Endings } from '../../support/faults/run.ts'

const moments = ['always', 'the first time'] as const

describe('every fault at every endpoint', () => {
  const all: Endings = []
  afterAll(() => {
    process.stdout.write(describeMatrix(all, 1, moments.length))
  })

  it.concurrent.each(asked)(
    'ends in all of the %s, in some and says so, or in one clear error',
    async (endpoint) => {
      const endings = await endingsOf(endpoint, ['password'], moments)
      all.push(...endings)
      expect(endings.flatMap(({ what, wrong }) => (wrong === null ? [] : [what, wrong]))).toEqual(
        [],
      )
    },
    240_000,
  )
})
