import { afterAll, describe, expect, it } from 'vitest'
import type { Ending } from '../../support/faults/judge.ts'
import { everywhere } from '../../support/faults/plan.ts'
import { asked } from '../../support/faults/questions.ts'
import { endingsOf, type Endings } from '../../support/faults/run.ts'

const moments = ['always', 'the first time', 'every other time'] as const

describe('every fault at every endpoint', () => {
  const all: Endings[] = []
  afterAll(() => {
    const count = (ending: Ending) => all.flat().filter((one) => one.ending === ending).length
    process.stdout.write(
      `fault matrix: ${everywhere.length} faults and those of single fields × ${asked.length} endpoints × ${moments.length} timings = ${all.flat().length} combinations: ${count('complete')} complete, ${count('incomplete')} incomplete and saying so, ${count('error')} one clear error\n`,
    )
  })

  it.concurrent.each(asked)(
    'ends in all of the %s, in some and says so, or in one clear error',
    async (endpoint) => {
      const endings = await endingsOf(endpoint, ['password'], moments)
      all.push(endings)
      const wrong = endings.flatMap((one) =>
        one.wrong === null ? [] : [`${one.what}: ${one.wrong}`],
      )
      expect(wrong).toEqual([])
    },
    120_000,
  )
})
