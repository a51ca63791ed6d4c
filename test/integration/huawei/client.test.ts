import { afterEach, describe, expect, it } from 'vitest'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectSummary } from '../../../src/main/collect/summary.ts'
import { collectSessions } from '../../../src/main/collect/sessions.ts'
import { getKillLogPage } from '../../../src/main/huawei/ddm.ts'
import { AuditInstanceId, DdmInstanceId } from '../../../src/shared/model/ids.ts'
import { anySignal, clientOf } from '../../support/client.ts'
import { answerJson, answerToken, serveHttp, type TestServer } from '../../support/http-server.ts'

type Handle = (request: IncomingMessage, response: ServerResponse, body: string) => void

const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((thing) => thing.close()))
})

/** A server that signs anybody in and leaves the rest to the test. */
async function cloud(handle: Handle, signIn: Handle = (_, response) => answerToken(response)) {
  const server: TestServer = await serveHttp((request, response, body) => {
    if (request.url?.startsWith('/v3/auth/tokens') === true) signIn(request, response, body)
    else handle(request, response, body)
  })
  const client = clientOf(server.url)
  open.push(client, server)
  return client
}

const instance = AuditInstanceId.parse('0123456789abcdef')
const question = {
  instanceId: instance,
  range: { kind: 'preset', preset: 'DAY' },
  timeZone: 'UTC',
  databaseIds: [],
} as const

