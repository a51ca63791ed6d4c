import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ddmInstance, startPages, type PagesServer } from './pages-server.ts'
import { endpoints, run, runHere, signedIn, type Ended } from './run.ts'

let server: PagesServer
beforeEach(async () => {
  server = await startPages()
})
afterEach(() => server.close())

/** Two months are nine windows, each one request. */
const killLog = [
  ...['kill-log', '--instance', ddmInstance, '--format', 'csv'],
  ...['--from', '2026-05-01T00:00:00Z', '--to', '2026-07-01T00:00:00Z'],
]
const throttled = {
  status: 429,
  body: '{"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached"}',
}

describe('the pace', () => {
  it('is that of the option: what is over it waits, and is said', async () => {
    const stopped = new AbortController()
    const held = runHere([...killLog, '--ddm-per-minute', '3', ...endpoints(server)], {
      environment: signedIn,
      signal: stopped.signal,
      onWords: (text) => {
        if (text.includes('Waiting')) stopped.abort()
      },
    })
    const { code, stderr } = await held
    expect(stderr).toMatch(/^Waiting for the limit of DDM, resumes in (61|60|59) s\.\nStopped\.\n$/)
    expect(code).toBe(130)
    expect(server.asked.filter((one) => one.includes('processes-audit-log'))).toHaveLength(3)
  })

  it('lets a kill log of two months pass without a wait, if nothing is typed', async () => {
    const { code, stderr } = await runHere([...killLog, ...endpoints(server)], {
      environment: signedIn,
    })
    expect(code).toBe(0)
    expect(stderr).not.toContain('Waiting')
  })

  it.each([
    ['--ddm-per-minute', '0'],
    ['--ddm-per-minute', '2.5'],
    ['--dbss-per-second', 'many'],
    ['--dbss-per-second', '101'],
    ['--dbss-per-second', ''],
  ])('%s %j is a wrong use', async (option, value) => {
    const { code, stderr } = await runHere(['summary', option, value, ...endpoints(server)], {
      environment: signedIn,
    })
    expect(code).toBe(2)
    expect(stderr).toContain(`'${option} <number>'`)
    expect(server.asked).toEqual([])
  })

  it('and a CA file are no matter of the demo', async () => {
    for (const args of [
      ['--ddm-per-minute', '3'],
      ['--dbss-per-second', '3'],
      ['--ca-file', 'x'],
    ]) {
      const { code, stderr } = await runHere(['summary', '--demo', ...args])
      expect(code).toBe(2)
      expect(stderr).toContain('--demo uses no network')
    }
  })
})

describe('what may pass', () => {
  const patience = { budget: 5_000, firstDelay: 20, longestDelay: 20, throttledDelay: 40 }
  const failFirst = (times: number, answer: { status: number; body: string }): void => {
    let failed = 0
    server.instead = (path) => (path.includes('summary') && failed++ < times ? { ...answer } : null)
  }
  const ask = (): Promise<Ended> =>
    runHere(['summary', '--format', 'json', ...endpoints(server)], {
      environment: signedIn,
      patience,
    })

  it('is waited for, with one line of words however often it is tried', async () => {
    failFirst(3, throttled)
    const { code, stderr } = await ask()
    expect(code).toBe(0)
    expect(stderr).toBe('Waiting for the limit of DBSS, resumes in 1 s.\n')
    expect(server.asked.filter((one) => one.includes('summary'))).toHaveLength(4)
  })

  it('is told apart from a limit', async () => {
    failFirst(1, { status: 503, body: '{"error_code":"APIGW.0613","error_msg":"down"}' })
    const { code, stderr } = await ask()
    expect(code).toBe(0)
    expect(stderr).toBe('DBSS failed or could not be reached; asking again in 1 s.\n')
  })

  it('is waited for as long as the service asks, by the command itself', async () => {
    failFirst(1, { ...throttled, ...{ headers: { 'retry-after': '1' } } })
    const started = performance.now()
    const { code, stderr } = await run(['summary', '--format', 'json', ...endpoints(server)], {
      environment: signedIn,
    })
    expect(code).toBe(0)
    expect(stderr).toBe('Waiting for the limit of DBSS, resumes in 1 s.\n')
    expect(performance.now() - started).toBeGreaterThan(1000)
  })

  it('and doesn’t is an error after all', async () => {
    failFirst(1_000, throttled)
    const { code, stdout, stderr } = await runHere(['summary', ...endpoints(server)], {
      environment: signedIn,
      patience: { ...patience, budget: 200 },
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/throttled: Database Security Service answered 429/)
  })
})
