import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { auditInstance, startPages, type PagesServer } from './pages-server.ts'
import { endpoints, runHere, signedIn, type Ended } from './run.ts'

let server: PagesServer
beforeEach(async () => {
  server = await startPages()
  server.answers.risk = JSON.stringify({
    status: 'finished',
    generate_time: '2026-05-02 08:00:00',
    operation_statistics: [{ period: '2026-05-01 08:00:00', risk_operation_num: 7 }],
  })
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

/** The list of instances has one, in the zone it says, if any. */
function list(zone?: string): void {
  const instance = { instance_id: auditInstance, name: 'core', ...(zone && { timezone: zone }) }
  server.instead = (path) =>
    path.endsWith('/audit/instances')
      ? { status: 200, body: JSON.stringify({ instances: [instance], total: 1 }) }
      : null
}

const may = ['--from', '2026-05-01T00:00:00Z', '--to', '2026-05-02T00:00:00Z']
const ask = (...args: string[]): Promise<Ended> =>
  runHere([...args, ...may, ...endpoints(server)], { environment: signedIn })
const zoneOf = ({ stdout }: Ended): [string, string] => {
  const { meta } = JSON.parse(stdout) as { meta: { timeZone: string; timeZoneSource: string } }
  return [meta.timeZone, meta.timeZoneSource]
}
const sentTime = (): unknown => (JSON.parse(server.bodies.at(-1) ?? '{}') as { time: unknown }).time

describe.each(['sessions', 'risk'])('the zone of DBSS times, asked for %s', (command) => {
  const named = ['--instance', auditInstance]

  it('is UTC where nobody says another, and said to be assumed', async () => {
    const json = await ask(command, ...named, '--format', 'json')
    expect(json.code).toBe(0)
    expect(sentTime()).toEqual({
      start_time: '2026-05-01 00:00:00',
      end_time: '2026-05-02 00:00:00',
    })
    expect(zoneOf(json)).toEqual([
      'UTC',
      'assumed, since the list of instances, which may name one, was not asked',
    ])
    expect((await ask(command, ...named)).stderr).toContain('\nDBSS times are in UTC: assumed, ')
  })

  it('is what the list of instances says, where it was asked', async () => {
    list('UTC+08:00')
    const json = await ask(command, '--format', 'json')
    expect(sentTime()).toEqual({
      start_time: '2026-05-01 08:00:00',
      end_time: '2026-05-02 08:00:00',
    })
    expect(zoneOf(json)).toEqual(['+08:00', 'the list of instances says so'])
    list()
    expect(zoneOf(await ask(command, '--format', 'json'))).toEqual([
      'UTC',
      'assumed, since the list of instances names none',
    ])
  })

  it('is the one typed, whatever the list says', async () => {
    list('UTC+08:00')
    const json = await ask(command, '--format', 'json', '--dbss-time-zone', 'America/New_York')
    expect(sentTime()).toEqual({
      start_time: '2026-04-30 20:00:00',
      end_time: '2026-05-01 20:00:00',
    })
    expect(zoneOf(json)).toEqual(['America/New_York', 'given as --dbss-time-zone'])
  })
})

describe('a time zone', () => {
  it('heads the table whose times are in it', async () => {
    const { stdout } = await ask('risk', '--instance', auditInstance, '--dbss-time-zone', '+08:00')
    expect(stdout).toContain('│ Period (+08:00) ')
  })

  it('that is none is a wrong use', async () => {
    const { code, stderr } = await ask('risk', '--dbss-time-zone', 'Mars')
    expect(code).toBe(2)
    expect(stderr).toContain('must be a time zone, such as UTC, Asia/Shanghai or +08:00')
    expect(server.asked).toEqual([])
  })

  it('is no matter of the kill log, whose times carry their own', async () => {
    const { code, stderr } = await ask('kill-log', '--dbss-time-zone', 'UTC')
    expect([code, stderr]).toEqual([2, expect.stringContaining('no option --dbss-time-zone')])
  })
})
