import { mkdtemp, readFile, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, describe, it } from 'vitest'
import { refusalNote } from '../../../src/main/huawei/refusal-note.ts'
import { openLog } from '../../../src/main/log.ts'
import { AuditDeskError } from '../../../src/shared/errors.ts'

const newFolder = async () => join(await mkdtemp(join(tmpdir(), 'log-')), 'logs')

describe('the log', () => {
  it('has one line of JSON for each entry, in their order, for its owner only', async () => {
    const folder = await newFolder()
    const log = openLog(folder)
    for (let number = 0; number < 50; number++) log({ event: 'test', number })
    const path = join(folder, 'audit-desk.log')
    await expect
      .poll(async () => (await readFile(path, 'utf8').catch(() => '')).trim().split('\n').length)
      .toBe(50)
    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { number: number }).number)).toEqual(
      Array.from({ length: 50 }, (_, number) => number),
    )
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('never grows beyond two files of a megabyte', async () => {
    const folder = await newFolder()
    const log = openLog(folder)
    for (let number = 0; number < 400; number++) log({ event: 'x'.repeat(10_000), number })
    log({ event: 'last' })
    const path = join(folder, 'audit-desk.log')
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('"last"')
    expect((await readdir(folder)).sort()).toEqual(['audit-desk.log', 'audit-desk.log.1'])
    for (const name of await readdir(folder)) {
      expect((await stat(join(folder, name))).size).toBeLessThanOrEqual(1_000_000)
    }
  })

  it('does not stop the work when it can’t be written', async () => {
    const log = openLog('/dev/null/logs')
    log({ event: 'test' })
    await new Promise((resolve) => setTimeout(resolve, 50))
  })
})

describe('a refusal in the log', () => {
  it('has the request as the gateway understood it, without what its headers carry', () => {
    const text = JSON.stringify({
      error_code: 'APIGW.0301',
      error_msg:
        'verify aksk signature fail, canonicalRequest:GET|/v1/p/audit/instances/|limit=1|content-type:application/json|host:dbss|x-sdk-date:20260501T000000Z|x-security-token:very-secret||host;x-sdk-date|e3b0',
    })
    const entry = refusalNote(
      {
        api: { service: 'dbss', method: 'GET', path: '/v1/p/audit/instances' },
        service: 'dbss',
        method: 'GET',
        url: 'https://dbss/v1/p/audit/instances?limit=1',
        host: 'dbss',
        path: '/v1/p/audit/instances',
        query: [],
        body: '',
      },
      new AuditDeskError({ code: 'credentials', message: 'm', retryable: false, status: 401 }),
      text,
    )
    expect(entry.canonicalRequest).toBe(
      'GET|/v1/p/audit/instances/|limit=1|content-type:application/json|host:dbss|x-sdk-date:20260501T000000Z|x-security-token:(left out)||host;x-sdk-date|e3b0',
    )
    expect(JSON.stringify(entry)).not.toContain('very-secret')
  })
})
