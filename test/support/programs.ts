import process from 'node:process'
import { isInstalled, testPrograms } from '../../scripts/lib/linux.mjs'

/**
 * Looks whether a program is there. A machine that only checks (`CI`) has got it from
 * `scripts/setup.mjs`; that it isn't there is an error then, never a test left out.
 * @returns why it isn't, for the test to be skipped with; `null` when it is
 */
export function whyWithout(program: keyof typeof testPrograms): string | null {
  if (isInstalled(program)) return null
  const why = `${program} is not installed; type: sudo apt-get install -y ${testPrograms[program]}`
  if (process.env['CI'] !== undefined) throw new Error(why)
  return why
}
