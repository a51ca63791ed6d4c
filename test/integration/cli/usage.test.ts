import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account, auditInstance, startPages, type PagesServer } from './pages-server.ts'
import { endpoints, run, signedIn } from './run.ts'

let server: PagesServer
beforeAll(async () => {
  server = await startPages()
})
afterAll(async () => {
  await server.close()
  // A question that can't be asked reaches nobody.
  expect(server.asked).toEqual([])
})

async function usage(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run([...args, ...endpoints(server)], {
    environment: signedIn,
  })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^usage: /)
  return stderr
}

const of = ['--instance', auditInstance]

describe.concurrent('what can’t be asked is told apart from what fails', () => {
  it.each([
    [['sessions', ...of], 'Type --from and --to'],
    [['risk', ...of], 'Type --from and --to'],
    [['kill-log', ...of], 'Type --from and --to'],
    [['kill-log', ...of, '--from', '2026-05-01T00:00:00Z'], '--to is missing'],
    [['kill-log', ...of, '--last', 'DAY', '--to', '2026-05-01T00:00:00Z'], 'can’t be combined'],
    [['kill-log', ...of, '--from', 'yesterday', '--to', '2026-05-01'], "'--from <time>'"],
    [['kill-log', ...of, '--from', '2026-02-30', '--to', '2026-05-01'], "'--from <time>'"],
    [
      ['kill-log', ...of, '--from', '2026-05-02', '--to', '2026-05-01'],
      '--to must be after --from',
    ],
    [['sessions', ...of, '--last', 'FORTNIGHT'], 'It must be one of HALF_HOUR'],
    [['risk', ...of, '--last', 'DAY', '--db', 'a', '--db', 'b'], '--db: the service takes one'],
    [['risk', ...of, '--last', 'DAY', '--type', 'RISK'], 'Allowed choices are risk-operation'],
    [['sessions', ...of, '--last', 'DAY', '--db', ''], '--db must not be empty'],
    [['analyses', '--instance', ''], '--instance must not be empty'],
    [['summary', '--format', 'xml'], 'Allowed choices are table, json, csv'],
    [['instances', '--service', 'rds'], 'Allowed choices are dbss, ddm'],
    [['summary', 'more'], 'takes options only'],
    [['summary', '--demo'], '--demo has endpoints of its own'],
    [['everything'], "unknown command 'everything'"],
    [['sync'], 'Type --from and --to'],
    [['sync', '--last', 'DAY', '--to', '2026-05-01'], 'can’t be combined'],
    [['sync', '--last', 'DAY', '--demo'], '--demo needs --archive with a folder'],
    [['sync', '--last', 'DAY', '--format', 'json'], 'There is no option --format'],
    [['sync', '--last', 'DAY', '--archive', ''], "'--archive <folder>'"],
    [['summary', '--offline', '--demo'], '--offline can’t be combined with --demo'],
    [['--format', 'json', 'summary'], 'Options stand after the command'],
  ])('%j', async (args, words) => {
    expect(await usage(...args)).toContain(words)
  })

  it('a password among the arguments is refused with the reason, and not repeated', async () => {
    for (const args of [['--password=hunter2'], ['--password', 'hunter2'], ['-phunter2']]) {
      const stderr = await usage('summary', ...args)
      expect(stderr).toContain('read from the environment only')
      expect(stderr).not.toContain('hunter2')
    }
  })

  it('an endpoint is a base URL, encrypted unless it is this machine', async () => {
    const at = async (url: string): Promise<string> => {
      const { code, stderr } = await run(['summary', '--dbss-endpoint', url], {
        environment: signedIn,
      })
      expect(code).toBe(2)
      return stderr
    }
    expect(await at('http://dbss.example.com')).toContain(
      '--dbss-endpoint must start with https://',
    )
    expect(await at('ftp://dbss.example.com')).toContain('--dbss-endpoint must be a URL')
    const withSecret = await at('http://127.0.0.1:s3cret@dbss.example.com')
    expect(withSecret).toContain('--dbss-endpoint must be a base URL, without a user')
    expect(withSecret).not.toContain('s3cret')
  })

  it('all missing variables are named at once', async () => {
    const { code, stderr } = await run(['summary'], {
      environment: { HW_DOMAIN_NAME: account.domainName, HW_USER_PASSWORD: '' },
    })
    expect(code).toBe(2)
    expect(stderr).not.toContain('HW_DOMAIN_NAME')
    for (const name of ['HW_USER_NAME', 'HW_USER_PASSWORD', 'HW_REGION_NAME'])
      expect(stderr).toContain(name)
    expect(stderr).not.toContain('HW_PROJECT_ID')
    expect(stderr).toContain('--demo')
  })

  it('a variable that breaks a rule is named with the rule', async () => {
    const { code, stderr } = await run(['summary'], {
      environment: { ...signedIn, HW_REGION_NAME: 'Beijing 4', HW_PROJECT_ID: 'x'.repeat(65) },
    })
    expect(code).toBe(2)
    expect(stderr).toContain('HW_REGION_NAME must be a region id')
    expect(stderr).toContain('HW_PROJECT_ID ')
  })

  it('help goes to stdout with exit code 0; no command at all is told what there is', async () => {
    const help = await run(['--help'])
    expect(help).toMatchObject({ code: 0, stderr: '' })
    for (const command of ['summary', 'sessions', 'risk', 'analyses', 'kill-log', 'instances'])
      expect(help.stdout).toContain(`\n  ${command} `)
    for (const command of ['sync', 'query', 'archive'])
      expect(help.stdout).toContain(`\n  ${command} `)
    const archive = await run(['archive', '--help'])
    for (const command of ['info', 'backup', 'compact', 'export'])
      expect(archive.stdout).toContain(`\n  ${command} `)
    const killLog = await run(['kill-log', '--help'])
    expect(killLog).toMatchObject({ code: 0, stderr: '' })
    for (const option of [
      '--from',
      '--to',
      '--last',
      '--instance',
      '--format',
      '--offline',
      '--archive',
    ])
      expect(killLog.stdout).toContain(option)
    const nothing = await run([])
    expect(nothing).toMatchObject({ code: 2, stdout: '' })
    expect(nothing.stderr).toContain('Which command?')
  })
})
