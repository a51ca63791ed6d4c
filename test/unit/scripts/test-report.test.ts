import { describe, expect, it } from 'vitest'
import {
  closingLine,
  countSkippedE2e,
  countTests,
  listFailures,
  listFlaky,
  withResultsOf,
  worthASecondRun,
} from '../../../scripts/lib/test-report.mjs'

const file = (name: string, status: string, ...tests: string[]) => ({
  name,
  status,
  message: '',
  assertionResults: tests.map((test, index) => ({
    status: test,
    fullName: `says ${index}`,
    failureMessages: test === 'failed' ? ['Error: 3 is not 4\n    at a.test.ts:1:1'] : [],
  })),
})

const log = `${'x'.repeat(400)} signal=SIGSEGV`
const dim = (text: string): string => `\u001B[2m  - ${text}\u001B[22m`

describe('The counts of a test run', () => {
  it('counts tests by how they ended', () => {
    const testResults = [
      file('a.test.ts', 'failed', 'passed', 'failed', 'skipped'),
      file('b.test.ts', 'passed', 'passed', 'pending', 'todo'),
    ]
    expect(countTests({ testResults, outside: [] })).toEqual({ passed: 2, failed: 1, skipped: 3 })
  })

  it('counts a file that could not be loaded as one failure', () => {
    const testResults = [file('broken.test.ts', 'failed'), file('b.test.ts', 'passed', 'passed')]
    expect(countTests({ testResults, outside: [] })).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('tells the skipped tests of the window apart', () => {
    const testResults = [
      file('/p/test/e2e/window.e2e.ts', 'passed', 'skipped', 'skipped'),
      file('/p/test/unit/a.test.ts', 'passed', 'skipped'),
    ]
    expect(countSkippedE2e({ testResults, outside: [] })).toBe(2)
  })

  it('names what failed, and why in one line', () => {
    const testResults = [
      file('a.test.ts', 'failed', 'passed', 'failed'),
      { ...file('broken.test.ts', 'failed'), message: 'SyntaxError: no\n  here\n' },
      { ...file('c.test.ts', 'failed'), message: `no start\n${dim(log)}\n    at c.test.ts:1:1` },
      file('d.test.ts', 'failed'),
      file('b.test.ts', 'passed', 'passed', 'skipped'),
    ]
    expect(listFailures({ testResults, outside: [] })).toEqual([
      'FAILED a.test.ts > says 1: Error: 3 is not 4',
      'FAILED broken.test.ts: SyntaxError: no | here',
      `FAILED c.test.ts: no start | …${log.slice(-300)}`,
      'FAILED d.test.ts: no reason was given',
    ])
  })

  it('closes with one plain line', () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped')
  })
})

describe('A second run of what failed', () => {
  const passed = file('a.test.ts', 'passed', 'passed')
  const failed = file('b.test.ts', 'failed', 'passed', 'failed')
  const first = { testResults: [passed, failed], outside: [] }

  it('is for a few files, not for many', () => {
    expect(worthASecondRun(first)).toEqual(['b.test.ts'])
    const many = ['c', 'd', 'e'].map((name) => file(name, 'failed', 'failed'))
    expect(worthASecondRun({ testResults: [failed, ...many], outside: [] })).toEqual([])
  })

  it('counts in place of the first, which is still told', () => {
    const second = { testResults: [file('b.test.ts', 'passed', 'passed', 'passed')], outside: [] }
    const last = withResultsOf(second, first)
    expect(countTests(last)).toEqual({ passed: 3, failed: 0, skipped: 0 })
    expect(listFlaky(first, last)).toEqual(['FLAKY b.test.ts > says 1: Error: 3 is not 4'])
  })

  it('leaves a failure a failure when it comes again, or when it never ran', () => {
    for (const testResults of [[failed], []]) {
      const last = withResultsOf({ testResults, outside: [] }, first)
      expect(countTests(last).failed).toBe(1)
      expect(listFlaky(first, last)).toEqual([])
    }
  })
})

describe('An error outside of any test', () => {
  const rejected = {
    name: 'a.test.ts',
    test: 'says 0',
    message: 'Unhandled Rejection: Error: nobody waited\n    at a.ts:1:1',
    cause: null,
  }
  const ofTheRunner = {
    name: null,
    test: null,
    message: 'Unhandled Error: Error: a worker died',
    cause: 'Error: exit code 134\n    at b.ts:1:1',
  }
  const testResults = [file('a.test.ts', 'passed', 'passed')]
  const first = { testResults, outside: [rejected] }

  it('is a failure, and tells what ran and why', () => {
    const report = { testResults, outside: [rejected, ofTheRunner] }
    expect(countTests(report)).toEqual({ passed: 1, failed: 2, skipped: 0 })
    expect(listFailures(report)).toEqual([
      'FAILED outside of any test while a.test.ts > says 0 ran: Unhandled Rejection: Error: nobody waited',
      'FAILED outside of any test: Unhandled Error: Error: a worker died (because of Error: exit code 134)',
    ])
  })

  it('has its file run once more, where it is known, and is still told', () => {
    expect(worthASecondRun(first)).toEqual(['a.test.ts'])
    const last = withResultsOf({ testResults, outside: [] }, first)
    expect(countTests(last).failed).toBe(0)
    expect(listFlaky(first, last)).toEqual([
      'FLAKY outside of any test while a.test.ts > says 0 ran: Unhandled Rejection: Error: nobody waited',
    ])
  })

  it('stays a failure when it comes again, or when nothing could be run once more', () => {
    const again = withResultsOf(first, first)
    expect(countTests(again).failed).toBe(1)
    expect(listFlaky(first, again)).toEqual([])
    const unknown = withResultsOf(first, { testResults, outside: [ofTheRunner] })
    expect(countTests(unknown).failed).toBe(2)
  })
})
