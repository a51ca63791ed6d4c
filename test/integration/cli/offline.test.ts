import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSimulator, type SimulatedTenant } from '../../../src/simulator/simulator.ts'
import { noSockets, run, runHere, type Ended } from './run.ts'

interface Printed {
  data: unknown
  meta: {
    origin: string
    demo: boolean
    account: Record<string, string>
    endpoint: string
    fetchedAt: string
    timeZone: string | null
    parameters: { range?: { from: string; to: string; note?: string } }
    coverage: { complete: boolean; reasons: string[]; windows?: unknown[] }
    requests: unknown[]
  }
}
const parse = ({ stdout }: Ended): Printed => JSON.parse(stdout) as Printed

const day = 24 * 3_600_000
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString()
const bounds = ['--from', ago(20), '--to', ago(2)]

let folder: string
let place: Record<string, string>
let endpoints: string[]
/** What the service answered, by what was typed, in each form; asked while there was one. */
const online = new Map<string, Ended>()
let audit: string
let ddm: string
let database: string

const questions = (): Record<string, string[]> => ({
  summary: ['summary'],
  'audit instances': ['instances'],
  'DDM instances': ['instances', '--service', 'ddm'],
  databases: ['databases', '--instance', audit],
  'sessions of a preset': ['sessions', '--instance', audit, '--last', 'DAY'],
  'sessions between times': ['sessions', '--instance', audit, ...bounds],
  'sessions of a database': ['sessions', '--instance', audit, '--last', 'WEEK', '--db', database],
  risk: ['risk', '--instance', audit, '--last', 'MONTH', '--dbss-time-zone', 'Asia/Shanghai'],
  analyses: ['analyses', '--instance', audit],
  'kill log': ['kill-log', '--instance', ddm, ...bounds],
})
const names = Object.keys(questions())
const formats = ['json', 'csv', 'table']

const signIn = (tenant: SimulatedTenant): Record<string, string> => ({
  HW_DOMAIN_NAME: tenant.domainName,
  HW_USER_NAME: tenant.userName,
  HW_USER_PASSWORD: tenant.password,
})

/** The command as it is typed without a network: opening any connection would end it. */
function offline(args: readonly string[], environment = place): Promise<Ended> {
  return run([...args, '--offline', '--archive', folder, ...endpoints], {
    environment,
    preload: [noSockets],
  })
}

/** The same, quicker, without that proof. */
function offlineHere(args: readonly string[]): Promise<Ended> {
  return runHere([...args, '--offline', '--archive', folder, ...endpoints], { environment: place })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offline-'))
  // Stands still while one question is asked in all forms: what a preset counts grows with time.
  let clock = Date.now()
  const simulator = await startSimulator({ seed: 11, killRecords: 3_000, now: () => clock })
  const { iam, dbss, ddm: ddmUrl } = simulator
  const [tenant] = simulator.tenants
  endpoints = ['--dbss-endpoint', dbss, '--ddm-endpoint', ddmUrl]
  place = { HW_REGION_NAME: tenant!.region, HW_PROJECT_ID: tenant!.projectId }
  const quick = ['--ddm-per-minute', '6000', '--dbss-per-second', '100']
  const ask = (args: readonly string[]): Promise<Ended> =>
    runHere([...args, ...endpoints, '--iam-endpoint', iam, ...quick, '--archive', folder], {
      environment: { ...place, ...signIn(tenant!) },
    })
  const first = async (...args: string[]): Promise<string> => {
    const [row] = parse(await ask([...args, '--format', 'json'])).data as Record<string, string>[]
    return row!['instance_id'] ?? row!['id'] ?? ''
  }
  audit = await first('instances')
  ddm = await first('instances', '--service', 'ddm')
  database = await first('databases', '--instance', audit)
  for (const [name, args] of Object.entries(questions())) {
    clock = Date.now()
    for (const format of formats) {
      online.set(`${name} ${format}`, await ask([...args, '--format', format]))
    }
  }
  await simulator.close()
}, 120_000)
afterAll(() => rm(folder, { recursive: true }))

