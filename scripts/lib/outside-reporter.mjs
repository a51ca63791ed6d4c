// What Vitest catches outside of any test, such as a rejected promise nobody waited for. Its JSON
// report leaves that out, and a run fails for it although every test passed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** @typedef {import('vitest/node').Reporter} Reporter */

/**
 * Writes it where `--outputFile.outside` says.
 * @implements {Reporter}
 */
export default class OutsideReporter {
  #file = ''

  /** @param {import('vitest/node').Vitest} vitest */
  onInit({ config: { outputFile } }) {
    const files = /** @type {Record<string, string | undefined>} */ (
      typeof outputFile === 'object' ? outputFile : {}
    )
    this.#file = files['outside'] ?? ''
    if (this.#file === '') throw new Error('--outputFile.outside names no file.')
  }

  /**
   * @param {unknown} _modules
   * @param {readonly import('vitest').SerializedError[]} errors
   */
  onTestRunEnd(_modules, errors) {
    const outside = errors.map((error) => ({
      name: text(error['VITEST_TEST_PATH']),
      test: text(error['VITEST_TEST_NAME']),
      message: [text(error['type']), error.stack ?? error.message].filter(Boolean).join(': '),
      cause: text(/** @type {Partial<Error> | undefined} */ (error.cause)?.message),
    }))
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify(outside))
  }
}

/** @param {unknown} value */
function text(value) {
  return typeof value === 'string' ? value : null
}
