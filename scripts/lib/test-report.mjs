import { stripVTControlCharacters } from 'node:util'

/**
 * The part of Vitest's JSON report that is read here.
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} TestResult
 * @typedef {{
 *   assertionResults: TestResult[], name: string, status: string, message: string
 * }} FileResult
 * @typedef {{
 *   name: string | null, test: string | null, message: string, cause: string | null
 * }} OutsideError what was caught outside of any test: the file that ran, and the test, if known
 * @typedef {{ testResults: FileResult[], outside: OutsideError[] }} Report
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * Counts tests. A file that could not be loaded has no tests to count, and is one failure, and so
 * is an error outside of any test.
 * @param {Report} report
 * @returns {Counts}
 */
export function countTests({ testResults, outside }) {
  const counts = { passed: 0, failed: outside.length, skipped: 0 }
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
  const ofWindows = testResults.filter(({ name }) => name.endsWith('.e2e.ts'))
  return countTests({ testResults: ofWindows, outside: [] }).skipped
}

/**
 * What failed, a line each: where the rest of a long log is cut off, its end still tells.
 * @param {Report} report
 * @returns {string[]} `FAILED file > test: why`, or `FAILED outside of any test …: why`
 */
export function listFailures({ testResults, outside }) {
  const inTests = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) {
      return status === 'failed' ? [`FAILED ${name}: ${inOneLine(message)}`] : []
    }
    return failed.map(
      ({ fullName, failureMessages: [why] }) => `FAILED ${name} > ${fullName}: ${inOneLine(why)}`,
    )
  })
  return [...inTests, ...outside.map(describeOutside)]
}

/** @param {OutsideError} error */
function describeOutside({ name, test, message, cause }) {
  const place = [name, test].filter(Boolean).join(' > ')
  const because = cause === null ? '' : ` (because of ${inOneLine(cause)})`
  return `FAILED outside of any test${place && ` while ${place} ran`}: ${inOneLine(message)}${because}`
}

/** With more files than this that fail, it isn't the machine. */
const mostByChance = 3

/**
 * The files to run once more before they count as failed.
 * @param {Report} report
 * @returns {string[]} none where so many failed that it can't be by chance
 */
export function worthASecondRun({ testResults, outside }) {
  const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)
  const all = new Set([...failed, ...outside.flatMap(({ name }) => name ?? [])])
  return all.size <= mostByChance ? [...all] : []
}

/**
 * @param {Report} second of some files
 * @param {Report} first of all of them
 * @returns {Report} the first with the second's results in place of its own
 */
export function withResultsOf(second, first) {
  const byName = new Map(second.testResults.map((file) => [file.name, file]))
  return {
    testResults: first.testResults.map((file) => byName.get(file.name) ?? file),
    outside: [...first.outside.filter(({ name }) => !byName.has(name ?? '')), ...second.outside],
  }
}

/**
 * What failed at first and passed then, with why it failed.
 * @param {Report} first
 * @param {Report} last
 * @returns {string[]} `FLAKY file > test: why`
 */
export function listFlaky(first, last) {
  const failed = new Set(last.outside.map(({ name }) => name))
  const passed = new Set(
    last.testResults
      .filter(({ name, status }) => status === 'passed' && !failed.has(name))
      .map(({ name }) => name),
  )
  return listFailures({
    testResults: first.testResults.filter(({ name }) => passed.has(name)),
    outside: first.outside.filter(({ name }) => passed.has(name ?? '')),
  }).map((line) => line.replace('FAILED', 'FLAKY'))
}

/** As many characters of what follows a reason's first line are told, of its end. */
const mostDetail = 300

/**
 * The reason in one line: its first, and the end of those before the stack, which is where a
 * program that could not be started says what became of it.
 * @param {string | undefined} text
 */
function inOneLine(text) {
  const lines = stripVTControlCharacters(text ?? '').split('\n')
  const stack = lines.findIndex((line) => /^ {4}at /.test(line))
  const [first, ...rest] = (stack < 0 ? lines : lines.slice(0, stack))
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const detail = rest.join(' | ')
  const end = detail.length > mostDetail ? `…${detail.slice(-mostDetail)}` : detail
  return [first ?? 'no reason was given', ...(end === '' ? [] : [end])].join(' | ')
}

/** The line that closes a test run. @param {Counts} counts */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
