import { afterAll, describe, expect, it } from 'vitest'
import { waysIn } from '../support/faults/cloud.ts'
import { describeMatrix } from '../support/faults/describe.ts'
import { timings, type Timing } from '../support/faults/plan.ts'
import { asked } from '../support/faults/questions.ts'
import { endingsOf, type Endings } from '../support/faults/run.ts'

const moments = Object.keys(timings) as Timing[]

describe('every fault, at every endpoint, at every time, for a password and for a key', () => {
  const all: Endings = []
  afterAll(() => {
    process.stdout.write(describeMatrix(all, waysIn.length, moments.length))
  })

  it.concurrent.each(asked)(
    'ends in all of the %s, in some and says so, or in one clear error',
    async (endpoint) => {
      const endings = await endingsOf(endpoint, waysIn, moments)
      all.push(...endings)
      expect(endings.flatMap(({ what, wrong }) => (wrong === null ? [] : [what, wrong]))).toEqual(
        [],
      )
    },
  )
})
