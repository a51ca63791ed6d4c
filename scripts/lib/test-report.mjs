/**
 * The part of Vitest's JSON report that is read here.
 * @typedef {{ assertionResults: { status: string }[], name: string, status: string }} FileResult
 * @typedef {{ testResults: FileResult[] }} Report
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Counts tests. A file that could not be loaded has no tests to count, and is one failure.
 * @param {Report} report
 * @returns {Counts}
 */
export function countTests({ testResults }) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of testResults) {
    const before = counts.failed
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed++
      else if (status === 'failed') counts.failed++
      else counts.skipped++
    }
    if (file.status === 'failed' && counts.failed === before) counts.failed++
  }
  return counts
}

/**
 * @param {Report} report
 * @returns {number} how many tests of the window were skipped
 */
export function countSkippedE2e({ testResults }) {
  return countTests({ testResults: testResults.filter(({ name }) => name.endsWith('.e2e.ts')) })
    .skipped
}

/** The line that closes a test run. @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