describe('the client', () => {
  it('signs in once for many calls, with the account, the user and the project', async () => {
    const signIns: unknown[] = []
    const tokens: unknown[] = []
    const client = await cloud(
      (request, response) => {
        tokens.push(request.headers['x-auth-token'])
        answerJson(response, [])
      },
      (_request, response, body) => {
        signIns.push(JSON.parse(body))
        answerToken(response, 'x'.repeat(20_000))
      },
    )
    await Promise.all([1, 2, 3].map(() => collectSessions(client, question, anySignal)))
    expect(signIns).toEqual([
      {
        auth: {
          identity: {
            methods: ['password'],
            password: {
              user: { name: 'auditor', password: 'correct horse', domain: { name: 'audited' } },
            },
          },
          scope: { project: { id: client.projectId } },
        },
      },
    ])
    expect(tokens).toEqual(Array(3).fill('x'.repeat(20_000)))
  })

  it('signs in afresh, once, when the service no longer takes the token', async () => {
    let issued = 0
    const client = await cloud(
      (request, response) => {
        if (request.headers['x-auth-token'] === 'token-1') {
          const body = { error_code: 'APIGW.0307', error_msg: 'The token must be updated' }
          answerJson(response, body, { status: 401 })
        } else {
          answerJson(response, [])
        }
      },
      (_request, response) => {
        issued++
        answerToken(response, `token-${issued}`)
      },
    )
    await Promise.all([1, 2].map(() => collectSessions(client, question, anySignal)))
    expect(issued).toBe(2)
  })

  it('does not try again and again where every token is refused', async () => {
    let asked = 0
    const client = await cloud((_request, response) => {
      asked++
      answerJson(response, { error_code: 'APIGW.0301', error_msg: 'no' }, { status: 401 })
    })
    await expect(collectSessions(client, question, anySignal)).rejects.toMatchObject({
      code: 'credentials',
    })
    expect(asked).toBe(2)
  })

  it('never puts the password into an error', async () => {
    const client = await cloud(
      () => undefined,
      (_request, response) =>
        answerJson(
          response,
          { error: { code: 401, message: 'The username or password is wrong.' } },
          { status: 401 },
        ),
    )
    const error: unknown = await collectSummary(client, anySignal).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'credentials' })
    expect(JSON.stringify([error, (error as Error).stack])).not.toContain('correct horse')
  })

  it('keeps counts beyond 2^53 to the last digit', async () => {
    const client = await cloud((_request, response) =>
      answerJson(
        response,
        '{"total_sql": 9007199254740993, "total": 1, "data_list": [{"total_sql": 9223372036854775807}]}',
      ),
    )
    const { wire, data } = await collectSummary(client, anySignal)
    expect(data.project.totalSql).toBe(9007199254740993n)
    expect(data.rows[0]?.totalSql).toBe(9223372036854775807n)
    expect(wire.total_sql).toBe(9007199254740993n)
  })

  it('follows all pages of the summary and says when rows are missing', async () => {
    const all = Array.from({ length: 2500 }, (_, id) => ({ id, instance_name: `i${id}` }))
    const client = await cloud((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams
      const offset = Number(query.get('offset'))
      const rows = all.slice(offset, offset + Number(query.get('limit')))
      answerJson(response, { total: 2600, data_list: rows })
    })
    const { data, sources, missing } = await collectSummary(client, anySignal)
    expect(data.rows).toHaveLength(2500)
    expect(sources).toHaveLength(4)
    expect(missing).toEqual(['Instances: the service counts 2600 and sent 2500.'])
  })

  it('encodes the plus of a time zone and whatever an instance id holds', async () => {
    let url = ''
    const client = await cloud((request, response) => {
      url = request.url ?? ''
      answerJson(response, { total_count: 0, process_audit_logs: [] })
    })
    const instanceId = DdmInstanceId.parse('a/b?c****')
    const at = Date.UTC(2026, 4, 1)
    await getKillLogPage(client, { instanceId, from: at, to: at + 1000, offset: 0 }, anySignal)
    expect(url).toContain('/instances/a%2Fb%3Fc%2A%2A%2A%2A/processes-audit-log?')
    expect(url).toContain('&start_time=2026-05-01T00%3A00%3A00%2B0000')
  })

  it('says where an answer came from', async () => {
    const client = await cloud((_request, response) =>
      answerJson(response, [], {
        headers: { 'x-request-id': 'request-9', date: 'Fri, 01 May 2026 00:00:00 GMT' },
      }),
    )
    const { sources } = await collectSessions(client, question, anySignal)
    expect(sources).toMatchObject([
      {
        service: 'dbss',
        method: 'POST',
        body: { time: { time_range: 'DAY' } },
        requestId: 'request-9',
        serverDate: '2026-05-01T00:00:00.000Z',
      },
    ])
    expect(JSON.stringify(sources)).not.toContain('token')
  })

  it('stops at once when told to', async () => {
    const client = await cloud(() => undefined)
    const stop = new AbortController()
    const answer = collectSummary(client, stop.signal)
    setTimeout(() => stop.abort(), 50)
    await expect(answer).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('lets a caller finish when another, who shares its sign-in, stops', async () => {
    let signIns = 0
    const client = await cloud(
      (_request, response) => answerJson(response, []),
      (_request, response) => {
        signIns++
        setTimeout(() => answerToken(response), 100)
      },
    )
    const stop = new AbortController()
    const stopped = collectSessions(client, question, stop.signal)
    const other = collectSessions(client, question, anySignal)
    setTimeout(() => stop.abort(), 20)
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    await expect(other).resolves.toMatchObject({ data: [] })
    expect(signIns).toBe(2)
  })

  it.each([
    ['a connection that breaks', (r: ServerResponse) => r.destroy(), 'network'],
    [
      'an answer that breaks off',
      (r: ServerResponse) => {
        r.writeHead(200, { 'content-length': '100' })
        r.write('{')
        setTimeout(() => r.destroy(), 20)
      },
      'network',
    ],
    ['an answer that isn’t JSON', (r: ServerResponse) => r.end('<html>'), 'answer'],
    [
      'an answer of another shape',
      (r: ServerResponse) => answerJson(r, { data_list: 'none' }),
      'answer',
    ],
    [
      'a redirect',
      (r: ServerResponse) => r.writeHead(302, { location: 'https://example.com' }).end(),
      'answer',
    ],
  ])('names %s', async (_name, respond, code) => {
    const client = await cloud((_request, response) => {
      respond(response)
    })
    await expect(collectSummary(client, anySignal)).rejects.toMatchObject({ code })
  })

  it('names a server that isn’t there', async () => {
    const server = await serveHttp(() => undefined)
    await server.close()
    const client = clientOf(server.url)
    open.push(client)
    await expect(collectSummary(client, anySignal)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
  })
})