describe('with the network gone', () => {
  it.each(names)('%s is what the service said, in every form', async (name) => {
    const args = questions()[name]!
    for (const format of formats) {
      const then = online.get(`${name} ${format}`)!
      const ask = format === 'json' ? offline : offlineHere
      const now = await ask([...args, '--format', format])
      expect([then.code, now.code], now.stderr).toEqual([0, 0])
      if (format !== 'json') {
        expect(now.stdout).toBe(then.stdout)
        expect(now.stderr).toMatch(/ of .*, as of 20.*, from the archive .*\.duckdb\./)
        continue
      }
      const [was, is] = [parse(then), parse(now)]
      expect(is.data).toEqual(was.data)
      expect(is.meta.coverage.complete).toBe(true)
      expect([was.meta.origin, is.meta.origin]).toEqual(['service', 'archive'])
      expect(is.meta.endpoint).toBe(was.meta.endpoint)
      expect(is.meta.timeZone).toBe(was.meta.timeZone)
      expect(is.meta.account).toMatchObject({
        region: was.meta.account['region'],
        projectId: was.meta.account['projectId'],
      })
      expect(Object.keys(is.meta)).toEqual(Object.keys(was.meta))
      // The same requests, or those of a later form of the same question.
      expect(is.meta.requests.length).toBeGreaterThanOrEqual(was.meta.requests.length)
      expect(Date.parse(is.meta.fetchedAt)).toBeLessThan(Date.now() - 1)
      expect(Object.keys(is.meta.requests[0] as object)).toEqual(
        Object.keys(was.meta.requests[0] as object),
      )
    }
  })

  it('a command that did open a connection would have been ended by the test', async () => {
    const { code, stderr } = await run(['summary', '--demo'], { preload: [noSockets] })
    expect(code).toBe(99)
    expect(stderr).toContain('was called')
  })

  it('a preset ended when it was fetched, not now', async () => {
    const args = questions()['sessions of a database']!
    const now = parse(await offlineHere([...args, '--format', 'json']))
    const { from, to, note } = now.meta.parameters.range!
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * day)
    expect(to).toBe(now.meta.fetchedAt)
    expect(note).toContain('WEEK ended when it was fetched')
  })

  it('the instances to choose from are those of then', async () => {
    const { code, stderr } = await offlineHere(['analyses'])
    expect(code).toBe(2)
    expect(stderr).toContain('Which audit instance? Type --instance with one of these:')
    expect(stderr).toContain(audit)
  })

  it('a question nobody asked says what to type', async () => {
    for (const args of [
      ['sessions', '--instance', audit, '--last', 'HOUR'],
      ['risk', '--instance', audit, '--last', 'MONTH', '--db', database],
      ['analyses', '--instance', 'another'],
    ]) {
      const { code, stdout, stderr } = await offlineHere(args)
      expect([code, stdout]).toEqual([1, ''])
      expect(stderr).toContain('not-found: The archive has no answer to this question.')
      expect(stderr).toContain('Collect it with sync, or ask the service by the same command')
    }
  })

  it('a kill log that was never collected says how to', async () => {
    const { code, stdout, stderr } = await offlineHere([
      ...['kill-log', '--instance', 'elsewhere', '--last', 'WEEK'],
    ])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('Collect it first: sync --instance elsewhere --last WEEK')
  })

  it('a kill log that was collected in part is printed with what is missing', async () => {
    const args = ['kill-log', '--instance', ddm, '--from', ago(30), '--to', ago(2)]
    const { code, stdout, stderr } = await offlineHere([...args, '--format', 'csv'])
    expect(code).toBe(3)
    expect(stdout).toBe(online.get('kill log csv')!.stdout)
    expect(stderr).toMatch(/Incomplete: 20.* to 20.*: not asked for/)
  })

  it('a preset of the kill log ends where the archive does, and says so', async () => {
    const week = await offlineHere([
      ...['kill-log', '--instance', ddm, '--last', 'WEEK', '--format', 'json'],
    ])
    expect(week.code).toBe(0)
    expect(week.stderr).toMatch(/^WEEK ends at 20.*, up to where the archive has this kill log\.\n/)
    const { to, note } = parse(week).meta.parameters.range!
    expect(Math.abs(Date.parse(to) - Date.parse(bounds[3]!))).toBeLessThanOrEqual(1_000)
    expect(note).toContain('up to where the archive has')
  })

  it('the zone is that of then; to want another is a wrong use', async () => {
    const of = ['risk', '--instance', audit, '--last', 'MONTH']
    const json = await offlineHere([...of, '--format', 'json'])
    expect(parse(json).meta.timeZone).toBe('Asia/Shanghai')
    const other = await offlineHere([...of, '--dbss-time-zone', 'UTC'])
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('the archive was answered in Asia/Shanghai')
  })

  it('no password is needed, and without a project the only archive is used and named', async () => {
    const { code, stderr } = await run(['summary', '--offline', '--archive', folder], {
      preload: [noSockets],
    })
    expect(code).toBe(0)
    expect(stderr).toMatch(/^Using the only archive in .*: .*HW_PROJECT_ID=/)
  })

  it('another project than those archived is not mixed up with them', async () => {
    const { code, stdout, stderr } = await offline(['summary'], {
      ...place,
      HW_PROJECT_ID: 'f'.repeat(32),
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(
      `There is no archive of region ${place['HW_REGION_NAME']!}, project ffff`,
    )
    expect(stderr).toContain(`HW_PROJECT_ID=${place['HW_PROJECT_ID']!}`)
  })

  it('the same project at other endpoints is another archive', async () => {
    const { code, stderr } = await run(['summary', '--offline', '--archive', folder], {
      environment: place,
    })
    expect(code).toBe(1)
    expect(stderr).toContain('There is no archive of')
  })

  it('an empty folder says how to fill it, and stays empty', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'offline-'))
    const { code, stderr } = await run(['summary', '--offline', '--archive', empty], {
      environment: place,
    })
    expect(code).toBe(1)
    expect(stderr).toContain('Collect one with sync')
    expect(await readdir(empty)).toEqual([])
    await rm(empty, { recursive: true })
  })
})
