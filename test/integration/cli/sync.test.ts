import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  account,
  auditInstance,
  ddmInstance,
  killRecord,
  startPages,
  type PagesServer,
} from './pages-server.ts'
import { endpoints, runHere, signedIn, type Ended } from './run.ts'

const day = 24 * 3_600_000
const may1 = Date.parse('2026-05-01T00:00:00Z')
const may = ['--from', '2026-05-01T00:00:00Z', '--to', '2026-06-01T00:00:00Z']

let server: PagesServer
let folder: string
/** Answers to what the server of the five pages doesn’t know: the lists. */
const lists: Record<string, string> = {
  [`/v1/${account.project}/instances`]: `{"instances":[{"id":"${ddmInstance}","name":"orders"}],"total_record":1}`,
  [`/v1/${account.project}/audit/instances`]: `{"instances":[{"instance_id":"${auditInstance}","name":"core","timezone":"UTC+08:00"}],"total":1}`,
  [`/v2/${account.project}/audit/${auditInstance}/databases`]: `{"databases":[{"database":{"id":"db1","name":"shop"}}],"total":1}`,
}
const listed: PagesServer['instead'] = (path) =>
  lists[path] === undefined ? null : { status: 200, body: lists[path] }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sync-'))
  server = await startPages()
  server.instead = listed
  server.killLog.records = [1, 8, 15, 22, 29].map((days) =>
    killRecord(may1 + days * day, `${days}`, `ops${days}`),
  )
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
  expect(server.violations).toEqual([])
})

const quick = ['--dbss-per-second', '100', '--ddm-per-minute', '6000']
const sync = (args: string[] = may, more: Partial<Parameters<typeof runHere>[1]> = {}) =>
  runHere(
    [
      'sync',
      '--instance',
      ddmInstance,
      ...args,
      '--archive',
      folder,
      ...quick,
      ...endpoints(server),
    ],
    { environment: signedIn, ...more },
  )
const offline = (...args: string[]): Promise<Ended> =>
  runHere([...args, '--offline', '--archive', folder, '--format', 'json', ...endpoints(server)], {
    environment: signedIn,
  })
const killPages = (): number =>
  server.asked.filter((route) => route.includes('processes-audit-log')).length
const operators = ({ stdout }: Ended): string[] =>
  (
    JSON.parse(stdout) as { data: { process_audit_logs: { execute_user_name: string }[] } }
  ).data.process_audit_logs.map(({ execute_user_name: name }) => name)

