import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  account,
  auditInstance,
  ddmInstance,
  killRecord,
  startPages,
  token,
  type PagesServer,
} from './pages-server.ts'
import { ended, endpoints, run, runHere, signedIn, start, type Ended } from './run.ts'

const beyond = '9223372036854775807'
const day = 24 * 3_600_000
const may1 = Date.parse('2026-05-01T00:00:00Z')

let server: PagesServer
beforeEach(async () => {
  server = await startPages()
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

const ask = (...args: string[]): Promise<Ended> =>
  run([...args, ...endpoints(server)], { environment: signedIn })

interface Printed {
  data: unknown
  meta: {
    account: Record<string, string>
    service: string
    endpoint: string
    parameters: Record<string, unknown>
    requests: { method: string; url: string; body?: unknown; requestId: string }[]
    fetchedAt: string
    coverage: { complete: boolean; reasons: string[]; windows?: { from: string; to: string }[] }
  }
}
const parse = ({ stdout }: Ended): Printed => JSON.parse(stdout) as Printed
/** Everything but white space between the values, to compare digits and order as they were sent. */
const dataText = ({ stdout }: Ended): string =>
  stdout
    .slice(stdout.indexOf('"data": ') + 8, stdout.lastIndexOf('"meta"'))
    .replace(/\s+/g, '')
    .slice(0, -1)

const ofDay = ['--instance', auditInstance, '--last', 'DAY']

describe('the audit summary', () => {
  const row = (name: string, total: string): string =>
    `{"id":235049,"status":"1","project_id":"${account.project}","instance_id":5542,"instance_name":"${name}","audit_duration":99423,"total_sql":${total},"total_risk":380,"today_sql":0,"today_risk":0,"today_session":0,"update_time":1712570404093,"reserve1":null,"reserve2":null}`
  beforeEach(() => {
    server.answers.summary = `{"project_id":"${account.project}","audit_duration":99423,"total_sql":${beyond},"total_risk":1597508,"today_sql":4354,"today_risk":4354,"today_session":4350,"update_time":1712570404644,"total":2,"data_list":[${row('=cmd()', beyond)},${row('Q1', '148')}],"added_later":{"x":[1]}}`
  })

  it('is, as JSON, the service’s own object with every digit and unknown field', async () => {
    const answer = await ask('summary', '--format', 'json')
    expect(answer.code).toBe(0)
    const { data, meta } = parse(answer)
    expect(data).toEqual(JSON.parse(server.answers.summary))
    expect(dataText(answer)).toContain(`"total_sql":${beyond}`)
    expect(meta).toMatchObject({
      account: {
        domainName: account.domainName,
        userName: account.userName,
        region: account.region,
        projectId: account.project,
      },
      service: 'dbss',
      endpoint: server.url,
      coverage: { complete: true, reasons: [] },
      requests: [{ method: 'GET', requestId: 'req-2' }],
    })
    expect(meta.requests[0]?.url).toContain(
      `${server.url}/v2/${account.project}/audit/summary/info`,
    )
    expect(new Date(meta.fetchedAt).getTime()).toBeGreaterThan(Date.now() - 60_000)
    expect(server.asked).toEqual([
      'POST /v3/auth/tokens',
      `GET /v2/${account.project}/audit/summary/info`,
    ])
  })

  it('is, as CSV, the rows under the service’s field names, with formulas neutralised', async () => {
    const { code, stdout } = await ask('summary', '--format', 'csv')
    expect(code).toBe(0)
    expect(stdout).toBe(
      'id,status,project_id,instance_id,instance_name,audit_duration,total_sql,total_risk,today_sql,today_risk,today_session,update_time,reserve1,reserve2\r\n' +
        `235049,1,${account.project},5542,'=cmd(),99423,${beyond},380,0,0,0,1712570404093,,\r\n` +
        `235049,1,${account.project},5542,Q1,99423,148,380,0,0,0,1712570404093,,\r\n`,
    )
  })

  it('is, as a table, the project’s own totals and the rows, in full', async () => {
    const { code, stdout, stderr } = await ask('summary')
    expect(code).toBe(0)
    expect(stdout).toContain('9,223,372,036,854,775,807')
    expect(stdout).toMatch(/│ Q1 +│ success │ +148 │ +380 │/)
    expect(stdout).toContain('2024-04-08 10:00:04')
    expect(stderr).toMatch(/^2 rows of auditors-inc, test-region-1, project .*, as of 20.*Z\.\n$/)
  })

  it('is incomplete when the service counts more rows than it sends', async () => {
    server.answers.summary = server.answers.summary.replace('"total":2', '"total":3')
    server.instead = () => {
      const pages = server.asked.filter((route) => route.includes('summary')).length
      return pages > 1 ? { status: 200, body: '{"total":3,"data_list":[]}' } : null
    }
    const answer = await ask('summary', '--format', 'json')
    expect(answer.code).toBe(3)
    expect(parse(answer).meta.coverage).toEqual({
      complete: false,
      reasons: ['Instances: the service counts 3 and sent 2.'],
    })
    expect(answer.stderr).toContain('Incomplete: Instances: the service counts 3 and sent 2.')
  })
})

describe('the sessions', () => {
  beforeEach(() => {
    server.answers.sessions = `[{"db_id":"nhlzy5gBs27Fw8ND_w_P","db_user":"root","session_num":33,"db_name":"rds-ce88","db_ip":"10.0.0.3"},{"db_id":"x","db_user":"+1","session_num":${beyond},"db_name":null,"db_ip":"10.0.0.4","db_role":"dba"}]`
  })

  it('are, as JSON, the service’s array as it is, asked for with a preset', async () => {
    const answer = await ask('sessions', ...ofDay, '--format', 'json')
    expect(answer.code).toBe(0)
    expect(dataText(answer)).toContain(`"session_num":${beyond}`)
    const { data, meta } = parse(answer)
    expect(data).toEqual(JSON.parse(server.answers.sessions))
    expect(server.bodies).toEqual(['{"time":{"time_range":"DAY"}}'])
    expect(meta.requests[0]?.body).toEqual({ time: { time_range: 'DAY' } })
    expect(meta.parameters).toMatchObject({
      instance: auditInstance,
      databases: 'all',
      range: { asked: { last: 'DAY' } },
    })
  })

  it('are asked for some databases and explicit times in UTC', async () => {
    const { code, stderr } = await ask(
      ...['sessions', '--instance', auditInstance, '--db', 'a', '--db', 'b'],
      ...['--from', '2026-05-01T08:00:00+08:00', '--to', '2026-05-02'],
    )
    expect(code).toBe(0)
    expect(server.bodies).toEqual([
      '{"db_id":["a","b"],"time":{"start_time":"2026-05-01 00:00:00","end_time":"2026-05-02 00:00:00"}}',
    ])
    expect(stderr).toContain(
      '--to 2026-05-02 has no time zone and is read as UTC: 2026-05-02T00:00:00.000Z, the start of that day.',
    )
    expect(stderr).not.toContain('--from')
  })

  it('are, as CSV, in the service’s order, empty where it sent null', async () => {
    const { stdout } = await ask('sessions', ...ofDay, '--format', 'csv')
    expect(stdout).toBe(
      'db_id,db_ip,db_name,db_user,session_num\r\n' +
        'nhlzy5gBs27Fw8ND_w_P,10.0.0.3,rds-ce88,root,33\r\n' +
        `x,10.0.0.4,,'+1,${beyond}\r\n`,
    )
  })

  it('have, as a table, the most sessions first', async () => {
    const { stdout } = await ask('sessions', ...ofDay)
    expect(stdout).toMatch(/9,223,372,036,854,775,807 │[^]*│ +33 │/)
  })

  it('are an empty list, not an error, when there are none', async () => {
    server.answers.sessions = '[]'
    const [json, csv, table] = await Promise.all(
      ['json', 'csv', 'table'].map((format) => ask('sessions', ...ofDay, '--format', format)),
    )
    expect([json?.code, csv?.code, table?.code]).toEqual([0, 0, 0])
    expect(parse(json!)).toMatchObject({ data: [], meta: { coverage: { complete: true } } })
    expect(csv?.stdout).toBe('db_id,db_ip,db_name,db_user,session_num\r\n')
    expect(table?.stdout).toContain('Database user')
    expect(table?.stderr).toMatch(/^0 rows of /)
  })

  it('show names in a table without letting them command the terminal', async () => {
    const evil = '\u001b[31mred\u0007\u009b2J\u202eevil\r\n'
    server.answers.sessions = JSON.stringify([
      { db_user: evil, session_num: 7, db_name: 'מסד', db_ip: 'مدير' },
    ])
    const { stdout } = await ask('sessions', ...ofDay)
    expect(stdout).not.toMatch(/[\u001b\u0007\u009b\u202e\r]/)
    expect(stdout).toContain('\\u{1b}[31mred\\u{7}\\u{9b}2J\\u{202e}evil\\u{d}\\u{a}')
    // A left-to-right mark after each cell keeps a terminal from drawing the count before the name.
    expect(stdout).toMatch(/מסד +\u200e│ مدير +\u200e│/)
    const json = await ask('sessions', ...ofDay, '--format', 'json')
    expect(json.stdout).not.toMatch(/[\u001b\u0007\u009b\u202e\r]/)
    expect(parse(json).data).toEqual(JSON.parse(server.answers.sessions))
  })
})

describe('the trend of risky operations', () => {
  beforeEach(() => {
    server.answers.risk = `{"status":"finished","generate_time":"2025-08-20 07:58:58","operation_statistics":[{"period":"2025-08-19 18:07:44","risk_operation_num":${beyond}},{"period":"2025-08-19 17:03:52","risk_operation_num":0}]}`
  })

  it('keeps the lower-case status and the order of the service', async () => {
    const answer = await ask('risk', ...ofDay, '--db', 'a', '--format', 'json')
    expect(answer.code).toBe(0)
    expect(dataText(answer).replace(/:58:58/, '')).toContain(
      `"operation_statistics":[{"period":"2025-08-1918:07:44","risk_operation_num":${beyond}}`,
    )
    expect(parse(answer).data).toMatchObject({ status: 'finished' })
    expect(server.bodies).toEqual(['{"db_id":"a","regenerate":0,"time":{"time_range":"DAY"}}'])
  })

  it('is, as CSV, periods and counts', async () => {
    const { stdout } = await ask('risk', ...ofDay, '--format', 'csv')
    expect(stdout).toBe(
      `period,risk_operation_num\r\n2025-08-19 18:07:44,${beyond}\r\n2025-08-19 17:03:52,0\r\n`,
    )
  })

  it('is incomplete while the service computes it', async () => {
    server.answers.risk = '{"status":"RUNNING"}'
    const { code, stdout, stderr } = await ask('risk', ...ofDay, '--format', 'csv')
    expect(code).toBe(3)
    expect(stdout).toBe('period,risk_operation_num\r\n')
    expect(stderr).toContain('Incomplete: The service is still computing this trend')
  })
})

describe('the analyses', () => {
  it('come as JSON, CSV and table', async () => {
    server.answers.history =
      '[{"generate_time":"2023-10-05 15:30:00","db_id":"db001","db_name":"user_management","statistics_type":"RISK"}]'
    const of = ['analyses', '--instance', auditInstance, '--format']
    const [json, csv, table] = await Promise.all(
      ['json', 'csv', 'table'].map((format) => ask(...of, format)),
    )
    expect(parse(json!).data).toEqual(JSON.parse(server.answers.history))
    expect(csv?.stdout).toBe(
      'db_id,db_name,generate_time,statistics_type\r\ndb001,user_management,2023-10-05 15:30:00,RISK\r\n',
    )
    expect(table?.stdout).toContain('│ user_management │ RISK │ 2023-10-05 15:30:00')
  })
})

describe('the kill log', () => {
  const months = [
    ...['kill-log', '--instance', ddmInstance],
    ...['--from', '2026-05-01T00:00:00Z', '--to', '2026-06-01T00:00:00Z', '--format'],
  ]
  const busy = (): void => {
    const steady = Array.from({ length: 500 }, (_, index) =>
      killRecord(may1 + index * 5_000_000, `${9_007_199_254_740_993n + BigInt(index)}`),
    )
    // On the border of two windows, twice the very same row, and one in the last second.
    const border = may1 + 7 * day
    const twins = [killRecord(border, beyond, 'twin'), killRecord(border, beyond, 'twin')]
    const last = killRecord(may1 + 31 * day, '1', 'last')
    server.killLog.records = [...steady, ...twins, last].sort((a, b) => a.at - b.at)
  }

  it('follows a long range through all windows and pages, each row once, twins kept', async () => {
    busy()
    const answer = await ask(...months, 'json')
    expect(answer.code).toBe(0)
    const { meta } = parse(answer)
    const rows = server.killLog.records.map(({ json }) => json)
    expect(dataText(answer)).toBe(
      `{"total_count":503,"process_audit_logs":[${rows.join(',')}]}`.replace(/\s+/g, ''),
    )
    expect(meta.coverage).toMatchObject({ complete: true, reasons: [] })
    expect(meta.coverage.windows).toHaveLength(5)
    expect(meta.coverage.windows?.[0]).toEqual({
      from: '2026-05-01T00:00:00.000Z',
      to: '2026-05-08T00:00:00.000Z',
      expected: 123,
      obtained: 123,
      missing: null,
      collectedAt: expect.stringMatching(/^20.*Z$/) as string,
    })
    expect(meta.requests.length).toBeGreaterThanOrEqual(5)
    expect(meta.requests[0]?.url).toContain('start_time=2026-05-01T00%3A00%3A00%2B0000')
    expect(meta.parameters).toMatchObject({
      instance: ddmInstance,
      range: { from: '2026-05-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' },
    })
    expect(server.asked[0]).toBe('POST /v3/auth/tokens')
    expect(new Set(server.asked).size).toBe(2)
    expect(answer.stderr).toBe('')
  })

  it('is, as CSV, all rows under the service’s field names with every digit', async () => {
    busy()
    const { code, stdout } = await ask(...months, 'csv')
    expect(code).toBe(0)
    const lines = stdout.split('\r\n')
    expect(lines).toHaveLength(505)
    expect(lines[0]).toBe('instance_id,instance_name,process_id,execute_user_name,execute_time')
    expect(lines[1]).toBe(`${ddmInstance},orders,9007199254740993,ops,2026-05-01T08:00:00+0800`)
    expect(stdout).toContain(`,${beyond},twin,`)
  })

  it('is, as a table, the newest first', async () => {
    server.killLog.records = [
      killRecord(may1, '1', 'first'),
      killRecord(may1 + 10 * day, '2', 'second'),
    ]
    const { stdout, stderr } = await ask(...months, 'table')
    expect(stdout).toMatch(/second[^]*first/)
    expect(stdout).toContain('│ 2026-05-01T08:00:00+0800 │ 2026-05-01 00:00:00 │')
    expect(stderr).toMatch(/^2 rows/)
  })

  it('is an empty list where nobody killed anything', async () => {
    const [json, csv] = await Promise.all([ask(...months, 'json'), ask(...months, 'csv')])
    expect([json.code, csv.code]).toEqual([0, 0])
    expect(parse(json).data).toEqual({ total_count: 0, process_audit_logs: [] })
    expect(csv.stdout.split('\r\n')).toHaveLength(2)
  })

  it('is printed with exit code 3 and the reason where a window says more than it shows', async () => {
    server.killLog.records = [killRecord(may1 + day, '1'), killRecord(may1 + 9 * day, '2')]
    server.killLog.claim = (from) => (from === may1 ? 4 : 0)
    const answer = await ask(...months, 'json')
    expect(answer.code).toBe(3)
    const { data, meta } = parse(answer)
    expect(data).toMatchObject({ total_count: 2 })
    expect(meta.coverage).toMatchObject({ complete: false })
    expect(meta.coverage.reasons).toHaveLength(1)
    expect(answer.stderr).toMatch(/Incomplete: 2026-05-01.*the service counts 5 and sent 1/)
  })

  it('keeps what it got when the service fails on the way', async () => {
    server.killLog.records = [killRecord(may1 + day, '1')]
    server.instead = () => {
      const pages = server.asked.filter((route) => route.includes('processes')).length
      return pages === 3
        ? { status: 500, body: '{"error_code":"DBS.200412","error_msg":"no"}' }
        : null
    }
    const { code, stdout, stderr } = await ask(...months, 'csv')
    expect(code).toBe(3)
    expect(stdout.split('\r\n')).toHaveLength(3)
    expect(stderr).toContain('Incomplete: ')
  })
})

describe('what goes wrong', () => {
  it('is said with its code, the request id and what to do, and stdout stays empty', async () => {
    server.instead = (path) =>
      path.includes('summary')
        ? { status: 403, body: '{"error_code":"DBSS.1","error_msg":"denied\\u001b[2J"}' }
        : null
    const { code, stdout, stderr } = await ask('summary', '--format', 'json')
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toBe(
      'permission: Database Security Service answered 403: denied\\u{1b}[2J\n' +
        '  the service’s code: DBSS.1\n' +
        '  request id: req-instead\n' +
        '  Ask the account’s administrator for read access to this service in this project.\n',
    )
  })

  it('names the field of an answer that is not what the reference describes', async () => {
    server.answers.sessions = '[{"session_num":"many"}]'
    const { code, stderr } = await ask('sessions', ...ofDay)
    expect(code).toBe(1)
    expect(stderr).toContain('answer: ')
    expect(stderr).toContain('[0].session_num')
  })

  it('is a failure to sign in when the password is wrong, which is not repeated', async () => {
    const { code, stderr } = await run(['summary', ...endpoints(server)], {
      environment: { ...signedIn, HW_USER_PASSWORD: 'not-the-password' },
    })
    expect(code).toBe(1)
    expect(stderr).toContain('credentials: Identity and Access Management answered 401')
    expect(stderr).not.toContain('not-the-password')
  })

  it('is no reason to print a secret, even where a server sends it back', async () => {
    server.instead = (path) =>
      path.includes('summary')
        ? { status: 500, body: `bad gateway, x-auth-token: ${token}`, type: 'text/plain' }
        : null
    const refused = await ask('summary')
    expect(refused.stderr).toContain('(left out)')
    server.instead = () => ({
      status: 400,
      body: JSON.stringify({ error_msg: `cannot parse ${JSON.stringify(account.password)}` }),
    })
    const signIn = await ask('summary')
    expect([refused.code, signIn.code]).toEqual([1, 1])
    const said = refused.stderr + signIn.stderr
    expect(said).not.toContain('k0ken')
    expect(said).not.toContain('battery')
  })

  it('is a line without a stack when nobody listens', async () => {
    const { url } = server
    await server.close()
    const { code, stdout, stderr } = await runHere(
      ['summary', '--iam-endpoint', url, '--dbss-endpoint', url],
      { environment: signedIn },
    )
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^network: No connection to 127\.0\.0\.1:\d+ \(ECONNREFUSED\)\.\n/)
    expect(stderr).not.toContain('    at ')
    server = await startPages()
  })

  it('never prints password or token with an answer', async () => {
    const [json, table] = await Promise.all([ask('summary', '--format', 'json'), ask('summary')])
    for (const { code, stdout, stderr } of [json, table]) {
      expect(code).toBe(0)
      expect(stdout + stderr).not.toContain('battery')
      expect(stdout + stderr).not.toContain('k0ken')
    }
  })

  it('is Ctrl+C: the question is given up, nothing is printed, exit code 130', async () => {
    const reached = new Promise<void>((resolve) => {
      server.instead = (path) => {
        if (!path.includes('summary')) return null
        resolve()
        return new Promise(() => undefined)
      }
    })
    const child = start(['summary', ...endpoints(server)], { environment: signedIn })
    const end = ended(child)
    await reached
    child.kill('SIGINT')
    expect(await end).toEqual({ code: 130, stdout: '', stderr: 'Stopped.\n' })
  })
})
