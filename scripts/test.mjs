// `npm test`: every test but the long ones, then what was left out and why, and one line of counts.
// Arguments are Vitest's, such as a path or `-t name`; `npm run test:long` and
// `npm run test:windows` choose the long ones.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pinnedNode, root } from './lib/project.mjs'
import {
  closingLine,
  countSkippedE2e,
  countTests,
  listFailures,
  listFlaky,
  withResultsOf,
  worthASecondRun,
} from './lib/test-report.mjs'
import { whyNoWindow } from './lib/window.mjs'

const args = process.argv.slice(2)
const choosesProject = args.some((arg) => arg.startsWith('--project'))

/**
 * @template T
 * @param {string} file
 * @param {T} otherwise where there is no such file
 * @returns {T}
 */
function read(file, otherwise) {
  if (!existsSync(file)) return otherwise
  /** @type {T} */
  const value = JSON.parse(readFileSync(file, 'utf8'))
  return value
}

/**
 * @param {string} name of the reports' files
 * @param {string[]} files all of them where none is named
 */
function runTests(name, files = []) {
  const reportFile = join(root, 'test-results', `${name}.json`)
  const outsideFile = join(root, 'test-results', `${name}-outside.json`)
  rmSync(reportFile, { force: true })
  rmSync(outsideFile, { force: true })
  const { status, signal } = spawnSync(
    pinnedNode(),
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      `--reporter=${join(root, 'scripts', 'lib', 'outside-reporter.mjs')}`,
      `--outputFile.outside=${outsideFile}`,
      ...(choosesProject ? [] : ['--project=!long*']),
      ...args,
      ...files,
    ],
    { cwd: root, stdio: 'inherit' },
  )
  /** @type {import('./lib/test-report.mjs').Report} */
  const report = { ...read(reportFile, { testResults: [] }), outside: read(outsideFile, []) }
  return { ended: status === 0 ? null : (signal ?? `exit code ${status}`), report }
}

let { ended, report } = runTests('vitest')

// A machine shared with others may hold a test up for longer than it waits. What failed by itself
// fails again, alone; what doesn't is still told, since it may be a race of the product's.
const again = process.env['CI'] === 'true' ? worthASecondRun(report) : []
if (again.length > 0) {
  console.log(`Once more, with nothing beside: ${again.join(', ')}`)
  const first = report
  const second = runTests('vitest-again', again)
  ended = second.ended
  report = withResultsOf(second.report, first)
  for (const flaky of listFlaky(first, report)) console.log(flaky)
}

const counts = countTests(report)

const skipped = countSkippedE2e(report)
const obstacle = whyNoWindow()
if (skipped > 0 && obstacle !== null) {
  console.log(`
************************************************************************
  ${skipped} TESTS OF THE WINDOW WERE SKIPPED: ${obstacle.why}.
  To run them: ${obstacle.remedy}.
************************************************************************
`)
}

// Where a window is promised, a test that isn't run is a test that fails.
const promised = process.env['CI'] === 'true' && Boolean(process.env['WITH_ELECTRON'])
if (promised && counts.skipped > 0) {
  console.log(`${counts.skipped} tests were skipped where none may be.`)
  process.exitCode = 1
}
if (ended !== null || counts.failed > 0) process.exitCode = 1
if (ended !== null && counts.failed === 0) {
  console.log(`FAILED outside of any test: Vitest ended with ${ended}, and no test says why`)
  counts.failed = 1
}
for (const failure of listFailures(report)) console.log(failure)
console.log(closingLine(counts))