describe('sync', () => {
  it('fetches what the help says, and no more', async () => {
    const { code, stdout, stderr } = await sync()
    expect(code, stderr).toBe(0)
    expect(stderr).toContain(`Into the archive ${folder}`)
    expect(stdout).toMatch(/│ Kill log +│ .* │ +5 │ complete, 5 new │/)
    const dbss = `/v1/${account.project}/audit/${auditInstance}/statistics`
    const counts = new Map<string, number>()
    for (const route of server.asked) counts.set(route, (counts.get(route) ?? 0) + 1)
    expect(Object.fromEntries(counts)).toEqual({
      'POST /v3/auth/tokens': 1,
      [`GET /v1/${account.project}/instances`]: 1,
      [`GET /v1/${account.project}/audit/instances`]: 1,
      [`GET /v2/${account.project}/audit/summary/info`]: 1,
      [`GET /v3/${account.project}/instances/${ddmInstance}/processes-audit-log`]: 5,
      [`GET /v2/${account.project}/audit/${auditInstance}/databases`]: 1,
      [`GET /v2/${account.project}/audit/${auditInstance}/statistics/trend/history`]: 1,
      [`POST ${dbss}/session/db-account`]: 4,
      [`POST ${dbss}/trend/risk-operation`]: 4,
    })
    // In the zone that the list names.
    expect(server.bodies.join()).toContain('"start_time":"2026-05-01 08:00:00"')
  })

  it('makes every reading command work without the service', async () => {
    await sync()
    await server.close()
    for (const args of [
      ['summary'],
      ['instances'],
      ['instances', '--service', 'ddm'],
      ['databases'],
      ['analyses'],
      ...['DAY', 'WEEK', 'MONTH'].flatMap((preset) => [
        ['sessions', '--last', preset],
        ['risk', '--last', preset],
      ]),
      ['sessions', ...may],
      ['risk', ...may],
      ['kill-log', ...may],
    ]) {
      const { code, stderr } = await offline(...args)
      expect(code, `${args.join(' ')}: ${stderr}`).toBe(0)
    }
  })

  it('asks only for what is missing of the kill log, and doubles nothing', async () => {
    await sync(['--from', '2026-05-10T00:00:00Z', '--to', '2026-05-20T00:00:00Z'])
    const before = killPages()
    expect(before).toBe(2)
    server.killLog.records.push(killRecord(may1 + 30 * day, '30', 'ops30'))
    const { code, stdout } = await sync()
    expect(code).toBe(0)
    expect(stdout).toMatch(/│ +6 │ complete, 5 new │/)
    expect(killPages() - before).toBe(4)
    await sync()
    expect(killPages() - before).toBe(4)
    expect(operators(await offline('kill-log', ...may))).toEqual(
      [1, 8, 15, 22, 29, 30].map((days) => `ops${days}`),
    )
  })

  it('that was stopped keeps what it had, and the same command goes on from there', async () => {
    const stopped = new AbortController()
    server.instead = (path) => {
      if (path.includes('processes-audit-log') && killPages() === 4) stopped.abort()
      return listed(path)
    }
    const { code, stdout, stderr } = await sync(may, { signal: stopped.signal })
    expect([code, stdout]).toEqual([130, ''])
    expect(stderr).toMatch(
      /Stopped\. What was stored stays; the same command goes on from there\.\n$/,
    )
    server.instead = listed
    const half = await offline('kill-log', ...may)
    expect(half.code).toBe(3)
    expect(operators(half)).toEqual(['ops1', 'ops8', 'ops15'])
    const before = killPages()
    expect((await sync()).code).toBe(0)
    expect(killPages() - before).toBe(2)
    expect(operators(await offline('kill-log', ...may))).toHaveLength(5)
  })

  it('says what is missing when a window fails, keeps the others, and mends it next time', async () => {
    server.instead = (path) =>
      path.includes('processes-audit-log') && killPages() === 2
        ? { status: 500, body: '{"error_code":"DBS.200412","error_msg":"no"}' }
        : listed(path)
    const { code, stdout, stderr } = await sync()
    expect(code).toBe(3)
    expect(stdout).toMatch(/│ +4 │ incomplete, 4 new │/)
    expect(stderr).toMatch(
      /Incomplete: Kill log of .*2026-05-08T00:00:00.000Z to .*DBS.200412|answered 500/,
    )
    server.instead = listed
    expect((await sync()).stdout).toMatch(/│ +5 │ complete, 1 new │/)
  })

  it('brings the kill log where the audit service is closed to the user', async () => {
    server.instead = (path) =>
      path.includes('/audit/')
        ? { status: 403, body: '{"error_code":"DBSS.1","error_msg":"denied"}' }
        : listed(path)
    const { code, stdout, stderr } = await sync()
    expect(code).toBe(3)
    expect(stdout).toMatch(/│ Audit summary +│ – .*│ +– │ failed \(permission\)/)
    expect(stdout).toMatch(/│ Kill log .*│ +5 │ complete, 5 new/)
    expect(stderr).toContain('Incomplete: Audit summary: ')
    expect((await offline('kill-log', ...may)).code).toBe(0)
  })

  it('fails as a whole when it can’t sign in, and asks for nothing more', async () => {
    const { code, stdout, stderr } = await sync(may, {
      environment: { ...signedIn, HW_USER_PASSWORD: 'not-the-password' },
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain('credentials: ')
    expect(server.asked).toEqual(['POST /v3/auth/tokens'])
  })

  it('without an instance takes the only one', async () => {
    const { code, stderr } = await runHere(
      ['sync', ...may, '--archive', folder, ...quick, ...endpoints(server)],
      { environment: signedIn },
    )
    expect(code).toBe(0)
    expect(stderr).toContain(`Using the only DDM instance: orders (${ddmInstance}).`)
  })

  it('goes into the folder of the window, if no other is named', async () => {
    const { code } = await runHere(
      ['sync', '--instance', ddmInstance, ...may, ...quick, ...endpoints(server)],
      { environment: { ...signedIn, XDG_CONFIG_HOME: folder } },
    )
    expect(code).toBe(0)
    const files = await readdir(join(folder, 'Audit Desk', 'archive'))
    expect(files).toEqual([expect.stringMatching(/^test-region-1-[0-9a-f]{16}\.duckdb$/)])
  })

  it('keeps no password and no token', async () => {
    await sync()
    const { stdout } = await runHere(
      [
        'query',
        'SELECT * EXCLUDE (gzipped) FROM raw_answer',
        '--archive',
        folder,
        '--format',
        'csv',
      ],
      {},
    )
    expect(stdout).toContain('processes-audit-log')
    expect(stdout).not.toMatch(/battery|k0ken/)
  })
})

describe('a reading command with --archive', () => {
  it('asks the service and keeps the answer', async () => {
    const typed = ['sessions', '--instance', auditInstance, '--last', 'HOUR']
    const { code } = await runHere([...typed, '--archive', folder, ...endpoints(server)], {
      environment: signedIn,
    })
    expect(code).toBe(0)
    expect((await offline(...typed)).code).toBe(0)
  })

  it('asks for a kill log anew, and adds to what is there what is new', async () => {
    await sync()
    server.killLog.records = [killRecord(may1 + 3 * day, '3', 'late')]
    const before = killPages()
    const { code, stdout } = await runHere(
      ['kill-log', ...may, '--archive', folder, '--format', 'json', ...endpoints(server)],
      { environment: signedIn },
    )
    expect(code).toBe(0)
    expect(killPages() - before).toBe(5)
    // What the service has forgotten stays.
    expect(operators({ stdout, stderr: '', code })).toEqual([
      'ops1',
      'late',
      'ops8',
      'ops15',
      'ops22',
      'ops29',
    ])
  })
})
