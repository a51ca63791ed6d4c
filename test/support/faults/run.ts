import { ask, openCloud, type WayIn } from './cloud.ts'
import { judge, type Ending } from './judge.ts'
import { faultsOf, timings, type Timing } from './plan.ts'
import type { Asked } from './questions.ts'

/** The longest a single question may take, in milliseconds, however much goes wrong. */
const limit = 10_000

/** When a fault doesn't strike the same request twice. */
const passing: readonly Timing[] = ['the first time', 'the second time', 'every other time']

export type Endings = {
  what: string
  ending: Ending | null
  /** What was wrong with the ending; `null` when nothing was. */
  wrong: string | null
}[]

/** Lets every fault strike one endpoint, one after the other. */
export async function endingsOf(
  endpoint: Asked,
  ways: readonly WayIn[],
  moments: readonly Timing[],
): Promise<Endings> {
  const cloud = await openCloud()
  const endings: Endings = []
  try {
    for (const way of ways) {
      const truth = await ask(cloud, endpoint, way, 'long', limit)
      if ('error' in truth) throw truth.error
      if (truth.rows.length === 0 || truth.missing.length > 0) {
        throw new Error(`${endpoint} is not complete without any fault`)
      }
      for (const named of faultsOf(endpoint)) {
        for (const moment of moments) {
          const when = timings[moment]
          const rule = { match: { endpoint }, fault: named.fault }
          cloud.simulator.setFaults({ rules: [when === null ? rule : { ...rule, when }] })
          const canPass = named.passes && passing.includes(moment)
          const told = await ask(cloud, endpoint, way, canPass ? 'long' : 'short', limit)
          cloud.simulator.setFaults({})
          const what = `${endpoint}, ${way}: ${named.name}, ${moment}`
          try {
            const ending = judge(told, truth.rows, named)
            const wrong = canPass && ending !== 'complete'
            endings.push({ what, ending, wrong: wrong ? `passed, and left it ${ending}` : null })
          } catch (error) {
            endings.push({ what, ending: null, wrong: String(error) })
          }
        }
      }
    }
  } finally {
    await cloud.simulator.close()
  }
  return endings
}
